-- Purpose: what may be noticed, picked and shipped of an order; a shipment is noted with the posting of its issue.
-- Callers: 30_policies/80_shipping.sql; app.modules.shipping.services.

-- What the database itself writes on a notice is written by nobody else; only what left can be signed for.
create or replace function tw.guard_delivery_notice() returns trigger
language plpgsql as $$
begin
    if current_user <> '@db@_owner' then
        if tg_op = 'INSERT' then
            new.issue_id := null; new.shipped_on := null; new.signed_on := null;
        elsif (new.issue_id, new.shipped_on) is distinct from (old.issue_id, old.shipped_on) then
            perform tw.fail('TW002', 'shipped_by_its_own_way');
        elsif new.signed_on is distinct from old.signed_on and new.state <> 'shipped' then
            perform tw.fail('TW001', 'not_shipped_yet', jsonb_build_object('number', new.number));
        elsif new.customer_id is distinct from old.customer_id
            and exists (select from tw.delivery_notice_line l where l.notice_id = new.id) then
            perform tw.fail('TW001', 'notice_keeps_its_customer', jsonb_build_object('number', new.number));
        end if;
    end if;
    return new;
end $$;

-- What was picked is written by tw.confirm_pick alone.
create or replace function tw.guard_delivery_picked() returns trigger
language plpgsql as $$
begin
    if current_user <> '@db@_owner' then
        if tg_op = 'INSERT' then
            new.picked := null;
        elsif new.picked is distinct from old.picked then
            perform tw.fail('TW002', 'shipped_by_its_own_way');
        end if;
    end if;
    return new;
end $$;

-- Of an approved order of the same customer, and never more than is open; the order line is locked while it is counted.
create or replace function tw.guard_delivery_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o record;
    elsewhere numeric;
begin
    if tg_op = 'UPDATE' and (new.order_line_id, new.order_id, new.item_id, new.quantity)
        is not distinct from (old.order_line_id, old.order_id, old.item_id, old.quantity) then
        return new;
    end if;
    select l.order_id, l.item_id, l.quantity, l.closed, l.line_no, h.state, h.number, h.customer_id,
        i.code || ' ' || i.name as item into o
    from tw.sales_order_line l join tw.sales_order h on h.id = l.order_id left join tw.item i on i.id = l.item_id
    where l.id = new.order_line_id for no key update of l;
    if not found or not tw.can_see('sales_order', o.order_id) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'sales_order_line'));
    end if;
    if o.order_id <> new.order_id or o.item_id is distinct from new.item_id
        or o.customer_id <> (select n.customer_id from tw.delivery_notice n where n.id = new.notice_id) then
        perform tw.fail('TW001', 'notice_line_differs_from_order', jsonb_build_object('order', o.number, 'line', o.line_no));
    end if;
    if o.state <> 'approved' or o.closed then
        perform tw.fail('TW001', 'order_line_not_open', jsonb_build_object('order', o.number, 'line', o.line_no));
    end if;
    select coalesce(sum(coalesce(l.picked, l.quantity)), 0) into elsewhere
    from tw.delivery_notice_line l join tw.delivery_notice n on n.id = l.notice_id
    where l.order_line_id = new.order_line_id and n.state not in ('void', 'closed') and l.id is distinct from new.id;
    if new.quantity > o.quantity - elsewhere then
        perform tw.fail('TW001', 'more_than_open', jsonb_build_object('order', o.number, 'line', o.line_no, 'item', o.item,
            'wanted', trim_scale(new.quantity), 'open', trim_scale(greatest(o.quantity - elsewhere, 0))));
    end if;
    return new;
end $$;

-- Guards of the moves that go with picks and postings: the facts must be there, whoever asks for the move.
create or replace function tw.guard_notice_pick(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from tw.pick_list p where p.notice_id = in_notice and p.state = 'open') then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
    perform tw.require_open_orders(in_notice);
end $$;

