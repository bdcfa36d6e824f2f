-- Purpose: one gesture, one request id. Caller: app.uow, first and last statement of every writing transaction.

-- Null when this request is new; otherwise what it answered when it was done. Waits for a twin still in doubt.
create or replace function tw.begin_request(req uuid, in_action text, in_hash text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    kept tw.request;
begin
    insert into tw.request (id, login, action, hash, at)
    values (req, session_user::text, in_action, in_hash, now())
    on conflict do nothing;
    if found then
        return null;
    end if;
    select * into kept from tw.request where id = req;
    if kept.login <> session_user::text or kept.hash <> in_hash then
        perform tw.fail('TW002', 'request_is_not_yours');
    end if;
    return jsonb_build_object('result', kept.result);
end $$;

create or replace function tw.finish_request(req uuid, in_result jsonb, news text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update tw.request set result = in_result
    where id = req and login = session_user::text and xid = pg_current_xact_id();
    if not found then
        perform tw.fail('TW002', 'request_is_not_yours');
    end if;
    if news <> '' then
        perform pg_notify('tw', news);
    end if;
end $$;

-- What became of a request after a cut: {"result": …} if done, null if not. Waits while its first try is in doubt,
-- because the insert waits for it; the caller rolls back.
create or replace function tw.ask_request(req uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    kept tw.request;
begin
    insert into tw.request (id, login, action, hash, at) values (req, session_user::text, 'ask', '', now())
    on conflict do nothing;
    if found then
        delete from tw.request where id = req;
        return null;
    end if;
    select * into kept from tw.request where id = req;
    if kept.login <> session_user::text then
        perform tw.fail('TW002', 'request_is_not_yours');
    end if;
    return jsonb_build_object('result', kept.result);
end $$;

grant execute on function tw.begin_request(uuid, text, text), tw.finish_request(uuid, jsonb, text),
    tw.ask_request(uuid) to "@db@_user";
