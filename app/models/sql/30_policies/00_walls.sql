-- Purpose: the forms of wall a table may have; each room's file here says which table has which.
--   owned      rows seen by reach (owner, department); written by who holds a permission and sees them
--   child      lines of an owned table: scope copied from the header, frozen with it
--   reference  read by all (or by a permission), written by a permission
--   personal   a person's own rows only
--   sealed     no write grant at all: written by definer functions
-- Each registers the table in tw.wall and attaches stamps, search keys and audit. Run as @db@_owner; idempotent.

create or replace procedure tw_admin.begin_wall(t text, form text, in_scope text, read_perm text, write_perm text,
    parent text, parent_col text, in_search_order text)
language plpgsql as $$
declare
    p record;
begin
    for p in select policyname from pg_policies where schemaname = 'tw' and tablename = t loop
        execute format('drop policy %I on tw.%I', p.policyname, t);
    end loop;
    execute format('alter table tw.%I enable row level security', t);
    execute format('revoke all on tw.%I from public, "@db@_user"', t);
    insert into tw.wall (table_name, form, scope, read_permission, write_permission, parent_table, parent_column, search_order)
    values (t, form, in_scope, read_perm, write_perm, parent, parent_col, in_search_order)
    on conflict (table_name) do update set form = excluded.form, scope = excluded.scope,
        read_permission = excluded.read_permission, write_permission = excluded.write_permission,
        parent_table = excluded.parent_table, parent_column = excluded.parent_column, search_order = excluded.search_order;
end $$;

create or replace function tw_admin.has(t text, col text) returns boolean
language sql stable as $$
    select exists (select from information_schema.columns where table_schema = 'tw' and table_name = t and column_name = col)
$$;

-- INSERT and UPDATE by column: without table-level UPDATE or DELETE nobody can LOCK TABLE.
create or replace procedure tw_admin.grant_writes(t text)
language plpgsql as $$
declare
    cols text;
    kept text[] := array['id', 'number', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by',
        'submitted_at', 'submitted_by', 'approved_at', 'approved_by', 'search_text', 'search_pairs', 'sort_key'];
begin
    select string_agg(quote_ident(column_name), ', ') into cols from information_schema.columns
    where table_schema = 'tw' and table_name = t and not column_name = any (kept);
    execute format('grant insert (%s) on tw.%I to "@db@_user"', cols, t);
    select string_agg(quote_ident(column_name), ', ') into cols from information_schema.columns
    where table_schema = 'tw' and table_name = t and not column_name = any (kept || array['uid']);
    execute format('grant update (%s) on tw.%I to "@db@_user"', cols, t);
end $$;

create or replace procedure tw_admin.attach(t text, name text, timing text, call text)
language plpgsql as $$
begin
    execute format('drop trigger if exists %I on tw.%I', name, t);
    execute format('create trigger %I %s on tw.%I for each row execute function %s', name, timing, t, call);
end $$;

create or replace procedure tw_admin.audited(t text, variadic bytea_columns text[] default '{}')
language plpgsql as $$
declare
    arguments text := (select coalesce(string_agg(quote_literal(c), ', '), '') from unnest(bytea_columns) c);
begin
    call tw_admin.attach(t, 'zz_audit', 'after insert or update or delete', format('tw_audit.record(%s)', arguments));
end $$;

create or replace procedure tw_admin.stamped(t text)
language plpgsql as $$
begin
    if tw_admin.has(t, 'version') then
        call tw_admin.attach(t, 'a_stamp', 'before insert or update', 'tw.stamp()');
    end if;
    if tw_admin.has(t, 'submitted_at') then
        call tw_admin.attach(t, 'b_guard_stamps', 'before insert or update', 'tw.guard_stamps()');
    end if;
end $$;

-- A document: numbered at first save, with a life. `in_kind` is its key in tw.document_kind.
create or replace procedure tw_admin.lifecycle(t text, in_kind text)
language plpgsql as $$
begin
    call tw_admin.attach(t, 'c_life', 'before insert or update', format('tw.guard_life(%L)', in_kind));
    if tw_admin.has(t, 'number') then
        call tw_admin.attach(t, 'd_number', 'before insert', format('tw.assign_number(%L)', in_kind));
    end if;
end $$;

-- Search key over columns, in the order in which they matter.
create or replace procedure tw_admin.searched(t text, sort_name text, variadic cols text[])
language plpgsql as $$
declare
    arguments text := (select string_agg(quote_literal(c), ', ') from unnest(cols) c);
begin
    call tw_admin.attach(t, 'e_search', 'before insert or update', format('tw.set_search_key(%s)', arguments));
    execute format('create index if not exists %I on tw.%I using gin (search_pairs)', t || '_search', t);
    if sort_name <> '' then
        call tw_admin.attach(t, 'f_sort', format('before insert or update of %I', sort_name), format('tw.set_sort_key(%L)', sort_name));
    end if;
