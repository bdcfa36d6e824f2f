-- Purpose: the trigger functions shared by all tables; attached by the procedures of 30_policies/00_walls.sql.

-- Who and when, set by the database: a client cannot lie about them. Version counts every change.
create or replace function tw.stamp() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' and tw_admin.bulk() then
        return new;  -- closed history keeps its own stamps (definer bulk functions alone)
    end if;
    if tg_op = 'INSERT' then
        new.created_at := now();
        new.created_by := tw.me();
        new.version := 1;
    else
        new.created_at := old.created_at;
        new.created_by := old.created_by;
        new.version := old.version + 1;
    end if;
    new.updated_at := now();
    new.updated_by := tw.me();
    return new;
end $$;

-- Owner and department of a new row: the person and their main department, unless given.
create or replace function tw.stamp_owner() returns trigger
language plpgsql as $$
begin
    new.owner_id := coalesce(new.owner_id, tw.me());
    if new.department_id is null then
        select p.department_id into new.department_id from tw.user_post p
        where p.user_id = new.owner_id order by p.is_main desc, p.id limit 1;
    end if;
    return new;
end $$;

-- Number at first save. Argument: kind.
create or replace function tw.assign_number() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.number is null or new.number = '' then
        new.number := tw.next_number(tg_argv[0], tw.today());
    end if;
    return new;
end $$;

-- Search key from the named columns. Arguments: columns.
create or replace function tw.set_search_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    j jsonb := to_jsonb(new);
    texts text[];
begin
    select array_agg(j->>c) into texts from unnest(tg_argv) c;
    if tg_op = 'UPDATE' and texts is not distinct from
        (select array_agg(to_jsonb(old)->>c) from unnest(tg_argv) c) and old.search_text <> '' then
        return new;
    end if;
    new.search_text := tw.search_key(variadic coalesce(texts, '{}'));
    new.search_pairs := tw.search_pairs(new.search_text);
    return new;
end $$;

-- Pinyin sort key of a name column. Argument: column; sets sort_key.
create or replace function tw.set_sort_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.sort_key := tw.sort_key(to_jsonb(new)->>tg_argv[0]);
    return new;
end $$;

create or replace function tw.sort_key(t text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    folded text := tw.fold(t);
begin
    if octet_length(folded) = length(folded) then
        return folded;
    end if;
    return (
        select coalesce(string_agg(coalesce((select p.readings[1] || ' ' from tw.pinyin p where p.ch = ch.c), ch.c), '' order by ch.n), '')
        from string_to_table(folded, null) with ordinality as ch(c, n));
end $$;

-- The life of a document. Argument: kind. Sees the newest row after a lock wait, so one of two racing moves wins.
create or replace function tw.guard_life() returns trigger
language plpgsql as $$
declare
    k tw.document_kind;
    t record;
    system_columns text[] := array['state', 'state_reason', 'version', 'updated_at', 'updated_by', 'submitted_at',
        'submitted_by', 'approved_at', 'approved_by', 'search_text', 'search_pairs', 'sort_key'];
begin
    if tg_op = 'INSERT' and tw_admin.bulk() then
        return new;
    end if;
    select * into k from tw.document_kind where kind = tg_argv[0];
    if tg_op = 'INSERT' then
        if not new.state = any (k.initial) then
            perform tw.fail('TW001', 'must_begin_as', jsonb_build_object('state', k.initial[1]));
        end if;
        return new;
    end if;
    if new.state is distinct from old.state then
        select x.* into t from tw.transition x
        where x.kind = k.kind and x.source = old.state and x.target = new.state
        order by (x.permission = '' or tw.may(x.permission)) desc limit 1;
        if not found then
            perform tw.fail('TW001', 'transition_refused', jsonb_build_object(
                'number', coalesce(to_jsonb(new)->>'number', ''), 'state', old.state, 'wanted', new.state));
        end if;
        if old.state = 'pending' and new.state = 'approved' then
            if exists (select from tw.open_steps(k.kind, new.id)) then
                perform tw.fail('TW002', 'approval_steps_open', jsonb_build_object('number', coalesce(to_jsonb(new)->>'number', '')));
            end if;
        elsif t.permission <> '' and not tw.may(t.permission) and not (current_user = '@db@_owner' and t.system) then
            perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', t.permission));
        end if;
        if t.guard <> '' then
            perform tw.run_guard(k.kind, t.guard, new.id);
        end if;
    end if;
    if not old.state = any (k.editable)
        and to_jsonb(new) - system_columns - k.free is distinct from to_jsonb(old) - system_columns - k.free then
        perform tw.fail('TW001', 'document_frozen', jsonb_build_object(
            'number', coalesce(to_jsonb(new)->>'number', ''), 'state', old.state));
    end if;
    return new;
end $$;

-- Stamps of submit and approve may only be set by the definer functions above.
create or replace function tw.guard_stamps() returns trigger
language plpgsql as $$
begin
    if current_user <> '@db@_owner' then
        if tg_op = 'INSERT' then
            new.submitted_at := null; new.submitted_by := null; new.approved_at := null; new.approved_by := null;
        else
            new.submitted_at := old.submitted_at; new.submitted_by := old.submitted_by;
            new.approved_at := old.approved_at; new.approved_by := old.approved_by;
            if new.state is distinct from old.state and new.state = 'pending' then
                new.submitted_at := clock_timestamp(); new.submitted_by := tw.me();
            elsif new.state is distinct from old.state and new.state = 'approved' and old.state = 'pending' then
                new.approved_at := clock_timestamp(); new.approved_by := tw.me();
            end if;
        end if;
    end if;
    return new;
end $$;

-- Department and owner of a line are those of its header. Arguments: header table, header column.
create or replace function tw.copy_scope() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.owner_id is not null and tg_op = 'INSERT' and tw_admin.bulk() then
        return new;  -- the bulk function has copied it
    end if;
    execute format('select department_id, owner_id from tw.%I where id = $1', tg_argv[0])
        into new.department_id, new.owner_id using (to_jsonb(new)->>tg_argv[1])::bigint;
    return new;
end $$;

-- … and follow it when it changes hands. Arguments: pairs of line table, header column.
create or replace function tw.spread_scope() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.department_id is distinct from old.department_id or new.owner_id is distinct from old.owner_id then
        for i in 0 .. tg_nargs / 2 - 1 loop
            execute format('update tw.%I set department_id = $1, owner_id = $2 where %I = $3', tg_argv[2 * i], tg_argv[2 * i + 1])
                using new.department_id, new.owner_id, new.id;
        end loop;
    end if;
    return null;
end $$;

-- Nobody changes what was posted, whoever asks.
create or replace function tw.refuse_change() returns trigger
language plpgsql as $$
begin
    perform tw.fail('TW002', 'posted_is_posted', jsonb_build_object('table', tg_table_name));
    return null;
end $$;

-- True inside a definer bulk function, which notes its transaction in a table nobody else may write. The setting only
-- spares every other row the look into that table: forged, it leads to the look.
create or replace function tw_admin.bulk() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('tw.bulk', true), '') <> 'on' then
        return false;
    end if;
    return exists (select from tw.bulk_load where xid = pg_current_xact_id_if_assigned());
end $$;
grant usage on schema tw_admin to "@db@_audit";
grant execute on function tw_admin.bulk() to "@db@_audit";
grant execute on function tw.stamp(), tw.stamp_owner(), tw.assign_number(), tw.guard_life(), tw.guard_stamps(),
    tw.copy_scope(), tw.sort_key(text), tw_admin.bulk() to "@db@_user";
