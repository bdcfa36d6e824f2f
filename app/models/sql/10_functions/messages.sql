-- Purpose: messages to a person; the text is a template with parameters, translated where it is read.
-- De-duplicated by (recipient, dedupe): an unread or recent twin is refreshed, not doubled.
create or replace function tw.post_message(recipient bigint, in_severity text, in_kind text, in_text text, in_params jsonb,
    in_second text, in_second_params jsonb, in_screen text, in_record bigint, in_dedupe text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    made bigint;
begin
    if tw.me() is null then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'message'));
    end if;
    if in_dedupe <> '' then
        update tw.message set text = in_text, params = in_params, second = in_second, second_params = in_second_params,
            severity = in_severity, sender_id = tw.me()
        where recipient_id = recipient and dedupe = in_dedupe
          -- whoever words it anew stands behind it, and nobody words anew what the background program found
          and (sender_id = tw.me() or tw.may('office.work')
              or exists (select from tw.app_user s where s.id = sender_id and s.login <> '@db@_worker_login'))
          and (text, params, second, second_params, severity) is distinct from (in_text, in_params, in_second, in_second_params, in_severity)
          and read_at is null
        returning id into made;
        if found or exists (select from tw.message where recipient_id = recipient and dedupe = in_dedupe) then
            return made;
        end if;
    end if;
    insert into tw.message (recipient_id, sender_id, severity, kind, text, params, second, second_params, screen, record_id, dedupe, at, xid)
    select recipient, tw.me(), in_severity, in_kind, in_text, in_params, in_second, in_second_params, in_screen, in_record,
        in_dedupe, now(), pg_current_xact_id()
    where exists (select from tw.app_user where id = recipient and active)
      and not exists (select from tw.message_mute m where m.user_id = recipient and m.kind = in_kind)
    on conflict do nothing
    returning id into made;
    return made;
end $$;

-- People who hold a permission, for messages "to whoever may": optionally only those who reach the row's department.
create or replace function tw.holders(in_permission text) returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id from tw.app_user u
    where u.active and exists (
        select from tw.duty_permission d
        join pg_roles r on r.rolname = u.login
        where d.permission = in_permission and pg_has_role(r.oid, '@db@_' || d.duty, 'member'))
      and u.login <> '@db@_worker_login'
$$;

-- Drop rows of one's own from a personal table (a view kept, a document left). Answers how many.
create or replace function tw.forget(in_table text, ids bigint[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    gone int;
begin
    if not exists (select from tw.wall w where w.table_name = in_table and w.form = 'personal') then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', in_table));
    end if;
    execute format('delete from tw.%I where id = any ($1) and user_id = tw.me()', in_table) using ids;
    get diagnostics gone = row_count;
    return gone;
end $$;

create or replace function tw.mark_read(ids bigint[]) returns int
language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with marked as (
        update tw.message set read_at = now()
        where recipient_id = tw.me() and read_at is null and (ids is null or id = any (ids)) returning 1)
    select count(*)::int from marked
$$;
grant execute on function tw.post_message(bigint, text, text, text, jsonb, text, jsonb, text, bigint, text),
    tw.holders(text), tw.mark_read(bigint[]), tw.forget(text, bigint[]) to "@db@_user";
