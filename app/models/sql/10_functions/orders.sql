-- Purpose: what makes a sales order safe whoever writes it: parties, amounts, closed lines, guards of its moves.

-- BEFORE INSERT OR UPDATE on sales_order: parties left empty, the name as ordered, a currency and rate that exist.
create or replace function tw.fill_sales_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.ship_to_customer_id := coalesce(new.ship_to_customer_id, new.customer_id);
    new.bill_to_customer_id := coalesce(new.bill_to_customer_id, new.customer_id);
    new.end_user_id := coalesce(new.end_user_id, new.customer_id);
    if tg_op = 'INSERT' or new.customer_id is distinct from old.customer_id then
        if not tw_admin.bulk() and not tw.can_see('customer', new.customer_id) then
            perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'customer'));
        end if;
        select c.name into new.customer_name from tw.customer c where c.id = new.customer_id;
    else
        new.customer_name := old.customer_name;
    end if;
    -- the other parties too: nobody bills, or reads the credit of, a customer they do not see
    if not tw_admin.bulk() and exists (
        select from unnest(array[new.bill_to_customer_id, new.ship_to_customer_id, new.end_user_id]) party
        where party <> new.customer_id
          and (tg_op = 'INSERT' or party not in (old.customer_id, old.bill_to_customer_id, old.ship_to_customer_id, old.end_user_id))
          and not tw.can_see('customer', party)) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'customer'));
    end if;
    if not exists (select from tw.currency c where c.code = new.currency) then
        perform tw.fail('TW001', 'currency_unknown', jsonb_build_object('currency', new.currency));
    end if;
    if new.currency = (select c.currency from tw.company c limit 1) then
        new.rate := 1;
    end if;
    return new;
end $$;

-- BEFORE INSERT OR UPDATE on sales_order_line. Invoker, because it must know whether a posting function closes the line.
create or replace function tw.guard_sales_order_line() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if tw_admin.bulk() then
            return new;
        end if;
        if new.kind <> 'item' then
            perform tw.fail('TW001', 'rounding_lines_are_imported');
        end if;
        new.closed := false;
        new.closed_by := '';
        select i.unit_id into new.unit_id from tw.item i where i.id = new.item_id;
        return new;
    end if;
    if new.closed is distinct from old.closed and current_user <> '@db@_owner' then
        perform tw.require('orders.close');
        if not new.closed then
            perform tw.check_reopened_credit(new.order_id, new.id);
        end if;
        new.closed_by := case when new.closed then 'hand' else '' end;
    elsif current_user <> '@db@_owner' then
        new.closed_by := old.closed_by;
    end if;
    if new.item_id is distinct from old.item_id then
        select i.unit_id into new.unit_id from tw.item i where i.id = new.item_id;
    end if;
    return new;
end $$;

-- BEFORE INSERT OR UPDATE on sales_order_line_price: the amounts are the database's own while the order may change,
-- and stay as agreed once it may not. The same figures as app.modules.orders.rules.line_amounts (a test compares).
create or replace function tw.price_sales_order_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    head record;
    anchored numeric;
begin
    if tw_admin.bulk() and tg_op = 'INSERT' then
        return new;
    end if;
    select o.tax_anchor, o.state, l.quantity, l.line_no into head
    from tw.sales_order_line l join tw.sales_order o on o.id = l.order_id
    where l.id = new.line_id and l.order_id = new.order_id;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'sales_order_line'));
    end if;
    if tg_op = 'UPDATE' and head.state not in ('draft', 'rejected') then
        new.total := old.total;
        new.tax := old.tax;
        new.net := old.net;
        return new;
    end if;
    if head.tax_anchor = 'net' then
        new.price_with_tax := round(new.price_net * (1 + new.tax_rate), 6);
        anchored := coalesce(round(head.quantity * new.price_net * (1 - new.discount), 2), 0);
        new.tax := round(anchored * new.tax_rate, 2);
        new.net := anchored;
        new.total := anchored + new.tax;
    else
        new.price_net := round(new.price_with_tax / (1 + new.tax_rate), 6);
        anchored := coalesce(round(head.quantity * new.price_with_tax * (1 - new.discount), 2), 0);
        new.tax := round(anchored * new.tax_rate / (1 + new.tax_rate), 2);
        new.total := anchored;
        new.net := anchored - new.tax;
    end if;
    if new.price_with_tax < 0 then
        perform tw.fail('TW001', 'line_price_negative', jsonb_build_object('line', head.line_no));
    end if;
    return new;
