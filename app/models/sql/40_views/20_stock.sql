-- Purpose: what lies where, the ledger, journals of stock documents, and safety stock by item.
-- What is kept is a scalar subquery, reckoned for the rows of a page only.
-- Value and cost are null for who may not see costs (their tables are closed to them).

create or replace view tw.stock_at_hand with (security_invoker) as
select b.item_id, n.warehouse_id, b.bin_id, b.lot, b.serial, b.quantity,
    coalesce((select sum(k.quantity) from tw.reservation k where k.item_id = b.item_id and k.bin_id = b.bin_id
        and k.lot = b.lot and k.serial = b.serial), 0) as reserved,
    b.quantity - coalesce((select sum(k.quantity) from tw.reservation k where k.item_id = b.item_id and k.bin_id = b.bin_id
        and k.lot = b.lot and k.serial = b.serial), 0) as free, b.id, b.received, i.code as item_code, i.name as item_name, i.specification,
    i.drawing_no, u.name as unit, w.code as warehouse_code, w.name as warehouse_name, n.code as bin_code, n.aisle, n.walk_no,
    round(v.value / nullif(v.quantity, 0), 6) as cost, round(b.quantity * v.value / nullif(v.quantity, 0), 2) as value
from tw.stock_balance b
join tw.item i on i.id = b.item_id
join tw.unit u on u.id = i.unit_id
join tw.bin n on n.id = b.bin_id
join tw.warehouse w on w.id = n.warehouse_id
left join tw.stock_value v on v.item_id = b.item_id;
grant select on tw.stock_at_hand to "@db@_user";

create or replace view tw.item_stock with (security_invoker) as
select i.id, i.code, i.name, i.specification, i.drawing_no, i.source, u.name as unit, i.safety_stock, g.name as group_name,
    s.on_hand, s.reserved, s.on_hand - s.reserved as free, i.safety_stock > 0 and s.on_hand < i.safety_stock as below,
    greatest(i.safety_stock - s.on_hand, 0) as missing,
    (select v.value from tw.stock_value v where v.item_id = i.id) as value,
    (select max(m.day) from tw.stock_move m where m.item_id = i.id and m.kind in ('sales_issue', 'production_issue', 'other_out')) as last_out
from tw.item i
join tw.unit u on u.id = i.unit_id
left join tw.item_group g on g.id = i.group_id
cross join lateral (
    select coalesce((select sum(b.quantity) from tw.stock_balance b where b.item_id = i.id), 0) as on_hand,
        coalesce((select sum(k.quantity) from tw.reservation k where k.item_id = i.id), 0) as reserved) s
where i.active and i.source not in ('service', 'phantom');
grant select on tw.item_stock to "@db@_user";

create or replace view tw.stock_ledger with (security_invoker) as
select m.id, m.day, m.at, m.kind, m.document_id, d.number, d.posting_no, d.party, d.memo, d.reverses_id is not null as is_red,
    m.item_id, i.code as item_code, i.name as item_name, i.specification, u.name as unit, n.warehouse_id,
    w.name as warehouse_name, m.bin_id, n.code as bin_code, m.lot, m.serial, m.quantity,
    case when tw.stock_moves_in(m.kind, m.quantity) then m.quantity end as quantity_in,
    case when not tw.stock_moves_in(m.kind, m.quantity) then -m.quantity end as quantity_out,
    c.unit_cost, c.value, p.name as posted_by_name
from tw.stock_move m
join tw.stock_document d on d.id = m.document_id
join tw.item i on i.id = m.item_id
join tw.unit u on u.id = i.unit_id
join tw.bin n on n.id = m.bin_id
join tw.warehouse w on w.id = n.warehouse_id
left join tw.stock_move_cost c on c.move_id = m.id
left join tw.app_user p on p.id = d.posted_by;
grant select on tw.stock_ledger to "@db@_user";

create or replace view tw.stock_document_list with (security_invoker) as
select d.id, d.number, d.posting_no, d.kind, d.state, d.series, d.day, d.party, d.memo, d.source_kind, d.source_id,
    d.reverses_id, r.number as reverses_number, d.reverses_id is not null as is_red, d.posted_at, p.name as posted_by_name,
    c.name as created_by_name, d.created_at, d.created_by = (select tw.me()) as is_mine,
    (select count(*) from tw.stock_document_line l where l.document_id = d.id) as lines,
    (select sum(k.value) from tw.stock_move m join tw.stock_move_cost k on k.move_id = m.id where m.document_id = d.id) as value
from tw.stock_document d
left join tw.stock_document r on r.id = d.reverses_id
left join tw.app_user p on p.id = d.posted_by
left join tw.app_user c on c.id = d.created_by;
grant select on tw.stock_document_list to "@db@_user";

create or replace view tw.stock_document_line_list with (security_invoker) as
select l.id, l.document_id, d.number, d.posting_no, d.kind, d.state, d.day, d.party, d.reverses_id is not null as is_red,
    l.line_no, l.item_id, i.code as item_code, i.name as item_name, i.specification, i.drawing_no,
    l.quantity * case when d.reverses_id is null then 1 else -1 end as quantity, u.name as unit, w.name as warehouse_name,
    n.code as bin_code, t.code as to_bin_code, l.lot, array_to_string(l.serials, ' ') as serials, l.notes,
    (select sum(k.value) from tw.stock_move m join tw.stock_move_cost k on k.move_id = m.id where m.line_id = l.id) as value
from tw.stock_document_line l
join tw.stock_document d on d.id = l.document_id
join tw.item i on i.id = l.item_id
join tw.unit u on u.id = i.unit_id
join tw.bin n on n.id = l.bin_id
join tw.warehouse w on w.id = n.warehouse_id
left join tw.bin t on t.id = l.to_bin_id;
grant select on tw.stock_document_line_list to "@db@_user";

create or replace view tw.warehouse_list with (security_invoker) as
select w.id, w.code, w.name, w.name_en, w.kind, w.active,
    (select count(*) from tw.bin b where b.warehouse_id = w.id and b.active) as bins,
    (select count(distinct s.item_id) from tw.stock_balance s join tw.bin b on b.id = s.bin_id where b.warehouse_id = w.id) as items
from tw.warehouse w;
grant select on tw.warehouse_list to "@db@_user";
