-- Purpose: who changed what, told by the database. tw_audit.entry has no write grant; only this trigger writes it.
-- Run as @db@_audit (its own owner). Callers: trigger audit on every table; tw.history for the history panel.
create table if not exists tw_audit.entry (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    xid xid8 not null default pg_current_xact_id(),
    login text not null,
    client text not null,
    table_name text not null,
    record_id bigint,
    action text not null,
    changes jsonb not null
);
create index if not exists entry_record on tw_audit.entry (table_name, record_id, id desc);
create index if not exists entry_at on tw_audit.entry (at desc);

create or replace function tw_audit.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    a jsonb;
    b jsonb;
    skip text[] := array['search_text', 'search_pairs', 'sort_key', 'updated_at', 'updated_by', 'version', 'created_at', 'created_by', 'xid'];
    diff jsonb;
    col text;
begin
    if tg_op = 'INSERT' and tw_admin.bulk() then
        return null;  -- closed history: one entry for the load (tw_audit.record_bulk) instead of one a row
    end if;
    a := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
    b := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
    for i in 0 .. tg_nargs - 1 loop  -- bytea columns: length and sha256 instead of the bytes
        col := tg_argv[i];
        if a ? col then
            a := a || jsonb_build_object(col, length(a->>col) || ' hex, sha256 ' || encode(sha256((a->>col)::bytea), 'hex'));
        end if;
        if b ? col then
            b := b || jsonb_build_object(col, length(b->>col) || ' hex, sha256 ' || encode(sha256((b->>col)::bytea), 'hex'));
        end if;
    end loop;
    if tg_op = 'INSERT' then
        select jsonb_object_agg(key, jsonb_build_array(null, value)) into diff
        from jsonb_each(b - skip) where value <> 'null';
    elsif tg_op = 'DELETE' then
        select jsonb_object_agg(key, jsonb_build_array(value, null)) into diff
        from jsonb_each(a - skip) where value <> 'null';
    else
        select jsonb_object_agg(key, jsonb_build_array(a->key, value)) into diff
        from jsonb_each(b - skip) where a->key is distinct from value;
        if diff is null then
            return null;
        end if;
    end if;
    insert into tw_audit.entry (login, client, table_name, record_id, action, changes)
    values (session_user, coalesce(current_setting('application_name', true), ''), tg_table_name,
        (case when tg_op = 'DELETE' then a else b end ->> 'id')::bigint,
        lower(tg_op), coalesce(diff, '{}'));
    return null;
end $$;

-- One entry for what a definer bulk function wrote: how many rows of which tables. Caller: tw.end_history.
create or replace function tw_audit.record_bulk(in_table text, in_rows jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into tw_audit.entry (login, client, table_name, record_id, action, changes)
    values (session_user, coalesce(current_setting('application_name', true), ''), in_table, null, 'load', in_rows)
$$;

create or replace function tw_audit.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception using errcode = 'TW002', message = 'audit_is_not_changed', detail = '{}';
end $$;
drop trigger if exists refuse_change on tw_audit.entry;
create trigger refuse_change before update or delete or truncate on tw_audit.entry
    for each statement execute function tw_audit.refuse_change();
alter table tw_audit.entry enable always trigger refuse_change;
alter table tw_audit.entry enable row level security;
drop policy if exists auditor on tw_audit.entry;
create policy auditor on tw_audit.entry for select to "@db@_user" using ((select tw.may('office.audit'))
    and table_name <> all ((select tw.closed_tables())::text[]));
revoke all on tw_audit.entry from public;
grant select on tw_audit.entry to "@db@_user", "@db@_owner";
grant execute on function tw_audit.record_bulk(text, jsonb) to "@db@_owner";
grant execute on function tw_audit.record(), tw_audit.refuse_change() to "@db@_user", "@db@_owner", "@db@_keeper";
drop policy if exists owner_reads on tw_audit.entry;
create policy owner_reads on tw_audit.entry for select to "@db@_owner" using (true);