-- An order put on hold, closed or unapproved since it was noticed is neither picked nor shipped.
create or replace function tw.require_open_orders(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    fault record;
begin
    select o.number, l.line_no into fault
    from tw.delivery_notice_line n join tw.sales_order_line l on l.id = n.order_line_id join tw.sales_order o on o.id = n.order_id
    where n.notice_id = in_notice and coalesce(n.picked, n.quantity) > 0 and (o.state <> 'approved' or l.closed)
    order by o.number, l.line_no limit 1;
    if found then
        perform tw.fail('TW001', 'order_line_not_open', jsonb_build_object('order', fault.number, 'line', fault.line_no));
    end if;
end $$;

create or replace function tw.guard_notice_picked(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from tw.pick_list p where p.notice_id = in_notice and p.state = 'picked') then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

create or replace function tw.guard_notice_put_back(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from tw.pick_list p where p.notice_id = in_notice and p.state in ('open', 'picked')) then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

create or replace function tw.guard_notice_ship(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce((select sum(s.quantity) from tw.shipment s where s.notice_id = in_notice), 0) <= 0 then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

create or replace function tw.guard_notice_take_back(in_notice bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce((select sum(s.quantity) from tw.shipment s where s.notice_id = in_notice), 0) <> 0 then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

create or replace function tw.guard_pick_confirm(in_pick bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from tw.pick_line k where k.pick_id = in_pick and k.picked is null) then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

create or replace function tw.guard_pick_cancel(in_pick bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from tw.reservation r join tw.pick_list p on p.notice_id = r.for_id
            where p.id = in_pick and r.for_kind = 'delivery_notice')
        or exists (select from tw.pick_list p join tw.delivery_notice n on n.id = p.notice_id
            where p.id = in_pick and n.state = 'shipped'
              and coalesce((select sum(s.quantity) from tw.shipment s where s.notice_id = n.id), 0) > 0) then
        perform tw.fail('TW002', 'shipped_by_its_own_way');
    end if;
end $$;

-- A shipment only changes hands with its notice.
create or replace function tw.guard_shipment() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' or to_jsonb(new) - array['owner_id', 'department_id'] is distinct from
        to_jsonb(old) - array['owner_id', 'department_id'] then
        perform tw.fail('TW002', 'posted_is_posted', jsonb_build_object('table', tg_table_name));
    end if;
    return new;
end $$;

-- Open a pick list and keep what it names: picks [{notice_line_id, bin_id, lot, serial, quantity}] in walking order.
create or replace function tw.make_pick(in_notice bigint, seen_version int, in_picks jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb := tw.lock_document('delivery_notice', in_notice, seen_version);
    p tw.pick_list;
    fault record;
begin
    perform tw.require('shipping.pick');
    insert into tw.pick_list (notice_id, owner_id, department_id)
    values (in_notice, (doc->>'owner_id')::bigint, (doc->>'department_id')::bigint) returning * into p;
    insert into tw.pick_line (pick_id, line_no, notice_line_id, item_id, bin_id, lot, serial, quantity, owner_id, department_id)
    select p.id, x.n, l.id, l.item_id, (x.j->>'bin_id')::bigint, coalesce(x.j->>'lot', ''), coalesce(x.j->>'serial', ''),
        (x.j->>'quantity')::numeric, p.owner_id, p.department_id
    from jsonb_array_elements(in_picks) with ordinality as x(j, n)
    join tw.delivery_notice_line l on l.id = (x.j->>'notice_line_id')::bigint and l.notice_id = in_notice;
    if not found then
        perform tw.fail('TW001', 'nothing_to_pick', jsonb_build_object('number', doc->>'number'));
    end if;
    select i.code || ' ' || i.name as item, l.quantity, sum(k.quantity) as picks into fault
    from tw.pick_line k join tw.delivery_notice_line l on l.id = k.notice_line_id join tw.item i on i.id = l.item_id
    where k.pick_id = p.id group by i.id, l.id having sum(k.quantity) > l.quantity limit 1;
    if found then
        perform tw.fail('TW001', 'picked_more_than_asked', jsonb_build_object(
            'line', '', 'item', fault.item, 'picked', trim_scale(fault.picks), 'asked', trim_scale(fault.quantity)));
    end if;
    perform tw.keep_picks(p.id);
    perform tw.step_notice(in_notice, 'picking');
    return jsonb_build_object('id', p.id, 'number', p.number, 'version', p.version);
end $$;

-- Keep for the notice exactly what its pick list still wants (or has picked).
create or replace function tw.keep_picks(in_pick bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    in_notice bigint := (select p.notice_id from tw.pick_list p where p.id = in_pick);
begin
    delete from tw.reservation r where r.for_kind = 'delivery_notice' and r.for_id = in_notice;
    perform tw.reserve_stock('delivery_notice', in_notice, coalesce((
        select jsonb_agg(jsonb_build_object('item_id', k.item_id, 'bin_id', k.bin_id, 'lot', k.lot, 'serial', k.serial,
            'quantity', coalesce(k.picked, k.quantity), 'line_id', k.notice_line_id) order by k.item_id, k.id)
        from tw.pick_line k where k.pick_id = in_pick and coalesce(k.picked, k.quantity) > 0), '[]'));
end $$;

-- What came back from the walk: lines [{id, picked, serial?}]. Another serial of the same bin may have been taken.
-- Lines not told were picked as asked. Answers the order lines that came short.
create or replace function tw.confirm_pick(in_pick bigint, seen_version int, in_lines jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb := tw.lock_document('pick_list', in_pick, seen_version);
begin
    perform tw.require('shipping.pick');
    if doc->>'state' <> 'open' then
        perform tw.fail('TW001', 'transition_refused', jsonb_build_object(
            'number', doc->>'number', 'state', doc->>'state', 'wanted', 'picked'));
    end if;
    if exists (select from jsonb_array_elements(in_lines) x left join tw.pick_line k
            on k.id = (x->>'id')::bigint and k.pick_id = in_pick
            where k.id is null or (x->>'picked')::numeric not between 0 and k.quantity
              or (k.serial = '') <> (coalesce(x->>'serial', k.serial) = '')) then
        perform tw.fail('TW001', 'pick_line_not_of_this_list', jsonb_build_object('number', doc->>'number'));
    end if;
    update tw.pick_line k set picked = k.quantity where k.pick_id = in_pick;
    update tw.pick_line k set picked = (x->>'picked')::numeric, serial = coalesce(x->>'serial', k.serial)
    from jsonb_array_elements(in_lines) x where k.id = (x->>'id')::bigint and k.pick_id = in_pick;
    if not exists (select from tw.pick_line k where k.pick_id = in_pick and k.picked > 0) then
        perform tw.fail('TW001', 'nothing_picked');
    end if;
    perform tw.keep_picks(in_pick);
    update tw.delivery_notice_line l set picked = coalesce(
        (select sum(k.picked) from tw.pick_line k where k.pick_id = in_pick and k.notice_line_id = l.id), 0)
    where l.notice_id = (doc->>'notice_id')::bigint;
    update tw.pick_list set state = 'picked', picked_at = clock_timestamp(), picked_by = tw.me() where id = in_pick;
    perform tw.step_notice((doc->>'notice_id')::bigint, 'picked');
    return (select coalesce(jsonb_agg(jsonb_build_object('notice_line_id', l.id, 'order_id', l.order_id, 'item_id', l.item_id,
            'asked', l.quantity, 'picked', l.picked) order by l.line_no), '[]')
        from tw.delivery_notice_line l where l.notice_id = (doc->>'notice_id')::bigint and l.picked < l.quantity);
end $$;

-- Put everything back: the notice is approved again, nothing is kept for it.
create or replace function tw.cancel_pick(in_pick bigint, seen_version int, in_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb := tw.lock_document('pick_list', in_pick, seen_version);
begin
    perform tw.require('shipping.pick');
    if btrim(coalesce(in_reason, '')) = '' then
        perform tw.fail('TW001', 'reason_needed');
    end if;
    perform tw.unreserve_stock('delivery_notice', (doc->>'notice_id')::bigint);
    update tw.pick_list set state = 'cancelled', state_reason = in_reason where id = in_pick;
    perform tw.step_notice((doc->>'notice_id')::bigint, 'approved');
    update tw.delivery_notice_line set picked = null where notice_id = (doc->>'notice_id')::bigint;
end $$;

create or replace function tw.step_notice(in_notice bigint, to_state text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update tw.delivery_notice set state = to_state where id = in_notice
$$;

-- With the posting of a sales issue (or of its mirror) its shipments are noted and the notice moves on: whoever posts.
-- Refuses an issue without a picked notice, and more than was picked or ordered.
create or replace function tw.note_shipment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    n tw.delivery_notice;
    is_mirror boolean := new.reverses_id is not null;
    fault record;
begin
    if new.state <> 'posted' or old.state <> 'draft'
        or not (new.kind = 'sales_issue' or (is_mirror and new.source_kind = 'delivery_notice')) then
        return null;
    end if;
    select * into n from tw.delivery_notice d where d.id = new.source_id and new.source_kind = 'delivery_notice' for update;
    if not found or not tw.can_see('delivery_notice', n.id) then
        perform tw.fail('TW001', 'issue_needs_notice');
    end if;
    if n.state <> (case when is_mirror then 'shipped' else 'picked' end) then
        perform tw.fail('TW001', 'transition_refused', jsonb_build_object('number', n.number, 'state', n.state, 'wanted', 'shipped'));
    end if;
    if not is_mirror then
        perform tw.require_open_orders(n.id);
    end if;
    insert into tw.shipment (notice_id, notice_line_id, order_id, order_line_id, item_id, quantity, day, document_id,
        owner_id, department_id)
    select n.id, l.id, l.order_id, l.order_line_id, l.item_id, sum(x.quantity) * case when is_mirror then -1 else 1 end,
        new.day, new.id, n.owner_id, n.department_id
    from tw.stock_document_line x
    join tw.delivery_notice_line l on l.id = x.source_line_id and l.notice_id = n.id and l.item_id = x.item_id
    where x.document_id = new.id group by l.id;
    select i.code || ' ' || i.name as item into fault
    from tw.stock_document_line x join tw.item i on i.id = x.item_id
    where x.document_id = new.id and not exists (select from tw.delivery_notice_line l
        where l.id = x.source_line_id and l.notice_id = n.id and l.item_id = x.item_id) limit 1;
    if not found then
        select i.code || ' ' || i.name as item into fault
        from (select l.item_id, l.id, coalesce(l.picked, 0) as may from tw.delivery_notice_line l where l.notice_id = n.id) l
        join tw.item i on i.id = l.item_id
        where (select sum(s.quantity) from tw.shipment s where s.notice_line_id = l.id) > l.may limit 1;
    end if;
    if found then
        perform tw.fail('TW001', 'shipped_more_than_picked', jsonb_build_object('item', fault.item, 'number', n.number));
    end if;
    if is_mirror then
        update tw.pick_list set state = 'cancelled', state_reason = new.memo where notice_id = n.id and state = 'picked';
        update tw.delivery_notice set state = 'approved', issue_id = null, shipped_on = null, signed_on = null, signed_by = ''
        where id = n.id;
        update tw.delivery_notice_line set picked = null where notice_id = n.id;
    else
        update tw.delivery_notice set state = 'shipped', issue_id = new.id, shipped_on = new.day where id = n.id;
        delete from tw.reservation r where r.for_kind = 'delivery_notice' and r.for_id = n.id;
    end if;
    return null;
end $$;

grant execute on function tw.guard_notice_pick(bigint), tw.guard_notice_picked(bigint), tw.guard_notice_put_back(bigint),
    tw.guard_notice_ship(bigint), tw.guard_notice_take_back(bigint), tw.guard_pick_confirm(bigint), tw.guard_pick_cancel(bigint),
    tw.guard_delivery_notice(), tw.guard_delivery_picked(), tw.guard_shipment(),
    tw.make_pick(bigint, int, jsonb), tw.confirm_pick(bigint, int, jsonb), tw.cancel_pick(bigint, int, text) to "@db@_user";
