-- Purpose: the worker's clock, one for all clients: what is due is done by one of them. Caller: app.server.worker.

-- "claimed", and nobody else does the job until this transaction ends; "busy" where another does it now; "not due".
create or replace function tw.claim_job(in_key text, in_at timestamptz, in_minutes int) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('office.work');
    if not pg_try_advisory_xact_lock(hashtextextended('job ' || in_key, 0)) then
        return 'busy';
    end if;
    -- read after the lock is held, so that a run which ended meanwhile is seen
    if exists (select from tw.job_run j where j.key = in_key and j.at > in_at - make_interval(mins => in_minutes)) then
        return 'not due';
    end if;
    return 'claimed';
end $$;

create or replace function tw.job_done(in_key text, in_at timestamptz, in_ms int, in_outcome text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('office.work');
    insert into tw.job_run (key, at, took_ms, outcome) values (in_key, in_at, in_ms, in_outcome)
    on conflict (key) do update set at = excluded.at, took_ms = excluded.took_ms, outcome = excluded.outcome;
end $$;

-- Messages of many findings at once; answers who got something new.
create or replace function tw.post_messages(in_kind text, findings jsonb) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('office.work');
    return query
        select distinct f.recipient_id
        from jsonb_to_recordset(findings) as f(recipient_id bigint, severity text, text text, params jsonb, second text,
            second_params jsonb, screen text, record_id bigint, dedupe text)
        where tw.post_message(f.recipient_id, f.severity, in_kind, f.text, f.params, f.second, f.second_params, f.screen,
            f.record_id, f.dedupe) is not null;
end $$;
grant execute on function tw.claim_job(text, timestamptz, int), tw.job_done(text, timestamptz, int, text),
    tw.post_messages(text, jsonb) to "@db@_user";
