-- Purpose: journals of sales orders by header and by line, and what they ask of planning.

-- What has left of each line. Nothing, until the shipping room replaces this view (40_views/80_shipping.sql).
do $$
begin
    if to_regclass('tw.order_line_shipped') is null then
        create view tw.order_line_shipped with (security_invoker) as
            select null::bigint as line_id, null::numeric as shipped where false;
        grant select on tw.order_line_shipped to "@db@_user";
    end if;
end $$;

-- Shares and sums are scalar subqueries, so that they are reckoned for the rows of a page only.
create or replace view tw.sales_order_list with (security_invoker) as
select o.id, o.number, o.state, o.customer_id, o.customer_name, o.customer_po, o.order_date, o.due_date,
    o.state in ('pending', 'approved', 'held') and o.due_date < (select tw.today()) as is_late,
    o.currency, a.total as amount, a.total_base as amount_base, a.net, a.tax, o.payment_terms,
    (select avg(case when l.closed_by = 'shipped' then 1 else least(coalesce(
            (select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) / l.quantity, 1) end)
        from tw.sales_order_line l where l.order_id = o.id and l.kind = 'item') as delivered,
    (select count(*) from tw.sales_order_line l where l.order_id = o.id) as lines,
    u.name as owner_name, d.name as department_name, o.state_reason, o.submitted_at, o.approved_at, o.created_at,
    o.owner_id = (select tw.me()) as is_mine, o.opportunity_id, o.owner_id, o.department_id
from tw.sales_order o
left join tw.sales_order_amount a on a.order_id = o.id
left join tw.app_user u on u.id = o.owner_id
left join tw.department d on d.id = o.department_id;
grant select on tw.sales_order_list to "@db@_user";

create or replace view tw.sales_order_line_list with (security_invoker) as
select l.id, l.order_id, l.line_no, o.number, o.state,
    case when l.closed then 'closed' when o.state in ('approved', 'held') then 'open' else 'waiting' end as line_state,
    o.customer_id, o.customer_name, o.customer_po, o.order_date, l.item_id, i.code as item_code,
    coalesce(i.name, l.description) as item_name, i.specification, i.drawing_no, n.name as unit, l.quantity,
    coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id),
        case when l.closed_by = 'shipped' then l.quantity else 0 end) as shipped,
    case when l.closed or o.state = 'void' then 0
        else greatest(l.quantity - coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0), 0)
    end as open_quantity,
    p.price_with_tax, p.discount, p.tax_rate, p.total as amount, p.net, o.currency, l.due_date, l.promised_date,
    o.state in ('pending', 'approved', 'held') and not l.closed and l.due_date < (select tw.today()) as is_late,
    o.state in ('pending', 'approved', 'held') and not l.closed and l.promised_date > l.due_date as promised_late,
    l.closed, l.closed_by, u.name as owner_name, d.name as department_name, o.owner_id = (select tw.me()) as is_mine,
    o.owner_id, o.department_id
from tw.sales_order_line l
join tw.sales_order o on o.id = l.order_id
left join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = l.unit_id
left join tw.sales_order_line_price p on p.line_id = l.id
left join tw.app_user u on u.id = o.owner_id
left join tw.department d on d.id = o.department_id;
grant select on tw.sales_order_line_list to "@db@_user";

-- What approved orders still ask of planning; contributes to tw.demand.
create or replace view tw.demand_orders with (security_invoker) as
select q.ref, q.kind, q.item_id, q.quantity, q.due, q.document_kind, q.document_id, q.line_id
from (
    select 'sales_order_line:' || l.id as ref, 'order' as kind, l.item_id,
        l.quantity - coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) as quantity,
        l.due_date as due, 'sales_order' as document_kind, o.id as document_id, l.id as line_id
    from tw.sales_order_line l
    join tw.sales_order o on o.id = l.order_id and o.state in ('approved', 'held')
    join tw.item i on i.id = l.item_id and i.source <> 'service'
    where not l.closed) q
where q.quantity > 0;
grant select on tw.demand_orders to "@db@_user";
