-- Purpose: submit, decide, and what still asks for a decision. Callers: app.modules.office.services and room services.
-- Transitions are rows of tw.transition (declared in module.py); approval steps are rows of tw.approval_rule.

create or replace function tw.document_amount(in_kind text, record bigint) returns numeric
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    k tw.document_kind;
    amount numeric;
begin
    select * into k from tw.document_kind where kind = in_kind;
    if coalesce(k.amount_sql, '') = '' then
        return 0;
    end if;
    execute k.amount_sql into amount using record;
    return coalesce(amount, 0);
end $$;

-- Steps of the approval rule that this document still needs, in order, counted since it was last submitted.
create or replace function tw.open_steps(in_kind text, record bigint)
returns table (step_no int, permission text, reason text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    r tw.approval_rule;
    amount numeric := tw.document_amount(in_kind, record);
    since timestamptz;
    holds boolean;
begin
    if not tw.can_see_document(in_kind, record) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', in_kind));
    end if;
    execute format('select submitted_at from tw.%I where id = $1', (select table_name from tw.document_kind where kind = in_kind))
        into since using record;
    for r in select * from tw.approval_rule a where a.kind = in_kind and a.active order by a.step_no, a.id loop
        if r.condition <> '' then
            execute format('select tw.%I($1)', 'condition_' || r.condition) into holds using record;
        else
            holds := amount >= r.amount_from;
        end if;
        if holds and not exists (
            select from tw.approval p where p.kind = in_kind and p.record_id = record and p.step_no = r.step_no
              and p.permission = r.permission and p.decision = 'approve' and p.at >= coalesce(since, '-infinity'))
        then
            step_no := r.step_no; permission := r.permission; reason := r.condition;
            return next;
        end if;
    end loop;
end $$;

-- The guard of a transition, asked by the trigger of who makes the move; only of a document the person sees.
create or replace function tw.run_guard(in_kind text, in_guard text, record bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not tw.can_see_document(in_kind, record)
        or not exists (select from tw.transition t where t.kind = in_kind and t.guard = in_guard) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', in_kind));
    end if;
    execute format('select tw.%I($1)', in_guard) using record;
end $$;

-- Lock a document and check that the person sees it and has its newest version; answers its row as jsonb.
create or replace function tw.lock_document(in_kind text, record bigint, seen_version int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    k tw.document_kind;
    doc jsonb;
begin
    select * into k from tw.document_kind where kind = in_kind;
    execute format('select to_jsonb(d) from tw.%I d where id = $1 for update', k.table_name) into doc using record;
    if doc is null or not tw.can_see(k.table_name, record) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', in_kind));
    end if;
    if seen_version is not null and (doc->>'version')::int <> seen_version then
        perform tw.fail('TW003', 'changed_meanwhile', jsonb_build_object(
            'who', coalesce((select name from tw.app_user where id = (doc->>'updated_by')::bigint), '?'),
            'when', doc->>'updated_at', 'number', coalesce(doc->>'number', doc->>'code', '')));
    end if;
    return doc;
end $$;

-- Submit: pending while steps are open, else approved at once. Answers the new state.
create or replace function tw.submit(in_kind text, record bigint, seen_version int) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    doc jsonb := tw.lock_document(in_kind, record, seen_version);
    k tw.document_kind;
begin
    select * into k from tw.document_kind where kind = in_kind;
    execute format('update tw.%I set state = %L, submitted_at = clock_timestamp(), submitted_by = tw.me(), state_reason = %L where id = $1',
        k.table_name, 'pending', '') using record;
    if not exists (select from tw.open_steps(in_kind, record)) then
        execute format('update tw.%I set state = %L, approved_at = clock_timestamp(), approved_by = tw.me() where id = $1',
            k.table_name, 'approved') using record;
        return 'approved';
    end if;
    return 'pending';
end $$;

-- Approve the next open step, or reject. Never by who made it. Answers the new state.
create or replace function tw.decide(in_kind text, record bigint, seen_version int, decision text, comment text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    doc jsonb := tw.lock_document(in_kind, record, seen_version);
    k tw.document_kind;
    step record;
begin
    select * into k from tw.document_kind where kind = in_kind;
    if doc->>'state' <> 'pending' then
        perform tw.fail('TW003', 'not_waiting_any_more', jsonb_build_object('number', doc->>'number'));
    end if;
    if decision not in ('approve', 'reject') then
        perform tw.fail('TW001', 'unknown_decision');
    end if;
    select * into step from tw.open_steps(in_kind, record) limit 1;
    if not found then
        select 0 as step_no, k.approve_permission as permission into step;
    end if;
    perform tw.require(step.permission);
    if tw.me() in ((doc->>'submitted_by')::bigint, (doc->>'created_by')::bigint) then
        perform tw.fail('TW002', 'approve_own', jsonb_build_object('number', doc->>'number'));
    end if;
    if decision = 'reject' and btrim(coalesce(comment, '')) = '' then
        perform tw.fail('TW001', 'reason_needed');
    end if;
    insert into tw.approval (kind, record_id, step_no, permission, decision, user_id, at, comment)
    values (in_kind, record, step.step_no, step.permission, decision, tw.me(), clock_timestamp(), coalesce(comment, ''));
    -- who was asked for this decision need not read that they were
    update tw.message m set read_at = now()
    where m.kind = in_kind || '.approve' and m.record_id = record and m.read_at is null;
    if decision = 'reject' then
        execute format('update tw.%I set state = %L, state_reason = $2 where id = $1', k.table_name, 'rejected')
            using record, comment;
        return 'rejected';
    end if;
    if exists (select from tw.open_steps(in_kind, record)) then
        -- a step done, another still open: the version moves so that nobody decides on what they have not seen
        execute format('update tw.%I set state_reason = %L where id = $1', k.table_name, '') using record;
        return 'pending';
    end if;
    execute format('update tw.%I set state = %L, approved_at = clock_timestamp(), approved_by = tw.me() where id = $1',
        k.table_name, 'approved') using record;
    return 'approved';
end $$;

-- Any other transition: the lifecycle trigger checks it. Answers the new state.
create or replace function tw.move(in_kind text, record bigint, seen_version int, transition_name text, reason text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    doc jsonb := tw.lock_document(in_kind, record, seen_version);
    k tw.document_kind;
    t tw.transition;
begin
    select * into k from tw.document_kind where kind = in_kind;
    select * into t from tw.transition x
    where x.kind = in_kind and x.name = transition_name and x.source = doc->>'state';
    if not found then
        perform tw.fail('TW001', 'transition_refused', jsonb_build_object(
            'number', coalesce(doc->>'number', ''), 'state', doc->>'state', 'wanted', transition_name));
    end if;
    -- here a person asks: moves that happen by themselves elsewhere still need the right when asked for by name
    if t.permission <> '' then
        perform tw.require(t.permission);
    end if;
    if doc->>'state' = 'pending' and t.target = 'approved' then
        perform tw.fail('TW002', 'approval_steps_open', jsonb_build_object('number', coalesce(doc->>'number', '')));
    end if;
    if t.needs_reason and btrim(coalesce(reason, '')) = '' then
        perform tw.fail('TW001', 'reason_needed');
    end if;
    execute format('update tw.%I set state = $2, state_reason = $3 where id = $1', k.table_name)
        using record, t.target, coalesce(reason, '');
    return t.target;
end $$;

-- Remove lines of a document the person may edit (no table has DELETE granted: it would allow LOCK TABLE).
create or replace function tw.remove_lines(in_table text, header_column text, header bigint, ids bigint[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    w tw.wall;
    removed int;
begin
    select * into w from tw.wall where table_name = in_table;
    if not found or w.parent_table = '' or header_column <> w.parent_column then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', in_table));
    end if;
    if not tw.can_see(w.parent_table, header) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', w.parent_table));
    end if;
    perform tw.require(w.write_permission);
    execute format('delete from tw.%I where id = any ($1) and %I = $2', in_table, header_column) using ids, header;
    get diagnostics removed = row_count;
    return removed;
end $$;

-- Delete a draft that was never submitted.
create or replace function tw.delete_draft(in_kind text, record bigint, seen_version int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    doc jsonb := tw.lock_document(in_kind, record, seen_version);
    w tw.wall;
begin
    select x.* into w from tw.wall x join tw.document_kind k on k.table_name = x.table_name where k.kind = in_kind;
    perform tw.require(w.write_permission);
    if doc->>'state' <> 'draft' or doc->>'submitted_at' is not null then
        perform tw.fail('TW001', 'only_fresh_drafts_are_deleted', jsonb_build_object('number', doc->>'number'));
    end if;
    execute format('delete from tw.%I where id = $1', w.table_name) using record;
end $$;

-- Amounts are told by the tables that hold them, to who may read those.
revoke execute on function tw.document_amount(text, bigint) from "@db@_user";
grant execute on function tw.run_guard(text, text, bigint), tw.open_steps(text, bigint), tw.submit(text, bigint, int),
    tw.decide(text, bigint, int, text, text), tw.move(text, bigint, int, text, text),
    tw.remove_lines(text, text, bigint, bigint[]), tw.delete_draft(text, bigint, int) to "@db@_user";
