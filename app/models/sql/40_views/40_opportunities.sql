-- Purpose: the list of deals.
create or replace view tw.opportunity_list with (security_invoker) as
select o.id, o.number, o.name, o.state, o.customer_id, o.customer_name, o.end_user_id, o.stage_id, s.code as stage,
    s.sort_no as stage_no, o.probability::numeric / 100 as probability, o.amount, o.currency,
    round(o.amount * o.probability / 100, 2) as weighted, o.expected_date,
    o.state = 'open' and o.expected_date < (select tw.today()) as is_late,
    (select tw.today()) - o.stage_since as stage_days, o.source, o.next_step, o.next_step_on,
    o.state = 'open' and o.next_step_on < (select tw.today()) as step_late, o.state_reason, o.created_at,
    u.name as owner_name, d.name as department_name, o.owner_id = (select tw.me()) as is_mine, o.owner_id, o.department_id
from tw.opportunity o
join tw.sales_stage s on s.id = o.stage_id
left join tw.app_user u on u.id = o.owner_id
left join tw.department d on d.id = o.department_id;
grant select on tw.opportunity_list to "@db@_user";
