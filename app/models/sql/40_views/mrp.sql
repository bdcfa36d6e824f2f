-- Purpose: lists of the mrp room, and its own share of the supply: firm planned orders.
create or replace view tw.supply_planned with (security_invoker) as
select 'planned_order:' || p.id as ref, 'firm'::text as kind, p.item_id, p.quantity::numeric as quantity, p.due_date as due,
    p.start_date as start, 'planned_order'::text as document_kind, p.id as document_id, null::bigint as line_id
from tw.planned_order p where p.state = 'firm';
grant select on tw.supply_planned to "@db@_user";

create or replace view tw.planned_order_list with (security_invoker) as
select p.id, p.version, p.item_id, i.code as item_code, i.name as item_name, i.specification, u.name as unit_name, p.kind,
    p.quantity, p.net, p.start_date, p.due_date, p.level, p.state, p.start_date < tw.today() and p.state in ('proposed', 'firm') as is_late,
    p.supplier_id, s.name as supplier_name, p.made_kind, p.made_id, p.made_number, p.released_at, r.name as released_by_name,
    i.planner_id, n.name as planner_name, p.run_id
from tw.planned_order p
join tw.item i on i.id = p.item_id
left join tw.unit u on u.id = i.unit_id
left join tw.supplier s on s.id = p.supplier_id
left join tw.app_user r on r.id = p.released_by
left join tw.app_user n on n.id = i.planner_id
where p.state <> 'dropped';
grant select on tw.planned_order_list to "@db@_user";

create or replace view tw.plan_exception_list with (security_invoker) as
select e.id, e.version, e.kind, e.item_id, i.code as item_code, i.name as item_name, i.specification, e.quantity, e.days,
    e.from_date, e.to_date, e.ref, e.detail, e.demand_ref, e.document_kind, e.document_id, e.state, a.name as acted_by_name,
    e.acted_at, n.name as planner_name, e.kind in ('expedite', 'past_due_receipt', 'release_past_due', 'below_safety') as is_urgent
from tw.plan_exception e
left join tw.item i on i.id = e.item_id
left join tw.app_user a on a.id = e.acted_by
left join tw.app_user n on n.id = i.planner_id
where e.run_id = (select tw.current_plan());
grant select on tw.plan_exception_list to "@db@_user";

create or replace view tw.plan_run_list with (security_invoker) as
select r.id, r.at, r.today, u.name as by_name, (r.parameters->>'horizon_days')::int as horizon_days, r.items, r.orders,
    r.messages, r.seconds, r.id = (select tw.current_plan()) as is_current
from tw.plan_run r left join tw.app_user u on u.id = r.by_id
where r.finished_at is not null;
grant select on tw.plan_run_list to "@db@_user";
