-- Purpose: who is speaking and what this person may see and do. Callers: every policy, trigger and posting function.
-- Identity is session_user: a setting could be forged and current_user is the owner inside a definer function.
-- @db@ is baked in at set-up (not current_database()), so that a clone of a database keeps its walls.

create or replace function tw.me() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select id from tw.app_user where login = session_user::text and active and not must_change_password
$$;

create or replace function tw.has_duty(duty text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select tw.me() is not null and pg_has_role(session_user, '@db@_' || duty, 'member')
$$;

create or replace function tw.may(permission text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select tw.me() is not null and exists (
        select from tw.duty_permission d
        where d.permission = may.permission and pg_has_role(session_user, '@db@_' || d.duty, 'member'))
$$;

create or replace function tw.fail(code text, key text, params jsonb default '{}') returns void
language plpgsql as $$
begin
    raise exception using errcode = code, message = key, detail = params::text;
end $$;

-- Raises TW002 where the person lacks the permission.
create or replace function tw.require(permission text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not tw.may(permission) then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', permission));
    end if;
end $$;

-- The person's reach in a scope: a row of one's own goes before the rows of one's duties.
create or replace function tw.my_reach(in_scope text) returns table (reach text, departments bigint[])
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with mine as (
        select r.reach, r.departments from tw.reach r where r.scope = in_scope and r.user_id = tw.me()
    ), by_duty as (
        select r.reach, r.departments from tw.reach r
        where r.scope = in_scope and r.user_id is null and tw.me() is not null
          and pg_has_role(session_user, '@db@_' || r.duty, 'member')
    )
    select * from mine
    union all
    select * from by_duty where not exists (select from mine)
$$;

create or replace function tw.sees_all(in_scope text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from tw.my_reach(in_scope) m where m.reach = 'all')
$$;

-- Departments whose rows the person sees in a scope; empty for "own" (own rows come by owner_id).
create or replace function tw.my_departments(in_scope text) returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with recursive reaches as (
        select * from tw.my_reach(in_scope)
    ), posts as (
        select p.department_id as id from tw.user_post p where p.user_id = tw.me()
    ), below as (
        select id from posts where exists (select from reaches where reach = 'below')
        union
        select d.id from tw.department d join below b on d.parent_id = b.id
    )
    select coalesce(array_agg(distinct id), '{}') from (
        select id from posts where exists (select from reaches where reach = 'department')
        union all select id from below
        union all select unnest(departments) from reaches where reach = 'chosen'
        union all select id from tw.department where exists (select from reaches where reach = 'all')
    ) seen
$$;

-- Whether a row with this department and owner is within the person's reach.
create or replace function tw.reaches(in_scope text, department bigint, owner bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select tw.me() is not null and (owner = tw.me() or tw.sees_all(in_scope)
        or coalesce(department = any (tw.my_departments(in_scope)), false))
$$;

-- Whether the person may see one record of a table; for what hangs on it (history, comments, attachments).
create or replace function tw.can_see(in_table text, record bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    w tw.wall;
    dept bigint;
    own bigint;
    found_it boolean;
    hangs_on text;
    hangs_on_id bigint;
begin
    select * into w from tw.wall where table_name = in_table;
    if not found or tw.me() is null or record is null or w.form in ('personal', 'private') then
        return false;
    end if;
    if w.form = 'attached' then  -- a comment, a file: seen with its record, which is never another comment or file
        execute format('select table_name, record_id from tw.%I where id = $1', in_table) into hangs_on, hangs_on_id using record;
        return not exists (select from tw.wall x where x.table_name = hangs_on and x.form = 'attached')
            and tw.can_see(hangs_on, hangs_on_id);
    end if;
    if w.read_permission <> '' and not tw.may(w.read_permission) then
        return false;
    end if;
    if w.scope = '' then
        execute format('select true from tw.%I where id = $1', in_table) into found_it using record;
        return coalesce(found_it, false);
    end if;
    execute format('select department_id, owner_id, true from tw.%I where id = $1', in_table)
        into dept, own, found_it using record;
    return coalesce(found_it, false) and tw.reaches(w.scope, dept, own);
end $$;

-- Whether the person may see a document, by its kind; for what hangs on kinds (decisions).
create or replace function tw.can_see_document(in_kind text, record bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select tw.can_see((select k.table_name from tw.document_kind k where k.kind = in_kind), record)
$$;

-- Tables whose read permission the person lacks: their changes stay closed in the audit too.
create or replace function tw.closed_tables() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(w.table_name), '{}') from tw.wall w where w.read_permission <> '' and not tw.may(w.read_permission)
$$;

-- A row is filed where its owner has a post, or where the writer sees anyway: nobody slips a row into a department that
-- is neither, nor hides it from their own. Argument: scope.
create or replace function tw.guard_scope() returns trigger
language plpgsql as $$
begin
    if current_user = '@db@_owner' or tw.me() is null
        or (tg_op = 'UPDATE' and (new.owner_id, new.department_id) is not distinct from (old.owner_id, old.department_id)) then
        return new;
    end if;
    if new.department_id is null then
        if not exists (select from tw.user_post p where p.user_id = new.owner_id) then
            return new;
        end if;
    elsif exists (select from tw.user_post p where p.user_id = new.owner_id and p.department_id = new.department_id)
        or tw.sees_all(tg_argv[0]) or new.department_id = any (tw.my_departments(tg_argv[0])) then
        return new;
    end if;
    perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission',
        (select w.write_permission from tw.wall w where w.table_name = tg_table_name)));
    return null;
end $$;

grant execute on function tw.can_see_document(text, bigint), tw.closed_tables() to "@db@_user", "@db@_audit";
grant execute on function tw.me(), tw.has_duty(text), tw.may(text), tw.fail(text, text, jsonb), tw.require(text),
    tw.my_reach(text), tw.sees_all(text), tw.my_departments(text), tw.reaches(text, bigint, bigint),
    tw.can_see(text, bigint) to "@db@_user", "@db@_keeper", "@db@_audit";
