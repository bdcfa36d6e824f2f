-- Purpose: what was ordered of requests and received of orders, derived; sums of an order; walls around receipts; what
-- the plan may move. Callers: 30_policies/65_purchasing.sql, 40_views/65_purchasing.sql, app.modules.purchasing.

-- Sums only: whoever may see an order sees what of it arrived without seeing stock documents.
create or replace function tw.purchase_received(in_line bigint) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select (select coalesce(sum(l.quantity), 0) from tw.stock_document_line l join tw.stock_document d on d.id = l.document_id
        where l.source_line_id = in_line and d.source_kind = 'purchase_order' and d.kind = 'purchase_receipt' and d.state = 'posted')
        + coalesce((select h.quantity from tw.history_quantity h where h.document_kind = 'purchase_order' and h.record_id = in_line), 0)
$$;

create or replace function tw.request_ordered(in_line bigint) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(sum(l.quantity), 0) from tw.purchase_order_line l join tw.purchase_order o on o.id = l.order_id
    where l.request_line_id = in_line and o.state <> 'void'
$$;

-- Two purchasers ordering from one request line see each other; more than was asked is the purchaser's choice (a lot).
create or replace function tw.open_request_lines(ids bigint[], is_locking boolean)
returns table (id bigint, request_id bigint, number text, item_id bigint, quantity numeric, ordered numeric, due_date date,
    supplier_id bigint, notes text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('purchasing.edit');
    if is_locking then
        perform 1 from tw.purchase_request_line l where l.id = any (ids) order by l.id for update;
    end if;
    return query
        select l.id, l.request_id, r.number, l.item_id, l.quantity::numeric, tw.request_ordered(l.id), l.due_date, r.supplier_id, l.notes
        from tw.purchase_request_line l join tw.purchase_request r on r.id = l.request_id
        where l.id = any (ids) and r.state = 'approved' and not l.closed
          and tw.reaches('purchasing', r.department_id, r.owner_id)
        order by l.due_date, l.id;
end $$;

-- The money of a line and of its order is reckoned here, whoever writes the price: half up, per line, then summed.
create or replace function tw.price_purchase_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    n numeric;
    anchored numeric;
    anchor text;
begin
    if tg_op = 'INSERT' and tw_admin.bulk() then
        return new;  -- closed history keeps its figures
    end if;
    select l.quantity, o.tax_anchor, o.id into n, anchor, new.order_id
    from tw.purchase_order_line l join tw.purchase_order o on o.id = l.order_id where l.id = new.line_id;
    new.tax_rate := coalesce((select t.rate from tw.tax_rate t where t.code = new.tax_code order by t.valid_from desc limit 1), new.tax_rate);
    anchored := round(n * new.price, 2);
    if anchor = 'net' then
        new.net := anchored;
        new.tax := round(anchored * new.tax_rate, 2);
        new.total := new.net + new.tax;
    else
        new.total := anchored;
        new.tax := round(anchored * new.tax_rate / (1 + new.tax_rate), 2);
        new.net := new.total - new.tax;
    end if;
    return new;
end $$;

create or replace function tw.sum_purchase_order(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into tw.purchase_order_amount as a (order_id, owner_id, department_id, total, tax, net, total_base)
    select o.id, o.owner_id, o.department_id, coalesce(sum(p.total), 0), coalesce(sum(p.tax), 0), coalesce(sum(p.net), 0),
        round(coalesce(sum(p.total), 0) * o.rate, 2)
    from tw.purchase_order o left join tw.purchase_order_line_price p on p.order_id = o.id
    where o.id = in_order group by o.id
    on conflict (order_id) do update set total = excluded.total, tax = excluded.tax, net = excluded.net,
        total_base = excluded.total_base
    where (a.total, a.tax, a.net, a.total_base) is distinct from (excluded.total, excluded.tax, excluded.net, excluded.total_base);
end $$;

create or replace function tw.sum_purchase_orders() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tw_admin.bulk() then
        return null;  -- closed history brings the sums of its heads
    end if;
    perform tw.sum_purchase_order(x.order_id) from (select distinct c.order_id from changed c where exists (
        select from tw.purchase_order o where o.id = c.order_id)) x;
    return null;
end $$;

-- Another quantity, rate or anchor changes the money of the lines.
create or replace function tw.reprice_purchase_lines() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update tw.purchase_order_line_price p set price = p.price
    from changed c join before b on b.id = c.id where p.line_id = c.id and c.quantity <> b.quantity;
    return null;
end $$;

create or replace function tw.reprice_purchase_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.tax_anchor <> old.tax_anchor then
        update tw.purchase_order_line_price p set price = p.price where p.order_id = new.id;
    end if;
    if new.rate <> old.rate then
        perform tw.sum_purchase_order(new.id);
    end if;
    return null;
end $$;

-- Guard of submit: an order has lines, and each a price.
create or replace function tw.guard_purchase_order(in_order bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from tw.purchase_order_line l where l.order_id = in_order) then
        perform tw.fail('TW001', 'lines_needed');
    end if;
    if not exists (select from tw.purchase_order o join tw.currency c on c.code = o.currency where o.id = in_order) then
        perform tw.fail('TW001', 'currency_unknown', jsonb_build_object('currency',
            (select o.currency from tw.purchase_order o where o.id = in_order)));
    end if;
    if exists (select from tw.purchase_order_line l left join tw.purchase_order_line_price p on p.line_id = l.id
        where l.order_id = in_order and coalesce(p.price, 0) <= 0)
    then
        perform tw.fail('TW001', 'price_missing', jsonb_build_object('number',
            (select o.number from tw.purchase_order o where o.id = in_order)));
    end if;
end $$;

create or replace function tw.guard_purchase_request(in_request bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from tw.purchase_request_line l where l.request_id = in_request) then
        perform tw.fail('TW001', 'lines_needed');
    end if;
end $$;

-- Guard of unapprove and void: only while nothing follows.
create or replace function tw.guard_purchase_undo(in_order bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from tw.purchase_order_line l where l.order_id = in_order and tw.purchase_received(l.id) > 0) then
        perform tw.fail('TW001', 'something_follows', jsonb_build_object('number',
            (select o.number from tw.purchase_order o where o.id = in_order)));
    end if;
end $$;

create or replace function tw.guard_request_undo(in_request bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from tw.purchase_request_line l where l.request_id = in_request and tw.request_ordered(l.id) > 0) then
        perform tw.fail('TW001', 'something_follows', jsonb_build_object('number',
            (select r.number from tw.purchase_request r where r.id = in_request)));
    end if;
end $$;

-- Posting against an order: only while it is approved, each line its own item and no more than was ordered; the order is
-- locked, so that two clerks see each other. Lines fully received close by themselves, with the last one the order.
create or replace function tw.follow_purchase_posting() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o tw.purchase_order;
    fault record;
begin
    if new.source_kind <> 'purchase_order' or new.state <> 'posted' or old.state = 'posted' then
        return null;
    end if;
    select * into o from tw.purchase_order where id = new.source_id for update;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'purchase_order'));
    end if;
    if new.kind = 'purchase_receipt' then
        if o.state <> 'approved' then
            perform tw.fail('TW001', 'order_not_approved', jsonb_build_object('number', o.number));
        end if;
        select i.code || ' ' || i.name as item, p.quantity, p.closed, tw.purchase_received(p.id) as received into fault
        from tw.stock_document_line l
        left join tw.purchase_order_line p on p.id = l.source_line_id and p.order_id = o.id and p.item_id = l.item_id
        join tw.item i on i.id = l.item_id
        where l.document_id = new.id and (p.id is null or tw.purchase_received(p.id) > p.quantity) limit 1;
        if found then
            perform tw.fail('TW001', 'over_receipt', jsonb_build_object('item', fault.item, 'number', o.number,
                'ordered', trim_scale(coalesce(fault.quantity, 0)), 'received', trim_scale(coalesce(fault.received, 0))));
        end if;
    end if;
    update tw.purchase_order_line p set closed = tw.purchase_received(p.id) >= p.quantity
    from (select distinct l.source_line_id as id from tw.stock_document_line l where l.document_id = new.id) x
    where p.id = x.id and p.closed <> (tw.purchase_received(p.id) >= p.quantity);
    if o.state = 'approved' and not exists (select from tw.purchase_order_line p where p.order_id = o.id and not p.closed) then
        update tw.purchase_order set state = 'closed' where id = o.id;
    elsif o.state = 'closed' and exists (select from tw.purchase_order_line p where p.order_id = o.id and not p.closed) then
        update tw.purchase_order set state = 'approved' where id = o.id;
    end if;
    return null;
