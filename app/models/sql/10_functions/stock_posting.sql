-- Purpose: posting stock: document, lines, moves, costs, balances, gapless number, all in one call and one transaction.
-- Balances change nowhere else. Callers: app.modules.stock.services; shipping, purchasing, production through it.

-- Post new lines [{item_id, quantity, bin_id, to_bin_id?, lot?, serials?, source_line_id?, cost?, notes?}].
create or replace function tw.post_stock(in_kind text, in_day date, in_lines jsonb, in_source_kind text default '',
    in_source_id bigint default null, in_party text default '', in_memo text default '') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    source text := case in_kind when 'purchase_receipt' then 'purchase_order' when 'sales_issue' then 'delivery_notice'
        when 'production_issue' then 'production_task' when 'production_receipt' then 'production_task' else '' end;
begin
    perform tw.require_stock_duty(in_kind);
    if coalesce(in_source_kind, '') <> source
        and (in_source_kind in ('purchase_order', 'delivery_notice', 'production_task') or in_kind = 'sales_issue') then
        perform tw.fail('TW001', case in_kind when 'sales_issue' then 'issue_needs_notice' else 'stock_kind_has_its_own_source' end,
            jsonb_build_object('kind', in_kind));
    end if;
    -- material taken for no task is taken beyond every task
    if in_kind = 'production_issue' and coalesce(in_source_kind, '') <> source then
        perform tw.require('production.over_issue');
    end if;
    -- what a purchase or a product cost is not the poster's word
    if source <> '' and exists (select from jsonb_array_elements(in_lines) l where l->>'cost' is not null) then
        perform tw.require('items.set_costs');
    end if;
    return tw.post_new_stock(in_kind, in_day, in_lines, in_source_kind, in_source_id, in_party, in_memo);
end $$;