end $$;

-- AFTER statement on sales_order_line_price (transition table `changed`): the header's amount is the sum of its lines.
create or replace function tw.sum_sales_orders() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into tw.sales_order_amount as a (order_id, owner_id, department_id, total, tax, net, total_base)
    select o.id, o.owner_id, o.department_id, coalesce(sum(p.total), 0), coalesce(sum(p.tax), 0),
        coalesce(sum(p.net), 0), round(coalesce(sum(p.total), 0) * o.rate, 2)
    from tw.sales_order o left join tw.sales_order_line_price p on p.order_id = o.id
    where o.id in (select c.order_id from changed c)
    group by o.id
    on conflict (order_id) do update
    set total = excluded.total, tax = excluded.tax, net = excluded.net, total_base = excluded.total_base
    where (a.total, a.tax, a.net, a.total_base) is distinct from
        (excluded.total, excluded.tax, excluded.net, excluded.total_base);
    return null;
end $$;

-- AFTER statement UPDATE on sales_order_line (transition tables `before`, `changed`): another quantity, another amount.
create or replace function tw.reprice_sales_order_lines() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from changed c join before b on b.id = c.id where b.quantity <> c.quantity) then
        update tw.sales_order_line_price p set discount = p.discount
        from changed c join before b on b.id = c.id
        where p.line_id = c.id and b.quantity <> c.quantity;
    end if;
    return null;
end $$;

-- AFTER UPDATE on sales_order: another rate or anchor reckons again; closing closes the lines, reopening opens those;
-- amounts follow the order to another hand.
create or replace function tw.follow_sales_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (new.rate, new.tax_anchor) is distinct from (old.rate, old.tax_anchor) then
        update tw.sales_order_line_price p set discount = p.discount where p.order_id = new.id;
    end if;
    if new.state = 'closed' and old.state <> 'closed' then
        update tw.sales_order_line set closed = true, closed_by = 'order' where order_id = new.id and not closed;
    elsif old.state = 'closed' and new.state <> 'closed' then
        update tw.sales_order_line set closed = false, closed_by = '' where order_id = new.id and closed_by = 'order';
    end if;
    if (new.owner_id, new.department_id) is distinct from (old.owner_id, old.department_id) then
        update tw.sales_order_amount set owner_id = new.owner_id, department_id = new.department_id
        where order_id = new.id;
    end if;
    return null;
end $$;

