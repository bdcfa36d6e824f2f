-- Purpose: document numbers at first save. Caller: trigger tw.assign_number. A number is never reused; gaps happen
-- only where a save was rolled back (posted documents get a gapless posting number besides).
create or replace function tw.next_number(in_kind text, on_day date) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    r tw.number_rule;
    period text;
    seq text;
begin
    select * into r from tw.number_rule where kind = in_kind;
    if not found then
        perform tw.fail('TW001', 'no_number_rule', jsonb_build_object('kind', in_kind));
    end if;
    period := case r.period when 'month' then to_char(on_day, 'YYYYMM') when 'year' then to_char(on_day, 'YYYY') else '' end;
    seq := format('num_%s_%s', in_kind, coalesce(nullif(period, ''), 'all'));
    if to_regclass(format('tw_numbers.%I', seq)) is null then
        perform pg_advisory_xact_lock(hashtextextended(seq, 0));
        if to_regclass(format('tw_numbers.%I', seq)) is null then
            execute format('create sequence tw_numbers.%I', seq);
        end if;
    end if;
    return r.prefix || '-' || case when period = '' then '' else period || '-' end
        || lpad(nextval(format('tw_numbers.%I', seq))::text, r.digits, '0');
end $$;

-- The gapless number of a posted document; the counter row is held to the end, so this comes last.
create or replace function tw.posting_number(in_kind text, on_day date) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp
as $$
    insert into tw.posting_counter as c (kind, year, last)
    values (in_kind, extract(year from on_day)::int, 1)
    on conflict (kind, year) do update set last = c.last + 1
    returning last
$$;

-- The business day in the company's zone.
create or replace function tw.today() returns date
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select (now() at time zone coalesce((select zone from tw.company limit 1), 'Asia/Shanghai'))::date
$$;
grant execute on function tw.today() to "@db@_user";

-- The next free code of master data ("C00128"), for who leaves the field empty.
create or replace function tw.next_code(in_table text, prefix text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    found_max bigint;
begin
    if tw.me() is null or not exists (select from tw.wall where table_name = in_table) then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', in_table));
    end if;
    perform pg_advisory_xact_lock(hashtextextended('code ' || in_table, 0));
    execute format('select max(substr(code, %s)::bigint) from tw.%I where code ~ %L', length(prefix) + 1, in_table,
        '^' || prefix || '[0-9]{1,9}$') into found_max;
    return prefix || lpad((coalesce(found_max, 0) + 1)::text, 5, '0');
end $$;
grant execute on function tw.next_code(text, text) to "@db@_user";
