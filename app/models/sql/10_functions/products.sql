-- Purpose: product files come from what the ledger says was shipped, never from a client's word.
-- Callers: app.modules.products.handlers on Shipped and ShipmentReversed; 30_policies/85_products.sql.

-- Where a product came from is written with its shipment; a person may make a file only for a unit sold before.
create or replace function tw.guard_product() returns trigger
language plpgsql as $$
begin
    if current_user = '@db@_owner' then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.order_id := null; new.order_line_id := null; new.notice_id := null; new.issue_id := null;
    elsif (new.order_id, new.order_line_id, new.notice_id, new.issue_id) is distinct from
        (old.order_id, old.order_line_id, old.notice_id, old.issue_id)
        or (old.issue_id is not null and (new.serial, new.item_id, new.shipped_on) is distinct from (old.serial, old.item_id, old.shipped_on)) then
        perform tw.fail('TW002', 'product_origin_is_fixed', jsonb_build_object('serial', old.serial));
    end if;
    return new;
end $$;

-- What people call a unit when they look for it: its item and who has it.
create or replace function tw.name_product() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.known_as := (select concat_ws(' ', i.code, i.name, i.name_en, i.specification) from tw.item i where i.id = new.item_id)
        || ' ' || (select concat_ws(' ', c.code, c.name, c.name_en, c.short_name) from tw.customer c where c.id = new.end_user_id);
    return new;
end $$;

-- A file for each serial that left with a posted issue. A unit that comes back and is sold again keeps its file.
create or replace function tw.register_products(in_issue bigint) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made bigint[];
begin
    perform tw.require('stock.issue');
    if not exists (select from tw.stock_document d where d.id = in_issue and d.kind = 'sales_issue' and d.state = 'posted') then
        perform tw.fail('TW001', 'issue_needs_notice');
    end if;
    with left_house as (
        select m.item_id, m.serial, m.day, l.order_id, l.order_line_id, l.notice_id, o.customer_id, o.end_user_id,
            o.ship_to_address, i.warranty_months
        from tw.stock_move m
        join tw.stock_document_line x on x.id = m.line_id
        join tw.delivery_notice_line l on l.id = x.source_line_id
        join tw.sales_order o on o.id = l.order_id
        join tw.item i on i.id = m.item_id
        where m.document_id = in_issue and m.serial <> ''
          -- told again, an old issue does not take a unit back from who has it since
          and not exists (select from tw.stock_move later where later.item_id = m.item_id and later.serial = m.serial and later.id > m.id)
    ), filed as (
        insert into tw.product_file as p (serial, item_id, customer_id, end_user_id, order_id, order_line_id, notice_id, issue_id,
            shipped_on, warranty_months, warranty_from, warranty_until, site_address, state)
        select serial, item_id, customer_id, coalesce(end_user_id, customer_id), order_id, order_line_id, notice_id, in_issue,
            day, warranty_months, day, (day + make_interval(months => warranty_months))::date, ship_to_address, 'in_field'
        from left_house
        on conflict (item_id, serial) do update set customer_id = excluded.customer_id, end_user_id = excluded.end_user_id,
            order_id = excluded.order_id, order_line_id = excluded.order_line_id, notice_id = excluded.notice_id,
            issue_id = excluded.issue_id, shipped_on = excluded.shipped_on, warranty_months = excluded.warranty_months,
            warranty_from = excluded.warranty_from, warranty_until = excluded.warranty_until,
            site_address = excluded.site_address, installed_on = null, state = 'in_field'
        where p.issue_id is distinct from excluded.issue_id
        returning p.id
    )
    select array_agg(f.id) into made from filed f;
    perform tw.snapshot_parts(made);
    return query select unnest(made);
end $$;

-- The parts by the BOM in force on the day it left, phantoms opened; a file that has parts keeps them.
create or replace function tw.snapshot_parts(in_products bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    with recursive parts as (
        select p.id as product_id, p.shipped_on as day, b.component_id, b.quantity::numeric as quantity, 1 as level
        from tw.product_file p join tw.bom_current b on b.parent_id = p.item_id
        where p.id = any (in_products) and (b.valid_from is null or b.valid_from <= p.shipped_on)
          and (b.valid_to is null or b.valid_to > p.shipped_on)
          and not exists (select from tw.product_part x where x.product_id = p.id)
        union all
        select a.product_id, a.day, b.component_id, a.quantity * b.quantity, a.level + 1
        from parts a join tw.item i on i.id = a.component_id and i.source = 'phantom'
        join tw.bom_current b on b.parent_id = a.component_id
        where a.level < 20 and (b.valid_from is null or b.valid_from <= a.day) and (b.valid_to is null or b.valid_to > a.day)
    )
    insert into tw.product_part (product_id, line_no, item_id, quantity)
    select a.product_id, row_number() over (partition by a.product_id order by i.code), a.component_id, round(sum(a.quantity), 4)
    from parts a join tw.item i on i.id = a.component_id
    where i.source <> 'phantom'
    group by a.product_id, a.component_id, i.code;
end $$;

-- A red letter brought the units back.
create or replace function tw.take_back_products(in_issue bigint) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.require('stock.reverse');
    if not exists (select from tw.stock_document d where d.id = in_issue and d.state = 'reversed') then
        perform tw.fail('TW001', 'issue_needs_notice');
    end if;
    return query update tw.product_file p set state = 'returned' where p.issue_id = in_issue and p.state = 'in_field' returning p.id;
end $$;

grant execute on function tw.guard_product(), tw.register_products(bigint), tw.take_back_products(bigint) to "@db@_user";
