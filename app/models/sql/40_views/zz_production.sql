-- Purpose: what tasks are short of. Comes after zz_mrp.sql, because it names the next receipt from the union of supplies.
-- Tasks served in the order of their start from what is free: what remains is short.
create or replace view tw.task_shortage_list with (security_invoker) as
with asked as (
    select m.id, m.task_id, m.item_id, t.number, t.state, t.start_date, t.item_id as product_id, m.owner_id, m.department_id,
        m.quantity - tw.material_issued(m.id) as outstanding
    from tw.task_material m join tw.production_task t on t.id = m.task_id
    where t.state in ('planned', 'confirmed', 'released', 'in_work')
), queued as (
    select a.*, sum(a.outstanding) over (partition by a.item_id order by a.start_date, a.task_id, a.id) as together
    from asked a where a.outstanding > 0
), free as (
    select f.item_id, greatest(f.free, 0) as free
    from tw.free_stock((select coalesce(array_agg(distinct q.item_id), '{}') from queued q)) f
)
select q.id, q.task_id, q.number, q.state, q.start_date, p.code as product_code, p.name as product_name, q.item_id,
    i.code as item_code, i.name as item_name, i.specification, u.name as unit_name, q.outstanding, f.free,
    least(q.outstanding, q.together - f.free) as short,
    (select min(s.due) from tw.supply s where s.item_id = q.item_id) as next_receipt, q.owner_id, q.department_id
from queued q
join free f on f.item_id = q.item_id
join tw.item i on i.id = q.item_id
join tw.item p on p.id = q.product_id
left join tw.unit u on u.id = i.unit_id
where q.together > f.free;
grant select on tw.task_shortage_list to "@db@_user";
