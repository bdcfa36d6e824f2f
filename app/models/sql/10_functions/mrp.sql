-- Purpose: what a plan is made of, read whole whoever plans, and what a plan decides, written by its own functions.
-- Callers: app.modules.mrp.services and queries. Demand and supply come from the union views (40_views/zz_mrp.sql).

-- Every item that is planned, with the figures it is planned by; a source fills in what the item leaves open.
create or replace function tw.plan_input_items(in_items bigint[] default null)
returns table (id bigint, source text, lead_time_days int, safety_stock numeric, lot_minimum numeric, lot_multiple numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    return query select * from tw.plan_figures(in_items);
end $$;

create or replace function tw.plan_figures(in_items bigint[])
returns table (id bigint, source text, lead_time_days int, safety_stock numeric, lot_minimum numeric, lot_multiple numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        select i.id, i.source, coalesce(nullif(i.lead_time_days, 0), s.lead_time_days, 0), i.safety_stock,
            greatest(i.lot_minimum, case when i.source in ('buy', 'outsource') then coalesce(s.minimum, 0) else 0 end), i.lot_multiple
        from tw.item i
        left join lateral (
            select x.lead_time_days, x.minimum from tw.item_source x
            where x.item_id = i.id and x.active and i.source in ('buy', 'outsource')
            order by x.priority, x.id limit 1
        ) s on true
        where i.source <> 'service' and (in_items is null or i.id = any (in_items));
end $$;

create or replace function tw.plan_input_bom(in_parents bigint[] default null)
returns table (parent_id bigint, component_id bigint, quantity numeric, scrap numeric, valid_from date, valid_to date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    return query
        select b.parent_id, b.component_id, b.quantity::numeric, b.scrap::numeric, b.valid_from, b.valid_to
        from tw.bom_current b join tw.item c on c.id = b.component_id
        where c.source <> 'service' and (in_parents is null or b.parent_id = any (in_parents));
end $$;

create or replace function tw.plan_input_demand()
returns table (ref text, item_id bigint, quantity numeric, due date, document_kind text, document_id bigint, line_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    return query
        select d.ref, d.item_id, d.quantity, d.due, d.document_kind, d.document_id, d.line_id
        from tw.demand d join tw.item i on i.id = d.item_id
        where i.source <> 'service' and d.quantity > 0;
end $$;

create or replace function tw.plan_input_supply()
returns table (ref text, kind text, item_id bigint, quantity numeric, due date, start date, document_kind text, document_id bigint, line_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    return query
        select s.ref, s.kind, s.item_id, s.quantity, s.due, s.start, s.document_kind, s.document_id, s.line_id
        from tw.supply s join tw.item i on i.id = s.item_id
        where i.source <> 'service' and s.quantity > 0;
end $$;

create or replace function tw.plan_input_stock()
returns table (item_id bigint, on_hand numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    return query select b.item_id, sum(b.quantity) from tw.stock_balance b group by b.item_id;
end $$;

-- A promise sees everything and shows only sums: the items in the cone below those asked, their stock, and by item and
-- day what comes, what is proposed (with its start) and what is asked. without_kind/without_id: a document left out,
-- since it is the one that asks.
create or replace function tw.promise_cone(in_items bigint[], without_kind text, without_id bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    cone bigint[];
    result jsonb;
begin
    if not (tw.may('orders.promise') or tw.may('items.read')) then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'orders.promise'));
    end if;
    with recursive below (item_id) as (
        select unnest(in_items)
        union
        select b.component_id from below w join tw.item p on p.id = w.item_id and p.source <> 'buy'
        join tw.bom_current b on b.parent_id = w.item_id
    )
    select array_agg(w.item_id) into cone from below w join tw.item i on i.id = w.item_id where i.source <> 'service';
    cone := coalesce(cone, '{}');
    select jsonb_build_object(
        'items', (select jsonb_agg(jsonb_build_array(f.id, f.source, f.lead_time_days, f.safety_stock::text, f.lot_minimum::text,
            f.lot_multiple::text)) from tw.plan_figures(cone) f),
        'bom', (select jsonb_agg(jsonb_build_array(b.parent_id, b.component_id, b.quantity::text, b.scrap::text, b.valid_from, b.valid_to))
            from tw.bom_current b where b.parent_id = any (cone) and b.component_id = any (cone)),
        'stock', (select jsonb_agg(jsonb_build_array(s.item_id, s.quantity::text)) from (
            select b.item_id, sum(b.quantity) as quantity from tw.stock_balance b where b.item_id = any (cone) group by b.item_id) s),
        'supply', (select jsonb_agg(jsonb_build_array(s.item_id, s.due, s.quantity::text)) from (
            select x.item_id, x.due, sum(x.quantity) as quantity from tw.supply x
            where x.item_id = any (cone) and x.quantity > 0 and x.kind = 'open' group by x.item_id, x.due) s),
        'planned', (select jsonb_agg(jsonb_build_array(p.item_id, p.start_date, p.due_date, p.quantity::text)) from (
            select x.item_id, x.start_date, x.due_date, sum(x.quantity) as quantity from tw.planned_order x
            where x.item_id = any (cone) and x.state in ('proposed', 'firm')
            group by x.item_id, x.start_date, x.due_date) p),
        'demand', (select jsonb_agg(jsonb_build_array(d.item_id, d.due, d.quantity::text)) from (
            select x.item_id, x.due, sum(x.quantity) as quantity from (
                select y.item_id, y.due, y.quantity from tw.demand y
                where y.item_id = any (cone) and y.quantity > 0
                  and not coalesce(y.document_kind = without_kind and y.document_id = without_id, false)
                union all
                select b.component_id, p.start_date, round(p.quantity * b.quantity * (1 + b.scrap), 4)
                from tw.bom_current b join tw.planned_order p on p.item_id = b.parent_id
                where b.component_id = any (cone) and p.state in ('proposed', 'firm') and p.kind <> 'buy'
                  and (b.valid_from is null or b.valid_from <= p.start_date)
                  and (b.valid_to is null or p.start_date < b.valid_to)
            ) x group by x.item_id, x.due) d)
    ) into result;
    return result;
end $$;

-- Begin a run; one at a time.
create or replace function tw.begin_plan(in_today date, in_parameters jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    made bigint;
begin
    perform tw.require('mrp.run');
    perform pg_advisory_xact_lock(hashtextextended('plan run', 0));
    insert into tw.plan_run (by_id, today, parameters) values (tw.me(), in_today, in_parameters) returning id into made;
    return made;
end $$;

-- A run is written by who began it, in the transaction that began it, and never again.
create or replace function tw.check_open_run(in_run bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.run');
    if not exists (select from tw.plan_run r where r.id = in_run and r.finished_at is null and r.by_id = tw.me()) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'plan_run'));
    end if;
end $$;

create or replace function tw.write_plan_orders(in_run bigint, refs text[], item_ids bigint[], kinds text[], quantities numeric[],
    nets numeric[], starts date[], dues date[], levels int[], leads int[], safeties numeric[], minima numeric[], multiples numeric[])
returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
begin
    perform tw.check_open_run(in_run);
    insert into tw.planned_order (run_id, plan_ref, item_id, kind, quantity, net, start_date, due_date, level,
        lead_time_days, safety_stock, lot_minimum, lot_multiple, supplier_id)
    select in_run, u.r, u.i, u.k, u.q, u.n, u.s, u.d, u.l, u.lead, u.safe, u.low, u.many, src.supplier_id
    from unnest(refs, item_ids, kinds, quantities, nets, starts, dues, levels, leads, safeties, minima, multiples)
        as u(r, i, k, q, n, s, d, l, lead, safe, low, many)
    left join (
        select distinct on (x.item_id) x.item_id, x.supplier_id from tw.item_source x
        where x.active order by x.item_id, x.priority, x.id
    ) src on src.item_id = u.i and u.k <> 'make';
    get diagnostics written = row_count;
    return written;
end $$;

create or replace function tw.write_plan_pegs(in_run bigint, item_ids bigint[], supply_refs text[], demand_refs text[], quantities numeric[])
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_open_run(in_run);
    insert into tw.plan_peg (run_id, item_id, supply_ref, demand_ref, quantity)
    select in_run, u.* from unnest(item_ids, supply_refs, demand_refs, quantities) as u;
end $$;

create or replace function tw.write_plan_records(in_run bigint, item_ids bigint[], records text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_open_run(in_run);
    insert into tw.plan_record (run_id, item_id, entries)
    select in_run, u.i, u.r::jsonb from unnest(item_ids, records) as u(i, r);
end $$;

create or replace function tw.write_plan_sources(in_run bigint, refs text[], kinds text[], document_ids bigint[], line_ids bigint[])
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_open_run(in_run);
    insert into tw.plan_source (run_id, ref, document_kind, document_id, line_id)
    select in_run, u.* from unnest(refs, kinds, document_ids, line_ids) as u;
end $$;

-- What was ignored stays ignored as long as the same message comes again.
create or replace function tw.write_plan_exceptions(in_run bigint, kinds text[], item_ids bigint[], refs text[], quantities numeric[],
    day_counts int[], froms date[], tos date[], demand_refs text[], details text[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
begin
    perform tw.check_open_run(in_run);
    insert into tw.plan_exception (run_id, kind, item_id, ref, quantity, days, from_date, to_date, demand_ref, detail,
        document_kind, document_id, line_id, state, acted_by, acted_at)
    select in_run, u.k, i.id, u.r, u.q, u.n, u.f, u.t, u.d, u.x, coalesce(s.document_kind, ''), s.document_id, s.line_id,
        case when old.id is null then 'open' else 'ignored' end, old.acted_by, old.acted_at
    from unnest(kinds, item_ids, refs, quantities, day_counts, froms, tos, demand_refs, details) as u(k, i, r, q, n, f, t, d, x)
    left join tw.item i on i.id = u.i
    left join lateral (
        select p.document_kind, p.document_id, p.line_id from tw.plan_source p
        where p.run_id = in_run and p.ref = u.r and u.r <> '' limit 1
    ) s on true
    left join lateral (
        select e.id, e.acted_by, e.acted_at from tw.plan_exception e
        where e.run_id < in_run and e.state = 'ignored' and e.item_id is not distinct from u.i and e.kind = u.k
          and e.ref = u.r and e.to_date is not distinct from u.t and e.detail = u.x limit 1
    ) old on true;
    get diagnostics written = row_count;
    return written;
end $$;

-- The run becomes the current plan: what earlier runs only proposed goes, what was decided stays.
create or replace function tw.finish_plan(in_run bigint, in_items int, in_orders int, in_messages int, in_seconds numeric) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_open_run(in_run);
    delete from tw.plan_record where run_id < in_run;
    delete from tw.plan_exception where run_id < in_run;
    delete from tw.planned_order where run_id < in_run and state in ('proposed', 'dropped');
    delete from tw.plan_peg where run_id < in_run;
    delete from tw.plan_source where run_id < in_run;
    update tw.plan_run set finished_at = clock_timestamp(), items = in_items, orders = in_orders, messages = in_messages,
        seconds = in_seconds
    where id = in_run;
end $$;

create or replace function tw.current_plan() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select max(id) from tw.plan_run where finished_at is not null
$$;

-- Release: locked in key order, so that two planners do not release the same order twice. Answers the orders.
create or replace function tw.release_planned_orders(ids bigint[])
returns table (id bigint, run_id bigint, item_id bigint, kind text, quantity numeric, start_date date, due_date date,
    supplier_id bigint, demand_refs text[])
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    locked int;
begin
    perform tw.require('mrp.release');
    perform 1 from tw.planned_order p where p.id = any (ids) and p.state in ('proposed', 'firm') order by p.id for update;
    get diagnostics locked = row_count;
    if locked <> (select count(distinct x) from unnest(ids) x) then
        perform tw.fail('TW003', 'planned_orders_gone', jsonb_build_object('count', cardinality(ids) - locked));
    end if;
    update tw.planned_order p set state = 'released', released_at = clock_timestamp(), released_by = tw.me() where p.id = any (ids);
    return query
        select p.id, p.run_id, p.item_id, p.kind, p.quantity::numeric, p.start_date, p.due_date, p.supplier_id,
            coalesce((select array_agg(g.demand_ref order by g.id) from tw.plan_peg g
                where g.run_id = tw.current_plan() and g.supply_ref in (p.plan_ref, 'planned_order:' || p.id)), '{}')
        from tw.planned_order p where p.id = any (ids) order by p.item_id, p.due_date, p.id;
end $$;

-- Later rooms say what they made of released orders, in the transaction of the release.
create or replace function tw.link_planned_orders(ids bigint[], in_kind text, made_ids bigint[], numbers text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('mrp.release');
    update tw.planned_order p set made_kind = in_kind, made_id = u.m, made_number = u.n
    from unnest(ids, made_ids, numbers) as u(i, m, n)
    where p.id = u.i and p.state = 'released' and p.made_kind = '' and p.released_by = tw.me();
end $$;

-- Keep orders against the next run (firm), or let firm ones go (dropped).
create or replace function tw.move_planned_orders(ids bigint[], to_state text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    moved int;
begin
    perform tw.require('mrp.release');
    update tw.planned_order p set state = to_state
    where p.id = any (ids) and ((to_state = 'firm' and p.state = 'proposed') or (to_state = 'dropped' and p.state = 'firm'));
    get diagnostics moved = row_count;
    if moved <> (select count(distinct x) from unnest(ids) x) then
        perform tw.fail('TW003', 'planned_orders_gone', jsonb_build_object('count', cardinality(ids) - moved));
    end if;
    return moved;
end $$;

-- A planner's own quantity and days make an order firm. Null keeps what was. Answers the new version.
create or replace function tw.change_planned_order(in_order bigint, seen_version int, in_quantity numeric, in_start date, in_due date,
    in_supplier bigint) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    p tw.planned_order;
begin
    perform tw.require('mrp.release');
    select * into p from tw.planned_order where id = in_order for update;
    if not found or p.state not in ('proposed', 'firm') then
        perform tw.fail('TW003', 'planned_orders_gone', jsonb_build_object('count', 1));
    end if;
    if seen_version is not null and p.version <> seen_version then
        perform tw.fail('TW003', 'changed_meanwhile', jsonb_build_object(
            'who', coalesce((select name from tw.app_user where id = p.updated_by), '?'), 'when', p.updated_at, 'number', ''));
    end if;
    update tw.planned_order set state = 'firm', quantity = coalesce(in_quantity, quantity), start_date = coalesce(in_start, start_date),
        due_date = coalesce(in_due, due_date), supplier_id = coalesce(in_supplier, supplier_id)
    where id = in_order returning version into p.version;
    return p.version;
end $$;

-- A planner acted on messages: applied or ignored. Answers what they said.
create or replace function tw.act_on_exceptions(ids bigint[], to_state text)
returns table (id bigint, kind text, item_id bigint, ref text, to_date date, document_kind text, document_id bigint, line_id bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    acted int;
begin
    perform tw.require('mrp.release');
    return query
        update tw.plan_exception e set state = to_state, acted_by = tw.me(), acted_at = clock_timestamp()
        where e.id = any (ids) and e.state = 'open'
        returning e.id, e.kind, e.item_id, e.ref, e.to_date, e.document_kind, e.document_id, e.line_id;
    get diagnostics acted = row_count;
    if acted <> (select count(distinct x) from unnest(ids) x) then
        perform tw.fail('TW003', 'exception_acted_on');
    end if;
end $$;

grant execute on function tw.plan_input_items(bigint[]), tw.plan_input_bom(bigint[]), tw.plan_input_demand(), tw.plan_input_supply(),
    tw.plan_input_stock(), tw.promise_cone(bigint[], text, bigint), tw.begin_plan(date, jsonb),
    tw.write_plan_orders(bigint, text[], bigint[], text[], numeric[], numeric[], date[], date[], int[], int[], numeric[], numeric[], numeric[]),
    tw.write_plan_pegs(bigint, bigint[], text[], text[], numeric[]),
    tw.write_plan_records(bigint, bigint[], text[]),
    tw.write_plan_sources(bigint, text[], text[], bigint[], bigint[]),
    tw.write_plan_exceptions(bigint, text[], bigint[], text[], numeric[], int[], date[], date[], text[], text[]),
    tw.finish_plan(bigint, int, int, int, numeric), tw.current_plan(), tw.release_planned_orders(bigint[]),
    tw.link_planned_orders(bigint[], text, bigint[], text[]), tw.move_planned_orders(bigint[], text),
    tw.change_planned_order(bigint, int, numeric, date, date, bigint), tw.act_on_exceptions(bigint[], text) to "@db@_user";