end $$;

create or replace procedure tw_admin.owned(t text, in_scope text, write_perm text, read_perm text default '',
    search_order text default 'id desc')
language plpgsql as $$
declare
    seen text := format('((select tw.sees_all(%L)) or owner_id = (select tw.me()) or department_id = any ((select tw.my_departments(%L))::bigint[]))', in_scope, in_scope);
    readable text := case when read_perm = '' then seen else format('(select tw.may(%L)) and %s', read_perm, seen) end;
begin
    call tw_admin.begin_wall(t, 'owned', in_scope, read_perm, write_perm, '', '', search_order);
    execute format('create policy see on tw.%I for select to "@db@_user" using (%s)', t, readable);
    execute format('create policy make on tw.%I for insert to "@db@_user" with check ((select tw.may(%L)) and %s)', t, write_perm, seen);
    execute format('create policy change on tw.%I for update to "@db@_user" using ((select tw.may(%L)) and %s) with check (%s)', t, write_perm, readable, seen);
    execute format('grant select on tw.%I to "@db@_user"', t);
    call tw_admin.grant_writes(t);
    call tw_admin.stamped(t);
    call tw_admin.attach(t, 'a_stamp_owner', 'before insert', 'tw.stamp_owner()');
    call tw_admin.attach(t, 'x_scope', 'before insert or update of owner_id, department_id', format('tw.guard_scope(%L)', in_scope));
    call tw_admin.audited(t);
    execute format('create index if not exists %I on tw.%I (owner_id, id desc)', t || '_owner_id', t);
    execute format('create index if not exists %I on tw.%I (department_id, id desc)', t || '_department_id', t);
end $$;

-- Lines live and freeze with their header. Each table has a function of its own with the names written in: a plan is then kept,
-- where one function for all would plan its statements anew for every line. Definer, because FOR SHARE on the header needs a
-- right the person need not have. free: columns that may change all the same, comma separated.
create or replace procedure tw_admin.frozen_with(t text, parent text, parent_col text, in_kind text, free text)
language plpgsql as $$
declare
    freely text[] := string_to_array(free, ',') || array['version', 'updated_at', 'updated_by', 'department_id', 'owner_id'];
begin
    execute format($body$
        create or replace function tw_admin.%1$I() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $guard$
        declare
            head_id bigint;
            head_state text;
        begin
            if tg_op = 'UPDATE' and to_jsonb(new) - %5$L::text[] = to_jsonb(old) - %5$L::text[] then
                return new;
            end if;
            if tg_op = 'INSERT' and tw_admin.bulk() then
                return new;  -- closed history: header and lines come from one function
            end if;
            if tg_op = 'DELETE' then
                head_id := old.%3$I;
            else
                head_id := new.%3$I;
            end if;
            select h.state into head_state from tw.%2$I h where h.id = head_id for share;
            if head_state is null and tg_op = 'DELETE' then
                return old;  -- the header goes in the same statement
            end if;
            if head_state is null then
                perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', %4$L));
            end if;
            if not head_state = any (array(select unnest(k.editable) from tw.document_kind k where k.kind = %4$L)) then
                perform tw.fail('TW001', 'document_frozen', jsonb_build_object('number', '', 'state', head_state));
            end if;
            if tg_op = 'UPDATE' and new.%3$I is distinct from old.%3$I then
                perform tw.fail('TW001', 'line_moved_to_another_document');
            end if;
            return case when tg_op = 'DELETE' then old else new end;
        end $guard$
    $body$, 'freeze_' || t, parent, parent_col, in_kind, freely);
    call tw_admin.attach(t, 'c_lines', 'before insert or update or delete', format('tw_admin.%I()', 'freeze_' || t));
end $$;

-- Department and owner of a line are those of its header; a function a table, as above.
create or replace procedure tw_admin.scoped_as(t text, parent text, parent_col text)
language plpgsql as $$
begin
    execute format($body$
        create or replace function tw_admin.%1$I() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $scope$
        begin
            if new.owner_id is not null and tw_admin.bulk() then
                return new;  -- the bulk function has copied it
            end if;
            select h.department_id, h.owner_id into new.department_id, new.owner_id from tw.%2$I h where h.id = new.%3$I;
            return new;
        end $scope$
    $body$, 'scope_' || t, parent, parent_col);
    call tw_admin.attach(t, 'a_copy_scope', 'before insert', format('tw_admin.%I()', 'scope_' || t));
end $$;

-- freezes: kind whose state freezes the lines ('' = none); free: columns that may change all the same, comma separated.
create or replace procedure tw_admin.child(t text, parent text, parent_col text, write_perm text, read_perm text default '',
    freezes text default '', free text default '')
language plpgsql as $$
declare
    w tw.wall;
    seen text;
