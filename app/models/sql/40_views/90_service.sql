-- Purpose: lists of the service room. is_late: unanswered past the response limit, or open past the finish limit.
create or replace view tw.service_request_list with (security_invoker) as
select r.id, r.number, r.state, r.kind, r.priority, r.customer_id, r.customer_name, r.product_id, r.serial,
    i.code as item_code, i.name as item_name, p.warranty_until, r.symptom, r.charge, r.site_address, r.phone, r.opened_at,
    r.respond_by, r.finish_by,
    case when r.state in ('new', 'assigned') then r.respond_by
         when r.state in ('accepted', 'in_work', 'waiting_for_part') then r.finish_by end as due_at,
    r.state in ('new', 'assigned', 'accepted', 'in_work', 'waiting_for_part') as is_open,
    (r.state in ('new', 'assigned') and r.respond_by < now())
        or (r.state in ('new', 'assigned', 'accepted', 'in_work', 'waiting_for_part') and r.finish_by < now()) as is_late,
    r.technician_id, u.name as technician_name, r.resolved_at, r.closed_at, r.cause, r.result, r.satisfaction,
    (select count(*) from tw.service_dispatch d where d.request_id = r.id) as visits,
    (select min(d.planned_at) from tw.service_dispatch d
     where d.request_id = r.id and d.state in ('dispatched', 'accepted', 'on_site')) as next_visit_at,
    m.name as department_name, r.owner_id, r.department_id, r.version
from tw.service_request r
left join tw.product_file p on p.id = r.product_id
left join tw.item i on i.id = p.item_id
left join tw.app_user u on u.id = r.technician_id
left join tw.department m on m.id = r.department_id;
grant select on tw.service_request_list to "@db@_user";

create or replace view tw.service_dispatch_list with (security_invoker) as
select d.id, d.number, d.state, d.request_id, r.number as request_number, d.visit_no, d.customer_name, r.customer_id, r.kind,
    r.priority, r.symptom, r.serial, r.product_id, r.site_address, d.technician_id, u.name as technician_name, d.planned_at,
    d.planned_minutes, d.state in ('dispatched', 'accepted') and d.planned_at < now() as is_late,
    d.accepted_at, d.arrived_at, d.finished_at, d.returned_at, d.outcome, d.cause, d.result, d.task,
    d.labour_charge + d.travel_charge as charge, r.charge as charge_kind, r.finish_by, d.owner_id, d.department_id, d.version
from tw.service_dispatch d
left join tw.service_request r on r.id = d.request_id
left join tw.app_user u on u.id = d.technician_id;
grant select on tw.service_dispatch_list to "@db@_user";
