-- Purpose: journals of purchasing by header and by line, and what purchasing gives to planning.
create or replace view tw.purchase_request_list with (security_invoker) as
select r.id, r.number, r.version, r.state, r.request_date, r.supplier_id, s.name as supplier_name,
    (select min(l.due_date) from tw.purchase_request_line l where l.request_id = r.id and not l.closed) as due_date,
    (select count(*) from tw.purchase_request_line l where l.request_id = r.id) as lines,
    (select avg(case when l.closed then 1 else least(tw.request_ordered(l.id) / l.quantity, 1) end)
        from tw.purchase_request_line l where l.request_id = r.id) as ordered,
    r.plan_run_id, r.notes, r.state_reason, u.name as owner_name, d.name as department_name, r.created_at, r.owner_id, r.department_id
from tw.purchase_request r
left join tw.supplier s on s.id = r.supplier_id
left join tw.app_user u on u.id = r.owner_id
left join tw.department d on d.id = r.department_id;
grant select on tw.purchase_request_list to "@db@_user";

create or replace view tw.purchase_request_line_list with (security_invoker) as
select l.id, l.request_id, l.line_no, r.number, r.state, r.request_date, l.item_id, i.code as item_code, i.name as item_name,
    i.specification, n.name as unit_name, l.quantity, tw.request_ordered(l.id) as ordered,
    case when l.closed then 0 else greatest(l.quantity - tw.request_ordered(l.id), 0) end as outstanding, l.due_date,
    r.state = 'approved' and not l.closed and l.due_date < (select tw.today()) as is_late, l.closed,
    r.supplier_id, s.name as supplier_name, l.planned_order_id, l.notes, u.name as owner_name, l.owner_id, l.department_id
from tw.purchase_request_line l
join tw.purchase_request r on r.id = l.request_id
join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = i.unit_id
left join tw.supplier s on s.id = r.supplier_id
left join tw.app_user u on u.id = r.owner_id;
grant select on tw.purchase_request_line_list to "@db@_user";

create or replace view tw.purchase_order_list with (security_invoker) as
select o.id, o.number, o.version, o.state, o.supplier_id, s.code as supplier_code, s.name as supplier_name, o.order_date,
    coalesce((select min(l.due_date) from tw.purchase_order_line l where l.order_id = o.id and not l.closed), o.due_date) as due_date,
    o.state = 'approved' and exists (select from tw.purchase_order_line l
        where l.order_id = o.id and not l.closed and l.due_date < (select tw.today())) as is_late,
    o.currency, a.total as amount, a.net, a.tax, a.total_base as amount_base, o.payment_terms,
    (select count(*) from tw.purchase_order_line l where l.order_id = o.id) as lines,
    (select avg(least(tw.purchase_received(l.id) / l.quantity, 1)) from tw.purchase_order_line l where l.order_id = o.id) as received,
    o.notes, o.state_reason, u.name as owner_name, d.name as department_name, o.submitted_at, o.approved_at, o.created_at,
    o.owner_id, o.department_id
from tw.purchase_order o
join tw.supplier s on s.id = o.supplier_id
left join tw.purchase_order_amount a on a.order_id = o.id
left join tw.app_user u on u.id = o.owner_id
left join tw.department d on d.id = o.department_id;
grant select on tw.purchase_order_list to "@db@_user";

create or replace view tw.purchase_order_line_list with (security_invoker) as
select l.id, l.order_id, l.line_no, o.number, o.state,
    case when l.closed then 'closed' when o.state = 'approved' then 'open' else 'waiting' end as line_state,
    o.supplier_id, s.name as supplier_name, o.order_date, l.item_id, i.code as item_code, i.name as item_name, i.specification,
    i.drawing_no, n.name as unit_name, l.quantity, tw.purchase_received(l.id) as received,
    case when l.closed or o.state <> 'approved' then 0 else greatest(l.quantity - tw.purchase_received(l.id), 0) end as outstanding,
    p.price, p.tax_rate, p.total as amount, p.net, o.currency, l.due_date,
    o.state = 'approved' and not l.closed and l.due_date < (select tw.today()) as is_late, l.closed, l.request_line_id,
    q.number as request_number, q.id as request_id, u.name as owner_name, l.notes, l.owner_id, l.department_id
from tw.purchase_order_line l
join tw.purchase_order o on o.id = l.order_id
join tw.supplier s on s.id = o.supplier_id
join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = i.unit_id
left join tw.purchase_order_line_price p on p.line_id = l.id
left join tw.purchase_request_line rl on rl.id = l.request_line_id
left join tw.purchase_request q on q.id = rl.request_id
left join tw.app_user u on u.id = o.owner_id;
grant select on tw.purchase_order_line_list to "@db@_user";

create or replace view tw.purchase_receipt_list with (security_invoker) as
select l.id, d.id as document_id, d.number, d.posting_no, d.state, d.day, d.source_id as order_id, o.number as order_number, d.party as supplier_name,
    l.item_id, i.code as item_code, i.name as item_name, i.specification, n.name as unit_name, l.quantity, b.code as bin_code,
    l.lot, array_to_string(l.serials, ' ') as serials, u.name as posted_by_name, d.memo
from tw.stock_document d
join tw.stock_document_line l on l.document_id = d.id
join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = i.unit_id
left join tw.bin b on b.id = l.bin_id
left join tw.purchase_order o on o.id = d.source_id
left join tw.app_user u on u.id = d.posted_by
where d.kind = 'purchase_receipt' and d.source_kind = 'purchase_order';
grant select on tw.purchase_receipt_list to "@db@_user";

-- Orders until received, requests until ordered; what was drafted counts, since someone decided on it.
create or replace view tw.supply_purchasing with (security_invoker) as
select 'purchase_order_line:' || l.id as ref, 'open'::text as kind, l.item_id, l.quantity - coalesce(r.received, 0) as quantity,
    l.due_date as due, null::date as start, 'purchase_order'::text as document_kind, o.id as document_id, l.id as line_id
from tw.purchase_order_line l
join tw.purchase_order o on o.id = l.order_id
left join lateral (
    select sum(x.quantity) as received from tw.stock_document_line x join tw.stock_document d on d.id = x.document_id
    where x.source_line_id = l.id and d.source_kind = 'purchase_order' and d.kind = 'purchase_receipt' and d.state = 'posted'
) r on true
where o.state in ('draft', 'pending', 'rejected', 'approved') and not l.closed and l.quantity > coalesce(r.received, 0)
union all
select 'purchase_request_line:' || l.id, 'open', l.item_id, l.quantity - coalesce(p.ordered, 0), l.due_date, null,
    'purchase_request', q.id, l.id
from tw.purchase_request_line l
join tw.purchase_request q on q.id = l.request_id
left join lateral (
    select sum(x.quantity) as ordered from tw.purchase_order_line x join tw.purchase_order o on o.id = x.order_id
    where x.request_line_id = l.id and o.state <> 'void'
) p on true
where q.state in ('draft', 'pending', 'rejected', 'approved') and not l.closed and l.quantity > coalesce(p.ordered, 0);
grant select on tw.supply_purchasing to "@db@_user";