begin
    select * into strict w from tw.wall where table_name = parent;
    if w.scope = '' then
        seen := 'true';
    else
        seen := format('((select tw.sees_all(%L)) or owner_id = (select tw.me()) or department_id = any ((select tw.my_departments(%L))::bigint[]))', w.scope, w.scope);
    end if;
    read_perm := coalesce(nullif(read_perm, ''), w.read_permission);
    call tw_admin.begin_wall(t, 'child', w.scope, read_perm, write_perm, parent, parent_col, 'id desc');
    execute format('create policy see on tw.%I for select to "@db@_user" using (%s%s)', t,
        case when read_perm = '' then '' else format('(select tw.may(%L)) and ', read_perm) end, seen);
    execute format('create policy make on tw.%I for insert to "@db@_user" with check ((select tw.may(%L)) and %s)', t, write_perm, seen);
    execute format('create policy change on tw.%I for update to "@db@_user" using ((select tw.may(%L)) and %s) with check (%s)', t, write_perm, seen, seen);
    execute format('grant select on tw.%I to "@db@_user"', t);
    call tw_admin.grant_writes(t);
    call tw_admin.stamped(t);
    if w.scope <> '' then
        -- a line goes where its header goes: it is not hidden from who decides on the whole
        execute format('revoke update (owner_id, department_id) on tw.%I from "@db@_user"', t);
        call tw_admin.scoped_as(t, parent, parent_col);
        execute format('create index if not exists %I on tw.%I (department_id)', t || '_department_id', t);
        call tw_admin.attach(parent, 'y_spread_' || t, 'after update of department_id, owner_id',
            format('tw.spread_scope(%L, %L)', t, parent_col));
    end if;
    if freezes <> '' then
        call tw_admin.frozen_with(t, parent, parent_col, freezes, free);
    end if;
    call tw_admin.audited(t);
    execute format('create index if not exists %I on tw.%I (%I)', t || '_' || parent_col, t, parent_col);
end $$;

create or replace procedure tw_admin.reference(t text, write_perm text, read_perm text default '', search_order text default 'id')
language plpgsql as $$
begin
    call tw_admin.begin_wall(t, 'reference', '', read_perm, write_perm, '', '', search_order);
    execute format('create policy see on tw.%I for select to "@db@_user" using (%s)', t,
        case when read_perm = '' then '(select tw.me()) is not null' else format('(select tw.may(%L))', read_perm) end);
    execute format('grant select on tw.%I to "@db@_user"', t);
    if write_perm <> '' then
        execute format('create policy make on tw.%I for insert to "@db@_user" with check ((select tw.may(%L)))', t, write_perm);
        execute format('create policy change on tw.%I for update to "@db@_user" using ((select tw.may(%L)))', t, write_perm);
        call tw_admin.grant_writes(t);
    end if;
    call tw_admin.stamped(t);
    call tw_admin.audited(t);
end $$;

create or replace procedure tw_admin.personal(t text, user_col text default 'user_id')
language plpgsql as $$
begin
    call tw_admin.begin_wall(t, 'personal', '', '', '', '', '', 'id desc');
    execute format('create policy own on tw.%I for all to "@db@_user" using (%I = (select tw.me())) with check (%I = (select tw.me()))', t, user_col, user_col);
    execute format('grant select on tw.%I to "@db@_user"', t);  -- no DELETE: it would allow LOCK TABLE (tw.forget)
    call tw_admin.grant_writes(t);
    call tw_admin.stamped(t);
end $$;

-- Read by reach (scope) or permission or all; written by definer functions alone; a ledger refuses change altogether.
create or replace procedure tw_admin.sealed(t text, in_scope text default '', read_perm text default '', ledger boolean default false,
    is_audited boolean default false, search_order text default 'id desc')
language plpgsql as $$
declare
    seen text := case when in_scope = '' then '(select tw.me()) is not null'
        else format('((select tw.sees_all(%L)) or owner_id = (select tw.me()) or department_id = any ((select tw.my_departments(%L))::bigint[]))', in_scope, in_scope) end;
begin
    call tw_admin.begin_wall(t, 'sealed', in_scope, read_perm, '', '', '', search_order);
    execute format('create policy see on tw.%I for select to "@db@_user" using (%s%s)', t,
        case when read_perm = '' then '' else format('(select tw.may(%L)) and ', read_perm) end, seen);
    execute format('grant select on tw.%I to "@db@_user"', t);
    call tw_admin.stamped(t);
    if is_audited then
        call tw_admin.audited(t);
    end if;
    if ledger then
        execute format('drop trigger if exists refuse_change on tw.%I', t);
        execute format('create trigger refuse_change before update or delete or truncate on tw.%I for each statement execute function tw.refuse_change()', t);
        execute format('alter table tw.%I enable always trigger refuse_change', t);
    end if;
end $$;
