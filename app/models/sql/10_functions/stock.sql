-- Purpose: what the stock room's triggers check, and stock that is kept for someone.
-- Callers: 30_policies/20_stock.sql; app.modules.stock.services, shipping's pick lists.

-- Which duty posts which kind; the one place where it is written.
create or replace function tw.stock_duty(in_kind text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
    select case in_kind
        when 'purchase_receipt' then 'stock.receive'
        when 'production_receipt' then 'stock.receive_production'
        when 'sales_issue' then 'stock.issue'
        when 'production_issue' then 'stock.issue_production'
        when 'other_in' then 'stock.adjust'
        when 'other_out' then 'stock.adjust'
        when 'opening' then 'stock.opening'
        when 'transfer' then 'stock.transfer'
        else ''
    end
$$;

-- Whether a move stands among the receipts: a red letter stays on the side of what it undoes.
create or replace function tw.stock_moves_in(in_kind text, in_quantity numeric) returns boolean
language sql immutable parallel safe
as $$
    select case when in_kind = 'transfer' then in_quantity > 0
        else in_kind in ('purchase_receipt', 'production_receipt', 'other_in', 'opening') end
$$;

-- Number and series of a stock document. Definer, because a person may not draw numbers.
create or replace function tw.number_stock_document() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.series = '' then
        new.series := case
            when new.kind in ('purchase_receipt', 'production_receipt', 'other_in', 'opening') then 'in'
            when new.kind = 'transfer' then 'transfer' else 'out' end;
    end if;
    if new.number = '' then
        new.number := tw.next_number('stock_' || new.series, tw.today());
    end if;
    return new;
end $$;

-- A person writes drafts of the free kinds; everything else comes from its posting function.
create or replace function tw.guard_stock_document() returns trigger
language plpgsql as $$
declare
    free text[] := array['day', 'party', 'memo', 'version', 'updated_at', 'updated_by', 'search_text', 'search_pairs'];
begin
    if current_user = '@db@_owner' then
        return new;
    end if;
    if tg_op = 'INSERT' then
        if new.kind not in ('other_in', 'other_out', 'transfer', 'opening') then
            perform tw.fail('TW001', 'stock_kind_has_its_own_source', jsonb_build_object('kind', new.kind));
        end if;
        new.series := ''; new.posting_no := null; new.posting_year := null; new.posted_at := null; new.posted_by := null;
        new.reverses_id := null; new.source_kind := ''; new.source_id := null;
    elsif to_jsonb(new) - free is distinct from to_jsonb(old) - free then
        perform tw.fail('TW002', 'stock_is_posted_its_own_way');
    end if;
    return new;
end $$;

-- Lock the stock of items in one order, so that no two postings wait for each other.
create or replace function tw.lock_items(in_items bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into tw.stock_value (item_id) select distinct x from unnest(in_items) x order by x on conflict do nothing;
    perform from tw.stock_value v where v.item_id = any (in_items) order by v.item_id for update;
end $$;

-- Keep stock for someone: lines [{item_id, quantity, bin_id?, lot?, serial?, line_id?}]. Refuses what is not free.
create or replace function tw.reserve_stock(in_kind text, in_id bigint, in_lines jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made int;
    short record;
begin
    perform tw.require('stock.reserve');
    perform tw.lock_items(array(select (x->>'item_id')::bigint from jsonb_array_elements(in_lines) x));
    insert into tw.reservation (item_id, bin_id, lot, serial, quantity, for_kind, for_id, for_line_id, by_id)
    select (x->>'item_id')::bigint, (x->>'bin_id')::bigint, coalesce(x->>'lot', ''), coalesce(x->>'serial', ''),
        (x->>'quantity')::numeric, in_kind, in_id, (x->>'line_id')::bigint, tw.me()
    from jsonb_array_elements(in_lines) x;
    get diagnostics made = row_count;
    select * into short from tw.over_reserved(array(select (x->>'item_id')::bigint from jsonb_array_elements(in_lines) x)) limit 1;
    if found then
        perform tw.fail('TW001', 'not_enough_stock', jsonb_build_object('item', short.item, 'wanted', short.reserved, 'free', short.on_hand));
    end if;
    return made;
end $$;

-- Items, and bins of items, where more is kept than lies there.
create or replace function tw.over_reserved(in_items bigint[]) returns table (item text, reserved numeric, on_hand numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with kept as (
        select r.item_id, r.bin_id, r.lot, r.serial, sum(r.quantity) as quantity
        from tw.reservation r where r.item_id = any (in_items) group by 1, 2, 3, 4
    ), by_bin as (
        select k.item_id, k.quantity, coalesce(b.quantity, 0) as lies
        from kept k left join tw.stock_balance b using (item_id, bin_id, lot, serial)
        where k.bin_id is not null
    ), by_item as (
        select k.item_id, sum(k.quantity) as quantity,
            coalesce((select sum(b.quantity) from tw.stock_balance b where b.item_id = k.item_id), 0) as lies
        from kept k group by k.item_id
    )
    select i.code || ' ' || i.name, x.quantity, x.lies
    from (select * from by_bin union all select * from by_item) x join tw.item i on i.id = x.item_id
    where x.quantity > x.lies order by i.code
$$;

create or replace function tw.unreserve_stock(in_kind text, in_id bigint) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone int;
begin
    perform tw.require('stock.reserve');
    delete from tw.reservation r where r.for_kind = in_kind and r.for_id = in_id;
    get diagnostics gone = row_count;
    return gone;
end $$;

-- What is there, kept and free of items, for whoever asks: sums only.
create or replace function tw.free_stock(in_items bigint[])
returns table (item_id bigint, on_hand numeric, reserved numeric, free numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select x.item_id, coalesce(b.quantity, 0), coalesce(r.quantity, 0), coalesce(b.quantity, 0) - coalesce(r.quantity, 0)
    from (select distinct unnest(in_items) as item_id) x
    left join lateral (select sum(s.quantity) as quantity from tw.stock_balance s where s.item_id = x.item_id) b on true
    left join lateral (select sum(k.quantity) as quantity from tw.reservation k where k.item_id = x.item_id) r on true
    where tw.me() is not null
$$;

-- Where balances and ledger disagree: nothing, ever.
create or replace function tw.stock_differences()
returns table (item_id bigint, bin_id bigint, lot text, serial text, ledger numeric, balance numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.require('stock.read');
    return query
        with moved as (
            select m.item_id, m.bin_id, m.lot, m.serial, sum(m.quantity) as quantity from tw.stock_move m group by 1, 2, 3, 4
        )
        select coalesce(m.item_id, b.item_id), coalesce(m.bin_id, b.bin_id), coalesce(m.lot, b.lot),
            coalesce(m.serial, b.serial), coalesce(m.quantity, 0), coalesce(b.quantity, 0)
        from moved m full join tw.stock_balance b
            on (b.item_id, b.bin_id, b.lot, b.serial) = (m.item_id, m.bin_id, m.lot, m.serial)
        where coalesce(m.quantity, 0) <> coalesce(b.quantity, 0);
end $$;

-- Make the balances what the ledger says, after a restore or a defect; answers how many differed.
create or replace function tw.rebuild_balance() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    differing int;
begin
    perform tw.require('stock.settings');
    perform tw.lock_items(array(select v.item_id from tw.stock_value v));
    select count(*) into differing from (
        select 1 from (select m.item_id, m.bin_id, m.lot, m.serial, sum(m.quantity) as quantity from tw.stock_move m group by 1, 2, 3, 4) m
        full join tw.stock_balance b on (b.item_id, b.bin_id, b.lot, b.serial) = (m.item_id, m.bin_id, m.lot, m.serial)
        where coalesce(m.quantity, 0) <> coalesce(b.quantity, 0)) d;
    if differing > 0 then
        delete from tw.stock_balance;
        insert into tw.stock_balance (item_id, bin_id, lot, serial, quantity, received)
        select m.item_id, m.bin_id, m.lot, m.serial, sum(m.quantity), max(m.day) filter (where m.quantity > 0)
        from tw.stock_move m group by 1, 2, 3, 4 having sum(m.quantity) > 0;
    end if;
    return differing;
end $$;

grant execute on function tw.stock_duty(text), tw.stock_moves_in(text, numeric), tw.guard_stock_document(), tw.reserve_stock(text, bigint, jsonb),
    tw.unreserve_stock(text, bigint), tw.free_stock(bigint[]), tw.stock_differences(), tw.rebuild_balance() to "@db@_user";