create or replace function tw.post_new_stock(in_kind text, in_day date, in_lines jsonb, in_source_kind text, in_source_id bigint,
    in_party text, in_memo text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc bigint;
begin
    perform tw.require_stock_duty(in_kind);
    insert into tw.stock_document (kind, day, source_kind, source_id, party, memo)
    values (in_kind, in_day, coalesce(in_source_kind, ''), in_source_id, coalesce(in_party, ''), coalesce(in_memo, ''))
    returning id into doc;
    insert into tw.stock_document_line (document_id, line_no, item_id, quantity, bin_id, to_bin_id, lot, serials,
        source_line_id, notes)
    select doc, x.n, (x.l->>'item_id')::bigint, (x.l->>'quantity')::numeric, (x.l->>'bin_id')::bigint,
        (x.l->>'to_bin_id')::bigint, coalesce(btrim(x.l->>'lot'), ''),
        coalesce((select array_agg(btrim(s)) from jsonb_array_elements_text(nullif(x.l->'serials', 'null')) s), '{}'),
        (x.l->>'source_line_id')::bigint, coalesce(x.l->>'notes', '')
    from jsonb_array_elements(in_lines) with ordinality as x(l, n);
    return tw.post_lines(doc, (select jsonb_object_agg(x.n::text, x.l->'cost')
        from jsonb_array_elements(in_lines) with ordinality as x(l, n) where x.l->>'cost' is not null));
end $$;

-- Post a draft that a person wrote.
create or replace function tw.post_stock_draft(in_document bigint, seen_version int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb := tw.lock_document('stock_document', in_document, seen_version);
begin
    perform tw.require_stock_duty(doc->>'kind');
    if doc->>'state' <> 'draft' then
        perform tw.fail('TW001', 'transition_refused', jsonb_build_object(
            'number', doc->>'number', 'state', doc->>'state', 'wanted', 'posted'));
    end if;
    return tw.post_lines(in_document, null);
end $$;

-- Undo a posted document by its mirror; both stay.
create or replace function tw.reverse_stock(in_document bigint, seen_version int, in_reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb := tw.lock_document('stock_document', in_document, seen_version);
    mirror bigint;
begin
    perform tw.require('stock.reverse');
    perform tw.require_stock_duty(doc->>'kind');
    if btrim(coalesce(in_reason, '')) = '' then
        perform tw.fail('TW001', 'reason_needed');
    end if;
    if doc->>'state' <> 'posted' then
        perform tw.fail('TW001', 'transition_refused', jsonb_build_object(
            'number', doc->>'number', 'state', doc->>'state', 'wanted', 'reversed'));
    end if;
    insert into tw.stock_document (kind, series, day, source_kind, source_id, party, memo, reverses_id)
    values ('reversal', doc->>'series', tw.today(), doc->>'source_kind', (doc->>'source_id')::bigint, doc->>'party',
        in_reason, in_document) returning id into mirror;
    insert into tw.stock_document_line (document_id, line_no, item_id, quantity, bin_id, to_bin_id, lot, serials,
        source_line_id, notes)
    select mirror, line_no, item_id, quantity, bin_id, to_bin_id, lot, serials, source_line_id, notes
    from tw.stock_document_line where document_id = in_document order by line_no;
    insert into tw.stock_move (day, kind, item_id, bin_id, lot, serial, quantity, document_id, line_id)
    select tw.today(), m.kind, m.item_id, m.bin_id, m.lot, m.serial, -m.quantity, mirror, n.id
    from tw.stock_move m join tw.stock_document_line l on l.id = m.line_id
    join tw.stock_document_line n on n.document_id = mirror and n.line_no = l.line_no
    where m.document_id = in_document order by m.id;
    perform tw.apply_moves(mirror);
    perform tw.cost_mirror(mirror, in_document);
    update tw.stock_document set state = 'reversed', state_reason = in_reason where id = in_document;
    return tw.finish_posting(mirror);
end $$;

create or replace function tw.require_stock_duty(in_kind text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tw.stock_duty(in_kind) = '' then
        perform tw.fail('TW001', 'unknown_stock_kind', jsonb_build_object('kind', in_kind));
    end if;
    perform tw.require(tw.stock_duty(in_kind));
end $$;

create or replace function tw.post_lines(in_document bigint, in_costs jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.check_stock_lines(in_document);
    perform tw.write_moves(in_document);
    perform tw.apply_moves(in_document);
    perform tw.cost_moves(in_document, coalesce(in_costs, '{}'));
    return tw.finish_posting(in_document);
end $$;

-- Everything about lines that no constraint says; the first fault is told with its line.
create or replace function tw.check_stock_lines(in_document bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    d tw.stock_document;
    fault record;
begin
    select * into strict d from tw.stock_document where id = in_document;
    if d.day > tw.today() then
        perform tw.fail('TW001', 'day_in_future', jsonb_build_object('day', d.day));
    end if;
    if not exists (select from tw.stock_document_line where document_id = in_document) then
        perform tw.fail('TW001', 'lines_needed');
    end if;
    select l.line_no, i.code || ' ' || i.name as item, l.quantity, cardinality(l.serials) as count, case
        when i.source in ('service', 'phantom') then 'item_is_not_stocked'
        when round(l.quantity, u.digits) <> l.quantity then 'quantity_too_fine'
        when not b.active or not coalesce(t.active, true) then 'bin_not_in_use'
        when d.kind = 'transfer' and l.to_bin_id is null then 'to_bin_needed'
        when d.kind = 'transfer' and l.to_bin_id = l.bin_id then 'same_bin'
        when d.kind <> 'transfer' and l.to_bin_id is not null then 'to_bin_not_wanted'
        when i.is_lot and l.lot = '' then 'lot_needed'
        when not i.is_lot and l.lot <> '' then 'item_has_no_lots'
        when i.is_serial and cardinality(l.serials) <> l.quantity then 'serials_do_not_match'
        when not i.is_serial and cardinality(l.serials) > 0 then 'item_has_no_serials'
        when '' = any (l.serials) then 'serials_do_not_match'
        end as key
    into fault
    from tw.stock_document_line l join tw.item i on i.id = l.item_id join tw.unit u on u.id = i.unit_id
    join tw.bin b on b.id = l.bin_id left join tw.bin t on t.id = l.to_bin_id
    where l.document_id = in_document and (
        i.source in ('service', 'phantom') or round(l.quantity, u.digits) <> l.quantity
        or not b.active or not coalesce(t.active, true)
        or (d.kind = 'transfer') <> (l.to_bin_id is not null) or l.to_bin_id = l.bin_id
        or i.is_lot <> (l.lot <> '') or (i.is_serial and cardinality(l.serials) <> l.quantity)
        or (not i.is_serial and cardinality(l.serials) > 0) or '' = any (l.serials))
    order by l.line_no limit 1;
    if found then
        perform tw.fail('TW001', fault.key, jsonb_build_object(
            'line', fault.line_no, 'item', fault.item, 'quantity', trim_scale(fault.quantity), 'count', fault.count));
    end if;
    select i.code || ' ' || i.name as item, s.serial into fault
    from tw.stock_document_line l join tw.item i on i.id = l.item_id, unnest(l.serials) as s(serial)
    where l.document_id = in_document group by i.id, s.serial having count(*) > 1 limit 1;
    if found then
        perform tw.fail('TW001', 'serial_given_twice', jsonb_build_object('item', fault.item, 'serial', fault.serial));
    end if;
end $$;

create or replace function tw.write_moves(in_document bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into tw.stock_move (day, kind, item_id, bin_id, lot, serial, quantity, document_id, line_id)
    select d.day, d.kind, l.item_id, w.bin_id, l.lot, coalesce(s.serial, ''),
        w.sign * case when s.serial is null then l.quantity else 1 end, d.id, l.id
    from tw.stock_document d join tw.stock_document_line l on l.document_id = d.id
    left join lateral unnest(l.serials) with ordinality as s(serial, n) on true
    cross join lateral (
        select l.bin_id, case when d.kind in ('purchase_receipt', 'production_receipt', 'other_in', 'opening') then 1 else -1 end as sign
        union all select l.to_bin_id, 1 where l.to_bin_id is not null
    ) w
    where d.id = in_document order by l.line_no, s.n, w.sign
$$;

-- Carry the document's moves into the balances: items locked in order, outward first, what others keep stays.
create or replace function tw.apply_moves(in_document bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    d tw.stock_document;
    items bigint[] := array(select distinct m.item_id from tw.stock_move m where m.document_id = in_document);
    fault record;
begin
    select * into strict d from tw.stock_document where id = in_document;
    perform tw.lock_items(items);
    -- what this document was to take is no longer kept for its source
    perform tw.use_reservations(in_document);
    with gone as (
        select m.item_id, m.bin_id, m.lot, m.serial, -sum(m.quantity) as quantity
        from tw.stock_move m where m.document_id = in_document and m.quantity < 0 group by 1, 2, 3, 4
    )
    select i.code || ' ' || i.name as item, n.code as bin, g.serial, g.quantity,
        greatest(coalesce(b.quantity, 0) - coalesce(r.quantity, 0), 0) as free
    into fault
    from gone g join tw.item i on i.id = g.item_id join tw.bin n on n.id = g.bin_id
    left join tw.stock_balance b on (b.item_id, b.bin_id, b.lot, b.serial) = (g.item_id, g.bin_id, g.lot, g.serial)
    left join lateral (
        select sum(k.quantity) as quantity from tw.reservation k
        where (k.item_id, k.bin_id, k.lot, k.serial) = (g.item_id, g.bin_id, g.lot, g.serial)) r on true
    where coalesce(b.quantity, 0) - coalesce(r.quantity, 0) < g.quantity
    order by i.code, n.code limit 1;
    if found then
        perform tw.fail('TW001', case when fault.serial <> '' then 'serial_not_there' else 'not_enough_stock_in_bin' end,
            jsonb_build_object('item', fault.item, 'bin', fault.bin, 'serial', fault.serial,
                'wanted', trim_scale(fault.quantity), 'free', trim_scale(fault.free)));
    end if;
    update tw.stock_balance b set quantity = b.quantity + g.quantity
    from (select m.item_id, m.bin_id, m.lot, m.serial, sum(m.quantity) as quantity
        from tw.stock_move m where m.document_id = in_document and m.quantity < 0 group by 1, 2, 3, 4) g
    where (b.item_id, b.bin_id, b.lot, b.serial) = (g.item_id, g.bin_id, g.lot, g.serial);
    delete from tw.stock_balance b where b.item_id = any (items) and b.quantity = 0;
    select i.code || ' ' || i.name as item, m.serial, n.code as bin into fault
    from tw.stock_move m join tw.stock_balance b on b.item_id = m.item_id and b.serial = m.serial
    join tw.item i on i.id = m.item_id join tw.bin n on n.id = b.bin_id
    where m.document_id = in_document and m.quantity > 0 and m.serial <> '' limit 1;
    if found then
        perform tw.fail('TW001', 'serial_already_in_stock', jsonb_build_object(
            'item', fault.item, 'serial', fault.serial, 'bin', fault.bin));
    end if;
    insert into tw.stock_balance as b (item_id, bin_id, lot, serial, quantity, received)
    select m.item_id, m.bin_id, m.lot, m.serial, sum(m.quantity), d.day
    from tw.stock_move m where m.document_id = in_document and m.quantity > 0
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (item_id, bin_id, lot, serial) do update set quantity = b.quantity + excluded.quantity;
    select o.item, o.reserved, o.on_hand into fault from tw.over_reserved(items) o limit 1;
    if found then
        perform tw.fail('TW001', 'stock_kept_for_others', jsonb_build_object(
            'item', fault.item, 'reserved', trim_scale(fault.reserved), 'left', trim_scale(fault.on_hand)));
    end if;
end $$;

-- Reservations of the document's source shrink by what it takes: first those of the bin, then those of the item.
create or replace function tw.use_reservations(in_document bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    d tw.stock_document;
begin
    select * into strict d from tw.stock_document where id = in_document;
    if d.source_id is null or d.reverses_id is not null or d.kind = 'transfer'
        or not exists (select from tw.reservation r where r.for_kind = d.source_kind and r.for_id = d.source_id) then
        return;
    end if;
    with kept as (
        select r.id, r.quantity, sum(r.quantity) over w - r.quantity as before, r.item_id, r.bin_id, r.lot, r.serial
        from tw.reservation r where r.for_kind = d.source_kind and r.for_id = d.source_id
        window w as (partition by r.item_id, r.bin_id, r.lot, r.serial order by r.id)
    ), taken as (
        select m.item_id, m.bin_id, m.lot, m.serial, -sum(m.quantity) as quantity
        from tw.stock_move m where m.document_id = in_document and m.quantity < 0 group by 1, 2, 3, 4
    ), used as (
        select k.id, k.quantity, least(greatest(coalesce(t.quantity,
            (select sum(a.quantity) from taken a where a.item_id = k.item_id and k.bin_id is null), 0) - k.before, 0), k.quantity) as part
        from kept k left join taken t on (t.item_id, t.bin_id, t.lot, t.serial) = (k.item_id, k.bin_id, k.lot, k.serial)
    ), gone as (
        delete from tw.reservation r using used u where r.id = u.id and u.part >= u.quantity
    )
    update tw.reservation r set quantity = r.quantity - u.part from used u where r.id = u.id and u.part > 0 and u.part < u.quantity;
end $$;

-- Moving average: receipts at the cost given, else the average, else the item's cost; issues at the average, the last
-- piece taking what value is left. Rounded along the running quantity, so that cents neither appear nor vanish.
create or replace function tw.cost_moves(in_document bigint, in_costs jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    d tw.stock_document;
begin
    select * into strict d from tw.stock_document where id = in_document;
    if d.kind = 'transfer' then
        return;
    end if;
    if exists (select from jsonb_each_text(in_costs) c where c.value::numeric < 0) then
        perform tw.fail('TW001', 'value_negative', jsonb_build_object('what', 'cost'));
    end if;
    insert into tw.stock_move_cost (move_id, unit_cost, value)
    select x.id, round(x.unit, 6), case when x.quantity > 0 then round(x.quantity * x.unit, 2)
        else -(round(x.past * x.value / x.on_hand, 2) - round((x.past + x.quantity) * x.value / x.on_hand, 2)) end
    from (
        select m.id, m.quantity, v.value, nullif(v.quantity, 0) as on_hand,
            -sum(m.quantity) over (partition by m.item_id order by m.id) as past,
            case when m.quantity < 0 then v.value / nullif(v.quantity, 0)
                else coalesce((in_costs->>l.line_no::text)::numeric, v.value / nullif(v.quantity, 0), c.cost, 0) end as unit
        from tw.stock_move m join tw.stock_document_line l on l.id = m.line_id join tw.stock_value v on v.item_id = m.item_id
        left join tw.item_cost c on c.item_id = m.item_id
        where m.document_id = in_document
    ) x order by x.id;
    perform tw.add_value(in_document);
end $$;

-- The mirror carries the value of its original back; it never leaves value without stock, nor takes more than there is.
create or replace function tw.cost_mirror(in_mirror bigint, in_original bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into tw.stock_move_cost (move_id, unit_cost, value)
    select x.id, x.unit_cost, x.value + case when x.n = 1 then x.correction else 0 end
    from (
        select m.id, c.unit_cost, -c.value as value, row_number() over w as n,
            case when v.quantity + sum(m.quantity) over (partition by m.item_id) = 0
                    or v.value - sum(c.value) over (partition by m.item_id) < 0
                then -v.value + sum(c.value) over (partition by m.item_id) else 0 end as correction
        from (select m.*, row_number() over (order by m.id) as nth from tw.stock_move m where m.document_id = in_mirror) m
        join (select o.id, row_number() over (order by o.id) as nth from tw.stock_move o where o.document_id = in_original) o using (nth)
        join tw.stock_move_cost c on c.move_id = o.id
        join tw.stock_value v on v.item_id = m.item_id
        window w as (partition by m.item_id order by m.id desc)
    ) x order by x.id;
    perform tw.add_value(in_mirror);
end $$;

create or replace function tw.add_value(in_document bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update tw.stock_value v set quantity = v.quantity + x.quantity, value = v.value + x.value
    from (select m.item_id, sum(m.quantity) as quantity, sum(c.value) as value
        from tw.stock_move m join tw.stock_move_cost c on c.move_id = m.id where m.document_id = in_document group by m.item_id) x
    where v.item_id = x.item_id
$$;

-- Posted: the gapless number comes last, because its counter is held to the end of the transaction.
create or replace function tw.finish_posting(in_document bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    d tw.stock_document;
begin
    update tw.stock_document x set state = 'posted', posted_at = clock_timestamp(), posted_by = tw.me(),
        posting_year = extract(year from x.day)::int, posting_no = tw.posting_number('stock_' || x.series, x.day)
    where x.id = in_document returning * into d;
    return jsonb_build_object('id', d.id, 'number', d.number, 'posting_no', d.posting_no, 'version', d.version, 'state', d.state);
end $$;

grant execute on function tw.post_stock(text, date, jsonb, text, bigint, text, text), tw.post_stock_draft(bigint, int),
    tw.reverse_stock(bigint, int, text) to "@db@_user";
