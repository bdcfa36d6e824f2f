-- Purpose: lists of products in the field and of the parts they left with.
create or replace view tw.product_file_list with (security_invoker) as
select p.id, p.serial, p.state, p.item_id, i.code as item_code, i.name as item_name, i.specification, p.end_user_id,
    e.name as end_user_name, p.customer_id, c.name as customer_name, p.order_id, o.number as order_number, p.notice_id,
    p.issue_id, p.shipped_on, p.installed_on, p.warranty_months, p.warranty_from, p.warranty_until,
    coalesce(p.warranty_until >= (select tw.today()), false) as in_warranty, p.warranty_until - (select tw.today()) as warranty_days,
    p.site_address, p.site_contact, e.region, p.owner_id, p.department_id
from tw.product_file p
join tw.item i on i.id = p.item_id
join tw.customer e on e.id = p.end_user_id
join tw.customer c on c.id = p.customer_id
left join tw.sales_order o on o.id = p.order_id;
grant select on tw.product_file_list to "@db@_user";

create or replace view tw.product_part_list with (security_invoker) as
select x.id, x.product_id, x.line_no, x.item_id, i.code as item_code, i.name as item_name, i.specification, i.drawing_no,
    x.quantity, u.name as unit, x.serial, x.notes, p.serial as product_serial, x.owner_id, x.department_id
from tw.product_part x
join tw.product_file p on p.id = x.product_id
join tw.item i on i.id = x.item_id
join tw.unit u on u.id = i.unit_id;
grant select on tw.product_part_list to "@db@_user";
