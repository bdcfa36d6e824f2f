-- Purpose: lists of the customers room.
create or replace view tw.customer_list with (security_invoker) as
select c.id, c.code, c.name, c.name_en, c.short_name, c.kind, c.level, c.stage, c.industry, c.region, c.phone,
    c.currency, c.payment_terms, c.price_group, c.tax_no, c.last_contact_on, c.active, c.sort_key, c.owner_id, c.department_id,
    u.name as owner_name, d.name as department_name, k.credit_limit, c.created_at
from tw.customer c
left join tw.app_user u on u.id = c.owner_id
left join tw.department d on d.id = c.department_id
left join tw.customer_credit k on k.customer_id = c.id;
grant select on tw.customer_list to "@db@_user";

create or replace view tw.contact_list with (security_invoker) as
select t.id, t.customer_id, c.name as customer_name, t.name, t.title, t.decision_role, t.mobile, t.phone, t.email,
    t.birthday, t.is_main, t.owner_id, t.department_id
from tw.contact t join tw.customer c on c.id = t.customer_id;
grant select on tw.contact_list to "@db@_user";

create or replace view tw.activity_list with (security_invoker) as
select a.id, a.customer_id, c.name as customer_name, a.kind, a.subject, a.content, a.due_at, a.done_at, a.result,
    a.done_at is null and a.due_at < now() as is_late, u.name as owner_name, t.name as contact_name, a.owner_id, a.department_id
from tw.activity a join tw.customer c on c.id = a.customer_id
left join tw.app_user u on u.id = a.created_by
left join tw.contact t on t.id = a.contact_id;
grant select on tw.activity_list to "@db@_user";
