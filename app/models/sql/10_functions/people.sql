-- Purpose: making, changing and locking people. Owned by @db@_keeper, which alone may create roles.
-- Caller: app.modules.office.services and server add-user. The verifier is made on the client: no clear password here.
create or replace function tw.check_people_right() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not (tw.may('office.people') or pg_has_role(session_user, '@db@_owner', 'member')) then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'office.people'));
    end if;
end $$;

-- A login is the whole server's, a company is not: a person of another company may work here too, but neither groups,
-- programs nor keepers are taken in. (From PostgreSQL 16 on the server refuses most of it; on 15 CREATEROLE alone would not.)
create or replace function tw.check_own_login(in_login text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from pg_roles r where r.rolname = in_login
            and (not r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls))
        or exists (select from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
            where r.rolname = in_login and g.rolname ~ '_(owner|audit|keeper|worker)$') then
        perform tw.fail('TW001', 'login_name_not_allowed', jsonb_build_object('login', in_login));
    end if;
end $$;

-- Whether a login belongs to another company too: then this one's administrator neither sets its password nor locks the
-- role itself; being inactive here shuts the person out here.
create or replace function tw.is_shared_login(in_login text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
        where r.rolname = in_login and not starts_with(g.rolname, '@db@_'))
$$;

create or replace function tw.add_user(in_login text, verifier text, in_name text, in_name_en text, duties text[],
    departments bigint[], temporary boolean) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    made bigint;
    duty text;
begin
    perform tw.check_people_right();
    if in_login !~ '^[a-z][a-z0-9_.]{1,30}$' or in_login ~ '^(pg_|postgres$)' or in_login ~ '^@db@_' then
        perform tw.fail('TW001', 'login_name_not_allowed', jsonb_build_object('login', in_login));
    end if;
    if exists (select from tw.app_user where login = in_login) then
        perform tw.fail('TW001', 'login_taken', jsonb_build_object('login', in_login));
    end if;
    if not exists (select from pg_roles where rolname = in_login) then
        if verifier !~ '^SCRAM-SHA-256\$' then
            perform tw.fail('TW001', 'verifier_needed');
        end if;
        execute format('create role %I login password %L connection limit 20', in_login, verifier);
    else
        perform tw.check_own_login(in_login);
    end if;
    execute format('grant %I to %I', '@db@_user', in_login);
    insert into tw.app_user (login, name, name_en, active, must_change_password)
    values (in_login, in_name, in_name_en, true, temporary) returning id into made;
    for i in 1 .. coalesce(cardinality(departments), 0) loop
        insert into tw.user_post (user_id, department_id, is_main) values (made, departments[i], i = 1);
    end loop;
    foreach duty in array duties loop
        perform tw.set_duty(in_login, duty, true);
    end loop;
    return made;
end $$;

create or replace function tw.set_duty(in_login text, duty text, held boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_people_right();
    if duty <> all (string_to_array('@duties@', ',')) or duty = 'worker'
        or not exists (select from tw.app_user where login = in_login) then
        perform tw.fail('TW001', 'unknown_duty', jsonb_build_object('duty', duty));
    end if;
    if in_login = session_user::text then
        perform tw.fail('TW002', 'not_your_own_duties');
    end if;
    if held then
        execute format('grant %I to %I', '@db@_' || duty, in_login);
    else
        execute format('revoke %I from %I', '@db@_' || duty, in_login);
    end if;
end $$;

-- First half of locking: committed before the sessions are ended (server lock-user does both).
create or replace function tw.set_active(in_login text, is_active boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_people_right();
    if in_login = session_user::text then
        perform tw.fail('TW002', 'not_yourself');
    end if;
    update tw.app_user set active = is_active where login = in_login;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'app_user'));
    end if;
    if not tw.is_shared_login(in_login) then
        execute format('alter role %I %s', in_login, case when is_active then 'login' else 'nologin' end);
    end if;
end $$;

create or replace function tw.reset_password(in_login text, verifier text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.check_people_right();
    if verifier !~ '^SCRAM-SHA-256\$' or not exists (select from tw.app_user where login = in_login) then
        perform tw.fail('TW001', 'verifier_needed');
    end if;
    if tw.is_shared_login(in_login) then
        perform tw.fail('TW001', 'login_name_not_allowed', jsonb_build_object('login', in_login));
    end if;
    execute format('alter role %I password %L', in_login, verifier);
    update tw.app_user set must_change_password = true where login = in_login;
end $$;

-- A person's own new password; ends the temporary one.
create or replace function tw.change_password(verifier text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if verifier !~ '^SCRAM-SHA-256\$' or not exists (select from tw.app_user where login = session_user::text and active) then
        perform tw.fail('TW001', 'verifier_needed');
    end if;
    execute format('alter role %I password %L', session_user, verifier);
    update tw.app_user set must_change_password = false where login = session_user::text;
end $$;

-- Duties of every person, for the people screen.
create or replace function tw.duties_of(in_login text) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(d order by d), '{}') from unnest(string_to_array('@duties@', ',')) d
    join pg_roles r on r.rolname = in_login
    where pg_has_role(r.oid, '@db@_' || d, 'member') and not r.rolsuper
$$;

-- Who I am, for the client at sign-in: also while the password is still the temporary one.
create or replace function tw.whoami()
returns table (id bigint, login text, name text, name_en text, active boolean, must_change_password boolean, duties text[], permissions text[])
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id, u.login, u.name, u.name_en, u.active, u.must_change_password, tw.duties_of(u.login),
        (select coalesce(array_agg(p.key), '{}') from tw.permission p where tw.may(p.key))
    from tw.app_user u where u.login = session_user::text
$$;
-- Names, telephone and posts of a person; the first department is the main one.
create or replace function tw.set_person(in_login text, in_name text, in_name_en text, in_phone text, departments bigint[],
    titles text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    person bigint;
begin
    perform tw.check_people_right();
    update tw.app_user set name = in_name, name_en = in_name_en, phone = in_phone where login = in_login and kind = 'person'
    returning id into person;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'app_user'));
    end if;
    delete from tw.user_post where user_id = person and not department_id = any (departments);
    for i in 1 .. coalesce(cardinality(departments), 0) loop
        insert into tw.user_post (user_id, department_id, title, is_main)
        values (person, departments[i], coalesce(titles[i], ''), i = 1)
        on conflict (user_id, department_id) do update set title = excluded.title, is_main = excluded.is_main;
    end loop;
    return person;
end $$;

-- Second half of locking, after the first is committed: whoever is still signed in is sent away.
create or replace function tw.end_sessions(in_login text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    ended int;
begin
    perform tw.check_people_right();
    if not exists (select from tw.app_user where login = in_login and not active) then
        perform tw.fail('TW001', 'still_active', jsonb_build_object('login', in_login));
    end if;
    select count(*) filter (where pg_terminate_backend(pid)) into ended from pg_stat_activity
    where usename = in_login and datname = current_database();
    return ended;
end $$;

grant execute on function tw.set_person(text, text, text, text, bigint[], text[]), tw.end_sessions(text)
    to "@db@_user", "@db@_owner";
grant execute on function tw.add_user(text, text, text, text, text[], bigint[], boolean), tw.set_duty(text, text, boolean),
    tw.set_active(text, boolean), tw.reset_password(text, text), tw.change_password(text), tw.duties_of(text), tw.whoami()
    to "@db@_user", "@db@_owner";
