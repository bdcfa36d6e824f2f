-- Purpose: journals of tasks and their material, what is short, and what tasks give and ask in planning.
create or replace view tw.production_task_list with (security_invoker) as
select t.id, t.number, t.version, t.state, t.kind, t.item_id, i.code as item_code, i.name as item_name, i.specification,
    i.drawing_no, u.name as unit_name, t.quantity, tw.task_completed(t.id) as completed, t.start_date, t.due_date,
    t.state not in ('completed', 'closed') and t.due_date < (select tw.today()) as is_late,
    t.state in ('planned', 'confirmed', 'released') and t.start_date < (select tw.today()) as is_start_late,
    tw.task_issued_share(t.id) as issued, least(tw.task_completed(t.id) / t.quantity, 1) as made, s.name as supplier_name,
    t.planned_order_id, t.notes, t.state_reason, o.name as owner_name, d.name as department_name, t.created_at, t.owner_id,
    t.department_id
from tw.production_task t
join tw.item i on i.id = t.item_id
left join tw.unit u on u.id = i.unit_id
left join tw.supplier s on s.id = t.supplier_id
left join tw.app_user o on o.id = t.owner_id
left join tw.department d on d.id = t.department_id;
grant select on tw.production_task_list to "@db@_user";

create or replace view tw.task_material_list with (security_invoker) as
select m.id, m.task_id, t.number, t.state, m.line_no, t.start_date, p.code as product_code, p.name as product_name,
    m.item_id, i.code as item_code, i.name as item_name, i.specification, u.name as unit_name, m.per_piece, m.quantity,
    tw.material_issued(m.id) as issued, greatest(m.quantity - tw.material_issued(m.id), 0) as outstanding, m.notes,
    m.owner_id, m.department_id
from tw.task_material m
join tw.production_task t on t.id = m.task_id
join tw.item p on p.id = t.item_id
join tw.item i on i.id = m.item_id
left join tw.unit u on u.id = i.unit_id;
grant select on tw.task_material_list to "@db@_user";

create or replace view tw.supply_production with (security_invoker) as
select 'production_task:' || t.id as ref, 'open'::text as kind, t.item_id, t.quantity - coalesce(r.done, 0) as quantity,
    t.due_date as due, t.start_date as start, 'production_task'::text as document_kind, t.id as document_id, null::bigint as line_id
from tw.production_task t
left join lateral (
    select sum(l.quantity) as done from tw.stock_document d join tw.stock_document_line l on l.document_id = d.id
    where d.source_kind = 'production_task' and d.source_id = t.id and d.kind = 'production_receipt' and d.state = 'posted'
) r on true
where t.state not in ('completed', 'closed') and t.quantity > coalesce(r.done, 0);
grant select on tw.supply_production to "@db@_user";

create or replace view tw.demand_production with (security_invoker) as
select 'task_material:' || m.id as ref, 'material'::text as kind, m.item_id, m.quantity - coalesce(r.issued, 0) as quantity,
    t.start_date as due, 'production_task'::text as document_kind, t.id as document_id, m.id as line_id
from tw.task_material m
join tw.production_task t on t.id = m.task_id
left join lateral (
    select sum(l.quantity) as issued from tw.stock_document_line l join tw.stock_document d on d.id = l.document_id
    where l.source_line_id = m.id and d.source_kind = 'production_task' and d.kind = 'production_issue' and d.state = 'posted'
) r on true
where t.state not in ('completed', 'closed') and m.quantity > coalesce(r.issued, 0);
grant select on tw.demand_production to "@db@_user";
