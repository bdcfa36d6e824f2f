-- Purpose: closed history of a program before this one enters here, and nowhere else. Caller: app.importing.adventureworks.
-- Each function asks for office.import_history, takes rows as jsonb, names masters by their codes, inserts documents as
-- closed, tells nobody, and leaves one audit entry for the whole call. While it inserts, tw_admin.bulk() is true: triggers
-- then keep stamps, states and amounts as they are given. It is false again before the function ends, so that no statement
-- of a person ever runs with it, not even in the same transaction.

create or replace function tw.begin_history() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.require('office.import_history');
    insert into tw.bulk_load (xid) values (pg_current_xact_id());
    perform set_config('tw.bulk', 'on', true);
end $$;

-- Tells the audit what came in: one entry for a call, with how many rows of which table and between which numbers.
create or replace function tw.end_history(in_table text, in_rows jsonb, in_first text, in_last text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from tw.bulk_load where xid = pg_current_xact_id();
    perform set_config('tw.bulk', '', true);
    perform tw_audit.record_bulk(in_table, in_rows || jsonb_build_object('first', in_first, 'last', in_last));
end $$;

-- Refuses rows whose code names nothing here; the first one is told.
create or replace function tw.refuse_unknown_code(in_kind text, in_codes text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    lost text;
begin
    execute format('select c from unnest($1) c where not exists (select from tw.%I m where m.code = c) limit 1', in_kind)
        into lost using in_codes;
    if lost is not null then
        perform tw.fail('TW001', 'history_code_unknown', jsonb_build_object('kind', in_kind, 'code', lost));
    end if;
end $$;

-- Sales orders with their lines and prices. in_orders: number, customer, customer_po, order_date, due_date, currency, rate,
-- ship_to_address, notes, total, tax, net. in_lines: number (of the order), line_no, item (null: a rounding line),
-- description, quantity, due_date, price_net, discount, tax_code, tax_rate, total, tax, net. Everything that is kept of an
-- order's amount is the sum of its lines; a call whose heads say otherwise is refused. Customers that traded move on.
create or replace function tw.load_history_orders(in_orders jsonb, in_lines jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made int;
    lines int;
    fault record;
    dept bigint := (select p.department_id from tw.user_post p where p.user_id = tw.me() order by p.is_main desc, p.id limit 1);
begin
    perform tw.begin_history();
    perform tw.refuse_unknown_code('customer', array(select distinct o->>'customer' from jsonb_array_elements(in_orders) o));
    perform tw.refuse_unknown_code('item', array(select distinct l->>'item' from jsonb_array_elements(in_lines) l where l->>'item' is not null));
    insert into tw.sales_order (number, state, customer_id, ship_to_customer_id, bill_to_customer_id, end_user_id, customer_po,
        order_date, due_date, currency, rate, tax_anchor, ship_to_address, notes, owner_id, department_id, submitted_at,
        approved_at, created_at, created_by, updated_at, updated_by)
    select o.number, 'closed', c.id, c.id, c.id, c.id, o.customer_po, o.order_date, o.due_date, o.currency, o.rate, 'net',
        o.ship_to_address, o.notes, tw.me(), dept, o.order_date, o.order_date, o.order_date, tw.me(), now(), tw.me()
    from jsonb_to_recordset(in_orders) as o(number text, customer text, customer_po text, order_date date, due_date date,
        currency text, rate numeric, ship_to_address text, notes text)
    join tw.customer c on c.code = o.customer
    order by o.number;
    get diagnostics made = row_count;

    with given as materialized (
        select o.id as order_id, o.order_date, l.*
        from jsonb_to_recordset(in_lines) as l(number text, line_no int, item text, description text, quantity numeric,
            due_date date, price_net numeric, discount numeric, tax_code text, tax_rate numeric, total numeric, tax numeric,
            net numeric)
        join tw.sales_order o on o.number = l.number
    ), written as (
        insert into tw.sales_order_line (order_id, line_no, kind, item_id, description, unit_id, quantity, due_date, closed,
            closed_by, owner_id, department_id, created_at, created_by, updated_at, updated_by)
        select g.order_id, g.line_no, case when i.id is null then 'rounding' else 'item' end, i.id, coalesce(g.description, ''),
            i.unit_id, g.quantity, g.due_date, true, 'shipped', tw.me(), dept, g.order_date, tw.me(), now(), tw.me()
        from given g left join tw.item i on i.code = g.item
        order by g.order_id, g.line_no
        returning id, order_id, line_no
    )
    insert into tw.sales_order_line_price (line_id, order_id, price_net, price_with_tax, discount, tax_code, tax_rate, total, tax,
        net, owner_id, department_id, created_at, created_by, updated_at, updated_by)
    select w.id, w.order_id, g.price_net, round(g.price_net * (1 + g.tax_rate), 6), g.discount, g.tax_code, g.tax_rate, g.total,
        g.tax, g.net, tw.me(), dept, g.order_date, tw.me(), now(), tw.me()
    from written w join given g on g.order_id = w.order_id and g.line_no = w.line_no
    order by w.order_id, w.line_no;
    get diagnostics lines = row_count;
    if lines <> jsonb_array_length(in_lines) then
        perform tw.fail('TW001', 'history_line_without_order');
    end if;

    -- the amounts came from the lines (tw.sum_sales_orders); what the heads say must be the same to the cent
    select o.number, o.net as said, a.net as found into fault
    from jsonb_to_recordset(in_orders) as o(number text, total numeric, tax numeric, net numeric)
    join tw.sales_order s on s.number = o.number
    left join tw.sales_order_amount a on a.order_id = s.id
    where (o.total, o.tax, o.net) is distinct from (a.total, a.tax, a.net)
    limit 1;
    if found then
        perform tw.fail('TW001', 'history_sum_differs', jsonb_build_object('number', fault.number, 'said', fault.said, 'found', fault.found));
    end if;
    perform tw.end_history('sales_order', jsonb_build_object('sales_order', made, 'sales_order_line', lines),
        (select min(o->>'number') from jsonb_array_elements(in_orders) o), (select max(o->>'number') from jsonb_array_elements(in_orders) o));
    return made;
end $$;

-- Customers with an order have traded: those not yet that far are carried there, each with its step in the history of stages.
create or replace function tw.finish_history_orders() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    moved int;
begin
    perform tw.require('office.import_history');
    with early as (
        select c.id, c.stage, c.owner_id, c.department_id from tw.customer c
        where c.stage in ('target', 'potential', 'prospect') and exists (select from tw.sales_order o where o.customer_id = c.id)
        for update
    ), noted as (
        insert into tw.customer_stage (customer_id, owner_id, department_id, from_stage, to_stage, reason, by_id)
        select e.id, e.owner_id, e.department_id, e.stage, 'trading', 'import', tw.me() from early e
    )
    update tw.customer c set stage = 'trading' from early e where c.id = e.id;
    get diagnostics moved = row_count;
    return moved;
end $$;

-- Purchase orders. in_orders: number, supplier, order_date, due_date, currency, rate, notes, state_reason, total, tax, net.
-- in_lines: number, line_no, item, quantity, received, due_date, price, tax_code, tax_rate, total, tax, net.
-- The amount of an order is what its head says, since a purchase order has no line for cents.
create or replace function tw.load_history_purchases(in_orders jsonb, in_lines jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made int;
    lines int;
    dept bigint := (select p.department_id from tw.user_post p where p.user_id = tw.me() order by p.is_main desc, p.id limit 1);
begin
    perform tw.begin_history();
    perform tw.refuse_unknown_code('supplier', array(select distinct o->>'supplier' from jsonb_array_elements(in_orders) o));
    perform tw.refuse_unknown_code('item', array(select distinct l->>'item' from jsonb_array_elements(in_lines) l));
    insert into tw.purchase_order (number, state, state_reason, supplier_id, order_date, due_date, currency, rate, tax_anchor,
        notes, owner_id, department_id, submitted_at, approved_at, created_at, created_by, updated_at, updated_by)
    select o.number, 'closed', o.state_reason, s.id, o.order_date, o.due_date, o.currency, o.rate, 'net', o.notes, tw.me(), dept,
        o.order_date, o.order_date, o.order_date, tw.me(), now(), tw.me()
    from jsonb_to_recordset(in_orders) as o(number text, supplier text, order_date date, due_date date, currency text,
        rate numeric, notes text, state_reason text)
    join tw.supplier s on s.code = o.supplier
    order by o.number;
    insert into tw.purchase_order_amount (order_id, owner_id, department_id, total, tax, net, total_base, created_by, updated_by)
    select p.id, tw.me(), dept, o.total, o.tax, o.net, round(o.total * p.rate, 2), tw.me(), tw.me()
    from jsonb_to_recordset(in_orders) as o(number text, total numeric, tax numeric, net numeric)
    join tw.purchase_order p on p.number = o.number;
    get diagnostics made = row_count;

    with given as materialized (
        select o.id as order_id, o.order_date, i.id as item_id, l.*
        from jsonb_to_recordset(in_lines) as l(number text, line_no int, item text, quantity numeric, received numeric,
            due_date date, price numeric, tax_code text, tax_rate numeric, total numeric, tax numeric, net numeric)
        join tw.purchase_order o on o.number = l.number
        join tw.item i on i.code = l.item
    ), written as (
        insert into tw.purchase_order_line (order_id, line_no, item_id, quantity, due_date, closed, owner_id, department_id,
            created_at, created_by, updated_at, updated_by)
        select g.order_id, g.line_no, g.item_id, g.quantity, g.due_date, true, tw.me(), dept, g.order_date, tw.me(), now(), tw.me()
        from given g order by g.order_id, g.line_no
        returning id, order_id, line_no
    ), matched as materialized (
        select w.id as line_id, g.* from written w join given g on g.order_id = w.order_id and g.line_no = w.line_no
    ), came as (
        insert into tw.history_quantity (document_kind, record_id, quantity)
        select 'purchase_order', m.line_id, m.received from matched m
    )
    insert into tw.purchase_order_line_price (line_id, order_id, price, tax_code, tax_rate, total, tax, net, owner_id,
        department_id, created_at, created_by, updated_at, updated_by)
    select m.line_id, m.order_id, m.price, m.tax_code, m.tax_rate, m.total, m.tax, m.net, tw.me(), dept, m.order_date, tw.me(),
        now(), tw.me()
    from matched m order by m.order_id, m.line_no;
    get diagnostics lines = row_count;
    if lines <> jsonb_array_length(in_lines) then
        perform tw.fail('TW001', 'history_line_without_order');
    end if;
    perform tw.end_history('purchase_order', jsonb_build_object('purchase_order', made, 'purchase_order_line', lines),
        (select min(o->>'number') from jsonb_array_elements(in_orders) o), (select max(o->>'number') from jsonb_array_elements(in_orders) o));
    return made;
end $$;

-- Production tasks. in_tasks: number, item, quantity, completed, scrapped, start_date, due_date, finished_on, notes.
create or replace function tw.load_history_tasks(in_tasks jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made int;
    dept bigint := (select p.department_id from tw.user_post p where p.user_id = tw.me() order by p.is_main desc, p.id limit 1);
begin
    perform tw.begin_history();
    perform tw.refuse_unknown_code('item', array(select distinct t->>'item' from jsonb_array_elements(in_tasks) t));
    with given as materialized (
        select * from jsonb_to_recordset(in_tasks) as t(number text, item text, quantity numeric, completed numeric,
            scrapped numeric, start_date date, due_date date, finished_on date, notes text)
    ), written as (
        insert into tw.production_task (number, state, item_id, kind, quantity, start_date, due_date, notes, owner_id,
            department_id, created_at, created_by, updated_at, updated_by)
        select g.number, 'closed', i.id, 'make', g.quantity, g.start_date, g.due_date, g.notes, tw.me(), dept, g.start_date,
            tw.me(), now(), tw.me()
        from given g join tw.item i on i.code = g.item
        order by g.number
        returning id, number
    )
    insert into tw.history_quantity (document_kind, record_id, quantity, scrapped, finished_on)
    select 'production_task', w.id, g.completed, g.scrapped, g.finished_on from written w join given g on g.number = w.number;
    get diagnostics made = row_count;
    perform tw.end_history('production_task', jsonb_build_object('production_task', made),
        (select min(t->>'number') from jsonb_array_elements(in_tasks) t), (select max(t->>'number') from jsonb_array_elements(in_tasks) t));
    return made;
end $$;

grant execute on function tw.load_history_orders(jsonb, jsonb), tw.finish_history_orders(),
    tw.load_history_purchases(jsonb, jsonb), tw.load_history_tasks(jsonb) to "@db@_user";