end $$;

-- What a clerk needs to receive an order, complete whoever receives.
create or replace function tw.receivable(in_order bigint)
returns table (line_id bigint, line_no int, item_id bigint, item text, quantity numeric, received numeric, closed boolean,
    default_bin_id bigint, is_serial boolean, is_lot boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not tw.can_see('purchase_order', in_order) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'purchase_order'));
    end if;
    return query
        select l.id, l.line_no, l.item_id, i.code || ' ' || i.name, l.quantity::numeric, tw.purchase_received(l.id), l.closed,
            i.default_bin_id, i.is_serial, i.is_lot
        from tw.purchase_order_line l join tw.item i on i.id = l.item_id where l.order_id = in_order order by l.line_no, l.id;
end $$;

-- Receive an order into stock: lines [{line_id, quantity, bin_id, lot?, serials?}]. The cost of a unit, net and in the
-- company's currency, goes from the order into the ledger without passing the clerk.
create or replace function tw.post_purchase_receipt(in_order bigint, in_day date, in_lines jsonb, in_memo text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    o tw.purchase_order;
    rich jsonb;
begin
    perform tw.require('stock.receive');
    if not tw.can_see('purchase_order', in_order) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'purchase_order'));
    end if;
    select * into o from tw.purchase_order where id = in_order for update;
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('item_id', l.item_id, 'quantity', x.value->>'quantity',
            'bin_id', (x.value->>'bin_id')::bigint, 'lot', x.value->>'lot', 'serials', coalesce(x.value->'serials', '[]'),
            'source_line_id', l.id, 'cost', round(p.net * o.rate / l.quantity, 6)::text)) order by x.ordinality)
    into rich
    from jsonb_array_elements(in_lines) with ordinality x
    join tw.purchase_order_line l on l.id = (x.value->>'line_id')::bigint and l.order_id = in_order
    left join tw.purchase_order_line_price p on p.line_id = l.id;
    if coalesce(jsonb_array_length(rich), 0) <> jsonb_array_length(in_lines) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'purchase_order_line'));
    end if;
    return tw.post_new_stock('purchase_receipt', in_day, rich, 'purchase_order', in_order,
        (select s.name from tw.supplier s where s.id = o.supplier_id), in_memo);
