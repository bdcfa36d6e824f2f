-- Purpose: what has left of each order line, what is still open, and journals of notices, pick lists and shipments.

-- The contract with the orders room: its views and functions read this one.
create or replace view tw.order_line_shipped with (security_invoker) as
select s.order_line_id as line_id, sum(s.quantity) as shipped from tw.shipment s group by s.order_line_id;
grant select on tw.order_line_shipped to "@db@_user";

create or replace view tw.sales_order_progress with (security_invoker) as
select o.id as order_id, count(l.id) as lines,
    count(l.id) filter (where coalesce(s.shipped, 0) >= l.quantity or l.closed_by = 'shipped') as shipped_lines,
    coalesce(sum(l.quantity), 0) as ordered, coalesce(sum(least(coalesce(s.shipped, 0), l.quantity)), 0) as shipped,
    coalesce(avg(case when l.closed_by = 'shipped' then 1 else least(coalesce(s.shipped, 0) / l.quantity, 1) end), 0) as shipped_share,
    max(s.last_day) as last_shipped_on
from tw.sales_order o
left join tw.sales_order_line l on l.order_id = o.id and l.kind = 'item'
left join lateral (
    select sum(x.quantity) as shipped, max(x.day) as last_day from tw.shipment x where x.order_line_id = l.id) s on true
group by o.id;
grant select on tw.sales_order_progress to "@db@_user";

-- Lines that may still be noticed: ordered less what living notices already name (short picks count as picked).
create or replace view tw.order_line_open with (security_invoker) as
select l.id, l.order_id, o.number, l.line_no, o.number || '/' || l.line_no as code, o.customer_id, o.customer_name,
    o.ship_to_customer_id, o.end_user_id, o.ship_to_address, o.customer_po, l.item_id, i.code as item_code, i.name as item_name,
    i.specification, i.is_serial, u.name as unit, l.quantity as ordered, n.noticed, l.quantity - n.noticed as open,
    coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) as shipped,
    coalesce(l.promised_date, l.due_date) as due, l.due_date, o.owner_id, o.department_id, w.name as owner_name,
    coalesce((select sum(b.quantity) from tw.stock_balance b where b.item_id = l.item_id), 0)
        - coalesce((select sum(k.quantity) from tw.reservation k where k.item_id = l.item_id), 0) as free,
    l.due_date < (select tw.today()) as is_late
from tw.sales_order_line l
join tw.sales_order o on o.id = l.order_id and o.state = 'approved'
join tw.item i on i.id = l.item_id and i.source not in ('service', 'phantom')
join tw.unit u on u.id = i.unit_id
left join tw.app_user w on w.id = o.owner_id
cross join lateral (
    select coalesce(sum(coalesce(x.picked, x.quantity)), 0) as noticed
    from tw.delivery_notice_line x join tw.delivery_notice h on h.id = x.notice_id
    where x.order_line_id = l.id and h.state not in ('void', 'closed')) n
where not l.closed and n.noticed < l.quantity;
grant select on tw.order_line_open to "@db@_user";

create or replace view tw.delivery_notice_list with (security_invoker) as
select n.id, n.number, n.state, n.customer_id, c.name as customer_name, n.ship_to_address, n.due_date, n.carrier, n.waybill,
    n.shipped_on, n.signed_on, n.signed_by, n.issue_id, d.number as issue_number, n.notes, n.created_at,
    n.state not in ('shipped', 'closed', 'void') and n.due_date < (select tw.today()) as is_late,
    n.state = 'shipped' and n.signed_on is null as is_unsigned,
    (select string_agg(distinct o.number, ' ') from tw.delivery_notice_line l join tw.sales_order o on o.id = l.order_id
        where l.notice_id = n.id) as orders,
    (select count(*) from tw.delivery_notice_line l where l.notice_id = n.id) as lines,
    u.name as owner_name, e.name as department_name, n.owner_id, n.department_id
from tw.delivery_notice n
join tw.customer c on c.id = n.customer_id
left join tw.stock_document d on d.id = n.issue_id
left join tw.app_user u on u.id = n.owner_id
left join tw.department e on e.id = n.department_id;
grant select on tw.delivery_notice_list to "@db@_user";

create or replace view tw.delivery_notice_line_list with (security_invoker) as
select l.id, l.notice_id, n.number, n.state, n.customer_id, c.name as customer_name, n.due_date, l.line_no, l.order_id,
    o.number as order_number, l.order_line_id, l.item_id, i.code as item_code, i.name as item_name, i.specification,
    u.name as unit, l.quantity, l.picked,
    coalesce((select sum(s.quantity) from tw.shipment s where s.notice_line_id = l.id), 0) as shipped,
    n.shipped_on, l.notes, n.owner_id, n.department_id
from tw.delivery_notice_line l
join tw.delivery_notice n on n.id = l.notice_id
join tw.customer c on c.id = n.customer_id
join tw.sales_order o on o.id = l.order_id
join tw.item i on i.id = l.item_id
join tw.unit u on u.id = i.unit_id;
grant select on tw.delivery_notice_line_list to "@db@_user";

create or replace view tw.pick_list_list with (security_invoker) as
select p.id, p.number, p.state, p.notice_id, n.number as notice_number, n.customer_id, c.name as customer_name, n.due_date,
    p.state = 'open' and n.due_date < (select tw.today()) as is_late, p.created_at, p.picked_at, k.name as picked_by_name,
    (select count(*) from tw.pick_line l where l.pick_id = p.id) as lines,
    (select count(*) from tw.pick_line l where l.pick_id = p.id and l.picked < l.quantity) as short_lines,
    (select string_agg(distinct b.aisle, ' ') from tw.pick_line l join tw.bin b on b.id = l.bin_id where l.pick_id = p.id) as aisles,
    p.owner_id, p.department_id
from tw.pick_list p
join tw.delivery_notice n on n.id = p.notice_id
join tw.customer c on c.id = n.customer_id
left join tw.app_user k on k.id = p.picked_by;
grant select on tw.pick_list_list to "@db@_user";

create or replace view tw.shipment_list with (security_invoker) as
select s.id, s.day, s.order_id, o.number as order_number, s.order_line_id, n.customer_id, c.name as customer_name, s.notice_id,
    n.number as notice_number, s.document_id, s.item_id, i.code as item_code, i.name as item_name, i.specification,
    s.quantity, u.name as unit, coalesce(l.promised_date, l.due_date) as due,
    s.quantity > 0 and s.day > coalesce(l.promised_date, l.due_date) as is_late, n.carrier, n.signed_on,
    s.owner_id, s.department_id
from tw.shipment s
join tw.delivery_notice n on n.id = s.notice_id
join tw.customer c on c.id = n.customer_id
join tw.sales_order o on o.id = s.order_id
join tw.sales_order_line l on l.id = s.order_line_id
join tw.item i on i.id = s.item_id
join tw.unit u on u.id = i.unit_id;
grant select on tw.shipment_list to "@db@_user";
