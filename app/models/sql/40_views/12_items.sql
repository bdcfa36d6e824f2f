-- Purpose: the product structure as planning sees it, and the lists of the items room.

-- Lines of approved bills of materials; validity is the header's and the line's together: [valid_from, valid_to).
create or replace view tw.bom_current with (security_invoker) as
select b.item_id as parent_id, l.component_id, l.quantity, l.scrap, greatest(b.valid_from, l.valid_from) as valid_from,
    least(b.valid_to, l.valid_to) as valid_to, l.id as line_id, l.line_no, b.id as bom_id
from tw.bom b join tw.bom_line l on l.bom_id = b.id
where b.state = 'approved';
grant select on tw.bom_current to "@db@_user";

-- Prices and costs are null for who may not read their tables; so is everything of a supplier.
create or replace view tw.item_list with (security_invoker) as
select i.id, i.code, i.name, i.name_en, i.specification, i.drawing_no, i.brand, i.mnemonic, i.source, i.active, i.sort_key,
    g.code as group_code, g.name as group_name, u.code as unit_code, u.name as unit_name, u.name_en as unit_name_en,
    i.lead_time_days, i.safety_stock, i.lot_minimum, i.lot_multiple, i.is_serial, i.is_lot, i.warranty_months,
    i.tax_code, i.tax_code_cn, p.name as planner_name, x.price_with_tax, x.floor_price, x.currency, c.cost,
    exists (select from tw.bom b where b.item_id = i.id and b.state = 'approved') as has_bom, i.created_at, i.updated_at
from tw.item i
join tw.unit u on u.id = i.unit_id
left join tw.item_group g on g.id = i.group_id
left join tw.app_user p on p.id = i.planner_id
left join tw.item_price x on x.item_id = i.id
left join tw.item_cost c on c.item_id = i.id;
grant select on tw.item_list to "@db@_user";

create or replace view tw.item_group_list with (security_invoker) as
select g.id, g.code, g.name, g.name_en, p.code as parent_code, p.name as parent_name,
    (select count(*) from tw.item i where i.group_id = g.id) as items
from tw.item_group g left join tw.item_group p on p.id = g.parent_id;
grant select on tw.item_group_list to "@db@_user";

create or replace view tw.bom_list with (security_invoker) as
select b.id, b.item_id, i.code as item_code, i.name as item_name, i.specification, b.version_no, b.state, b.valid_from,
    b.valid_to, b.notes, (select count(*) from tw.bom_line l where l.bom_id = b.id) as lines,
    b.approved_at, a.name as approved_by_name, b.updated_at, c.name as updated_by_name
from tw.bom b
join tw.item i on i.id = b.item_id
left join tw.app_user a on a.id = b.approved_by
left join tw.app_user c on c.id = b.updated_by;
grant select on tw.bom_list to "@db@_user";

create or replace view tw.where_used with (security_invoker) as
select l.id, l.component_id, b.id as bom_id, b.item_id, i.code as item_code, i.name as item_name, i.specification,
    b.version_no, b.state, l.line_no, l.quantity, u.name as unit_name, l.scrap,
    greatest(b.valid_from, l.valid_from) as valid_from, least(b.valid_to, l.valid_to) as valid_to
from tw.bom_line l
join tw.bom b on b.id = l.bom_id
join tw.item i on i.id = b.item_id
join tw.item k on k.id = l.component_id
join tw.unit u on u.id = k.unit_id;
grant select on tw.where_used to "@db@_user";

create or replace view tw.item_source_list with (security_invoker) as
select s.id, s.item_id, i.code as item_code, i.name as item_name, i.specification, s.supplier_id, v.code as supplier_code,
    v.name as supplier_name, s.supplier_item_code, s.lead_time_days, s.minimum, u.name as unit_name, s.priority,
    x.price, x.currency, s.active, s.notes
from tw.item_source s
join tw.item i on i.id = s.item_id
join tw.unit u on u.id = i.unit_id
join tw.supplier v on v.id = s.supplier_id
left join tw.item_source_price x on x.source_id = s.id;
grant select on tw.item_source_list to "@db@_user";