end $$;

-- The plan moves a line of an order or a request to another day. Answers whose document it is.
create or replace function tw.reschedule_purchase(in_kind text, in_document bigint, in_line bigint, new_due date) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    owned_by bigint;
begin
    perform tw.require('mrp.release');
    if in_kind = 'purchase_order' then
        select o.owner_id into owned_by from tw.purchase_order o
        where o.id = in_document and o.state in ('draft', 'pending', 'rejected', 'approved') for update;
        if found then
            update tw.purchase_order_line l set due_date = new_due where l.id = in_line and l.order_id = in_document and not l.closed;
        end if;
    else
        select r.owner_id into owned_by from tw.purchase_request r
        where r.id = in_document and r.state in ('draft', 'pending', 'rejected', 'approved') for update;
        if found then
            update tw.purchase_request_line l set due_date = new_due where l.id = in_line and l.request_id = in_document and not l.closed;
        end if;
    end if;
    if not found then
        perform tw.fail('TW001', 'line_is_closed');
    end if;
    return owned_by;
end $$;

-- The plan needs a request line no more: it is closed while nothing was ordered of it. Answers whether it was.
create or replace function tw.close_request_line(in_line bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.release');
    if tw.request_ordered(in_line) > 0 then
        return false;
    end if;
    update tw.purchase_request_line set closed = true where id = in_line and not closed;
    return found;
end $$;

grant execute on function tw.purchase_received(bigint), tw.request_ordered(bigint), tw.open_request_lines(bigint[], boolean),
    tw.guard_purchase_order(bigint), tw.guard_purchase_request(bigint), tw.guard_purchase_undo(bigint),
    tw.guard_request_undo(bigint), tw.receivable(bigint),
    tw.post_purchase_receipt(bigint, date, jsonb, text), tw.reschedule_purchase(text, bigint, bigint, date),
    tw.close_request_line(bigint) to "@db@_user";