-- One decision on a payer's credit at a time, so that two orders do not both find the same credit free.
create or replace function tw.lock_credit(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform from tw.customer c
    where c.id = (select o.bill_to_customer_id from tw.sales_order o where o.id = in_order)
    for no key update;
end $$;

-- Guards of transitions (tw.transition.guard).
create or replace function tw.guard_sales_order_submit(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    bad record;
begin
    perform tw.lock_credit(in_order);
    if not exists (select from tw.sales_order_line l where l.order_id = in_order) then
        perform tw.fail('TW001', 'order_without_lines');
    end if;
    select l.line_no, p.price_with_tax into bad
    from tw.sales_order_line l left join tw.sales_order_line_price p on p.line_id = l.id
    where l.order_id = in_order and l.kind = 'item' and (p.price_with_tax is null or l.due_date is null)
    order by l.line_no limit 1;
    if found then
        perform tw.fail('TW001', case when bad.price_with_tax is null then 'line_price_missing' else 'due_date_missing' end,
            jsonb_build_object('line', bad.line_no));
    end if;
end $$;

-- Credit may have been taken by another order since the steps were looked up.
create or replace function tw.guard_sales_order_approve(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.lock_credit(in_order);
    if exists (select from tw.open_steps('sales_order', in_order)) then
        perform tw.fail('TW003', 'credit_taken_meanwhile',
            jsonb_build_object('number', (select o.number from tw.sales_order o where o.id = in_order)));
    end if;
end $$;

create or replace function tw.guard_sales_order_withdraw(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from tw.sales_order o where o.id = in_order and o.submitted_by = tw.me()) then
        perform tw.fail('TW002', 'withdrawn_by_submitter_only',
            jsonb_build_object('number', (select o.number from tw.sales_order o where o.id = in_order)));
    end if;
end $$;

-- Unapprove only while nothing follows: no living document names one of its lines, whichever room it belongs to.
create or replace function tw.guard_sales_order_unapprove(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    follower record;
    found_it boolean;
    alive text;
begin
    if exists (select from tw.sales_order_line l where l.order_id = in_order and l.closed) then
        perform tw.fail('TW001', 'order_has_closed_lines',
            jsonb_build_object('number', (select o.number from tw.sales_order o where o.id = in_order)));
    end if;
    for follower in
        select t.relname as line_table, w.parent_table, w.parent_column, exists (
            select from pg_attribute s where s.attrelid = to_regclass('tw.' || quote_ident(w.parent_table))
              and s.attname = 'state' and not s.attisdropped) as parent_lives
        from pg_class t
        join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'tw'
        join pg_attribute a on a.attrelid = t.oid and a.attname = 'order_line_id' and not a.attisdropped
        left join tw.wall w on w.table_name = t.relname
        where t.relkind in ('r', 'p')
        order by t.relname
    loop
        alive := case when follower.parent_lives then format(
            ' and exists (select from tw.%I h where h.id = f.%I and h.state not in (''void'', ''cancelled''))',
            follower.parent_table, follower.parent_column) else '' end;
        execute format('select exists (select from tw.%I f join tw.sales_order_line l on l.id = f.order_line_id'
            ' where l.order_id = $1%s)', follower.line_table, alive) into found_it using in_order;
        if found_it then
            perform tw.fail('TW001', 'order_is_followed',
                jsonb_build_object('number', (select o.number from tw.sales_order o where o.id = in_order)));
        end if;
    end loop;
end $$;

-- Closing and reopening are also made by the program when the last line has left or comes back: then no right is asked,
-- but the lines must say so.
create or replace function tw.guard_sales_order_close(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from tw.sales_order_line l where l.order_id = in_order and not l.closed) then
        perform tw.require('orders.close');
    end if;
end $$;

create or replace function tw.guard_sales_order_reopen(in_order bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from tw.sales_order_line l where l.order_id = in_order and not l.closed) then
        perform tw.require('orders.close');
        perform tw.lock_credit(in_order);
        perform tw.check_reopened_credit(in_order, null);
    end if;
end $$;

-- What is taken up again counts against its payer's credit once more: beyond the limit it asks who may exceed it.
create or replace function tw.check_reopened_credit(in_order bigint, in_line bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    payer bigint;
    most numeric;
    again numeric;
begin
    if not tw.can_see('sales_order', in_order) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'sales_order'));
    end if;
    select o.bill_to_customer_id into payer from tw.sales_order o where o.id = in_order;
    select k.credit_limit into most from tw.customer_credit k
    where k.customer_id = payer and not coalesce(k.grace_until >= tw.today(), false);
    if most is null then
        return;
    end if;
    select coalesce(sum(round(p.total * o.rate * greatest(l.quantity - coalesce(
        (select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0), 0) / l.quantity, 2)), 0) into again
    from tw.sales_order o join tw.sales_order_line l on l.order_id = o.id join tw.sales_order_line_price p on p.line_id = l.id
    where o.id = in_order and l.closed and case when in_line is null then l.closed_by = 'order' else l.id = in_line end;
    if again > 0 and (select coalesce(sum(c.amount), 0) from tw.credit_parts(payer) c) + again > most then
        perform tw.require('orders.exceed_credit');
    end if;
end $$;

-- Lines that have left whole are closed, lines that came back are open again, and the order follows its lines.
-- For whoever ships: it follows from what was shipped alone. Answers the order's state.
create or replace function tw.close_finished_lines(in_order bigint) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    was text;
    has_open boolean;
begin
    select o.state into was from tw.sales_order o where o.id = in_order for no key update;
    if was is null or not tw.can_see('sales_order', in_order) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'sales_order'));
    end if;
    if was not in ('approved', 'closed') then
        return was;
    end if;
    update tw.sales_order_line l set closed = true, closed_by = 'shipped'
    where l.order_id = in_order and not l.closed
      and coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) >= l.quantity;
    update tw.sales_order_line l set closed = false, closed_by = ''
    where l.order_id = in_order and l.closed_by = 'shipped'
      and coalesce((select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) < l.quantity;
    has_open := exists (select from tw.sales_order_line l where l.order_id = in_order and not l.closed);
    if was = 'approved' and not has_open then
        update tw.sales_order set state = 'closed', state_reason = '' where id = in_order;
        return 'closed';
    elsif was = 'closed' and has_open then
        update tw.sales_order set state = 'approved', state_reason = '' where id = in_order;
        return 'approved';
    end if;
    return was;
end $$;

-- Credit. What a payer owes or will owe: the sum of all parts named tw.exposure_<room>(customer).
-- This room's part: what is ordered and has not left, in the company's currency.
create or replace function tw.exposure_orders(in_customer bigint) returns numeric
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select coalesce(sum(round(p.total * o.rate * greatest(l.quantity - coalesce(
            (select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0), 0) / l.quantity, 2)), 0)
        from tw.sales_order o
        join tw.sales_order_line l on l.order_id = o.id and not l.closed
        join tw.sales_order_line_price p on p.line_id = l.id
        where o.bill_to_customer_id = in_customer and o.state in ('approved', 'held'));
end $$;

-- Part by part; not granted to anybody: callers below check who asks.
create or replace function tw.credit_parts(in_customer bigint) returns table (part text, amount numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    f record;
begin
    for f in
        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'tw' and p.proname like 'exposure\_%' and p.pronargs = 1 and p.prorettype = 'numeric'::regtype
        order by p.proname
    loop
        part := substr(f.proname, 10);
        execute format('select tw.%I($1)', f.proname) into amount using in_customer;
        return next;
    end loop;
end $$;

-- Exposure of a customer the person sees, for who may see prices: sums only, complete whoever asks.
create or replace function tw.exposure(in_customer bigint) returns numeric
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select coalesce(sum(c.amount), 0) from tw.exposure_by_part(in_customer) c);
end $$;

create or replace function tw.exposure_by_part(in_customer bigint) returns table (part text, amount numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform tw.require('orders.prices');
    if not tw.can_see('customer', in_customer) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'customer'));
    end if;
    return query select c.part, c.amount from tw.credit_parts(in_customer) c;
end $$;

-- Approval condition: the order goes beyond its payer's limit. No limit set or grace given: nothing to exceed.
-- The higher of the agreed and the present rate counts, so that a low rate gives no room.
create or replace function tw.condition_over_credit(in_order bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    o tw.sales_order;
    most numeric;
    own numeric;
begin
    select * into o from tw.sales_order where id = in_order;
    select k.credit_limit into most from tw.customer_credit k
    where k.customer_id = o.bill_to_customer_id and not coalesce(k.grace_until >= tw.today(), false);
    if most is null then
        return false;
    end if;
    own := tw.document_amount('sales_order', in_order);
    if own <= 0 then
        return false;
    end if;
    if o.state in ('approved', 'held') then
        own := 0;  -- already among the open orders
    end if;
    return (select coalesce(sum(c.amount), 0) from tw.credit_parts(o.bill_to_customer_id) c) + own > most;
end $$;

-- How far an order is, in lines: planned, bought and made, as the current plan pegs them through all levels and as the
-- documents stand now. Counts only, whole whoever asks. Nulls: there was no plan yet. Caller: app.modules.orders.queries.
create or replace function tw.order_steps(in_order bigint, out lines int, out planned_lines int, out bought_lines int, out made_lines int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    run bigint := tw.current_plan();
begin
    if not tw.can_see('sales_order', in_order) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'sales_order'));
    end if;
    with recursive line as (
        select l.id, l.closed, l.quantity - coalesce(
            (select s.shipped from tw.order_line_shipped s where s.line_id = l.id), 0) as wanted
        from tw.sales_order_line l join tw.item i on i.id = l.item_id and i.source <> 'service'
        where l.order_id = in_order
    ), chain (line_id, ref) as (
        select l.id, 'sales_order_line:' || l.id from line l where not l.closed
        union
        select c.line_id, x.ref
        from chain c
        join tw.plan_peg p on p.run_id = run and p.demand_ref = c.ref
        cross join lateral (
            select p.supply_ref as ref
            union  -- a task in hand asks for its material under refs of its own
            select b.ref from tw.plan_source a
            join tw.plan_source b on b.run_id = run and b.document_kind = a.document_kind and b.document_id = a.document_id
            where a.run_id = run and a.ref = p.supply_ref and a.document_kind = 'production_task') x
    ), open_supply as (
        select c.line_id, o.kind = 'buy' as is_bought, o.state <> 'released' as is_proposal
        from chain c join tw.planned_order o on o.run_id = run and o.plan_ref = c.ref
        union all
        select c.line_id, o.kind = 'buy', o.state <> 'released'
        from chain c join tw.planned_order o
            on o.id = case when c.ref like 'planned_order:%' then split_part(c.ref, ':', 2)::bigint end
        union all
        select c.line_id, s.document_kind like 'purchase%', false
        from chain c join tw.plan_source s on s.run_id = run and s.ref = c.ref and s.document_kind <> 'planned_order'
        where exists (select from tw.supply y
            where y.document_kind = s.document_kind and y.document_id = s.document_id and y.ref = s.ref)
    ), judged as (
        select l.closed or l.wanted <= 0 as is_done,
            coalesce((select sum(p.quantity) from tw.plan_peg p
                where p.run_id = run and p.demand_ref = 'sales_order_line:' || l.id), 0) >= l.wanted as is_pegged,
            coalesce(bool_or(u.is_proposal), false) as has_proposal,
            coalesce(bool_or(u.is_bought), false) as is_awaited,
            coalesce(bool_or(not u.is_bought), false) as is_in_work
        from line l left join open_supply u on u.line_id = l.id
        group by l.id, l.closed, l.wanted
    )
    select count(*), count(*) filter (where j.is_done or (j.is_pegged and not j.has_proposal)),
        count(*) filter (where j.is_done or (j.is_pegged and not j.is_awaited)),
        count(*) filter (where j.is_done or (j.is_pegged and not j.is_in_work))
    into lines, planned_lines, bought_lines, made_lines from judged j;
    if run is null then
        planned_lines := null; bought_lines := null; made_lines := null;
    end if;
end $$;

-- Who may take the next step of a document: holds its permission, reaches it, did not make it. For messages.
create or replace function tw.deciders(in_kind text, record bigint) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    doc jsonb;
    in_table text := (select k.table_name from tw.document_kind k where k.kind = in_kind);
    in_scope text := (select w.scope from tw.wall w where w.table_name = in_table);
    step record;
begin
    if not tw.can_see(in_table, record) then
        return;
    end if;
    execute format('select to_jsonb(d) from tw.%I d where id = $1', in_table) into doc using record;
    select s.permission into step from tw.open_steps(in_kind, record) s limit 1;
    if not found then
        return;
    end if;
    return query
        with recursive above as (  -- the document's department and those over it
            select d.id, d.parent_id from tw.department d where d.id = (doc->>'department_id')::bigint
            union all
            select d.id, d.parent_id from tw.department d join above a on d.id = a.parent_id
        ), holder as (
            select u.id, r.oid as role from tw.app_user u join pg_roles r on r.rolname = u.login
            where u.active and u.id in (select tw.holders(step.permission))
        ), reaches as (
            select h.id, x.reach, x.departments from holder h join tw.reach x on x.scope = in_scope and x.user_id = h.id
            union all
            select h.id, x.reach, x.departments from holder h
            join tw.reach x on x.scope = in_scope and x.user_id is null and pg_has_role(h.role, '@db@_' || x.duty, 'member')
            where not exists (select from tw.reach y where y.scope = in_scope and y.user_id = h.id)
        )
        select distinct h.id from holder h left join reaches x on x.id = h.id
        where h.id not in ((doc->>'submitted_by')::bigint, (doc->>'created_by')::bigint)
          and (in_scope = '' or h.id = (doc->>'owner_id')::bigint or x.reach = 'all'
            or (x.reach = 'chosen' and (doc->>'department_id')::bigint = any (x.departments))
            or (x.reach = 'department' and exists (select from tw.user_post p
                where p.user_id = h.id and p.department_id = (doc->>'department_id')::bigint))
            or (x.reach = 'below' and exists (select from tw.user_post p join above a on a.id = p.department_id
                where p.user_id = h.id)));
end $$;

-- One message to each who may decide now. Answers whom.
create or replace function tw.tell_deciders(in_kind text, record bigint, in_text text, in_params jsonb, in_second text,
    in_second_params jsonb, in_screen text) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    recipient bigint;
begin
    for recipient in select d from tw.deciders(in_kind, record) d loop
        perform tw.post_message(recipient, 'warning', in_kind || '.approve', in_text, in_params, in_second,
            in_second_params, in_screen, record, '');
        return next recipient;
    end loop;
end $$;

grant execute on function tw.guard_sales_order_line(), tw.guard_sales_order_submit(bigint), tw.guard_sales_order_approve(bigint),
    tw.guard_sales_order_withdraw(bigint), tw.guard_sales_order_unapprove(bigint), tw.guard_sales_order_close(bigint),
    tw.guard_sales_order_reopen(bigint), tw.close_finished_lines(bigint), tw.exposure(bigint),
    tw.order_steps(bigint), tw.check_reopened_credit(bigint, bigint), tw.exposure_by_part(bigint), tw.deciders(text, bigint),
    tw.tell_deciders(text, bigint, text, jsonb, text, jsonb, text) to "@db@_user";
