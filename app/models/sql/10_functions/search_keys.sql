-- Purpose: contains-search over folded text, Chinese, pinyin and initials of every reading, the same on every server.
-- A key is made by one function, kept in search_text and, cut into character pairs, in search_pairs (GIN).
-- Callers: trigger tw.set_search_key, function tw.search.

-- Names are qualified instead of the path pinned, so that the planner can put the expression in the call's place.
create or replace function tw.fold(t text) returns text
language sql immutable parallel safe
as $$
    select pg_catalog.lower(pg_catalog.normalize(coalesce(t, ''), 'NFKC'))
$$;

-- Every way to write a text in initials (and in full pinyin), rarest readings dropped beyond 64 (8) ways.
create or replace function tw.pinyin_ways(folded text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    c text;
    r text[];
    firsts text[];
    initials text[] := array[''];
    full_ways text[] := array[''];
    has_han boolean := false;
begin
    for c, r in
        -- a scalar subquery reads by index; a join would hash all 42,000 readings at every call
        select ch.c, (select p.readings from tw.pinyin p where p.ch = ch.c)
        from string_to_table(folded, null) with ordinality as ch(c, n)
        order by ch.n
    loop
        if r is null then
            if c ~ '[a-z0-9]' then
                initials := array(select i || c from unnest(initials) i);
                full_ways := array(select i || c from unnest(full_ways) i);
            end if;
            continue;
        end if;
        has_han := true;
        select array_agg(distinct left(x, 1)) into firsts from unnest(r) x;
        if cardinality(initials) * cardinality(firsts) > 64 then
            firsts := array[left(r[1], 1)];
        end if;
        initials := array(select i || f from unnest(initials) i, unnest(firsts) f);
        if cardinality(full_ways) * cardinality(r) > 8 then
            r := r[1:1];
        end if;
        full_ways := array(select i || f from unnest(full_ways) i, unnest(r) f);
    end loop;
    if not has_han then
        return '{}';
    end if;
    return initials || full_ways;
end $$;

-- The key of several texts: their folded forms and pinyin ways, parted by a line feed.
create or replace function tw.search_key(variadic texts text[]) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    parts text[] := '{}';
    one text;
begin
    foreach one in array texts loop
        one := tw.fold(one);
        if octet_length(one) = length(one) then
            parts := parts || one;
        else
            parts := parts || one || tw.pinyin_ways(one);
        end if;
    end loop;
    return (select coalesce(string_agg(distinct p, e'\n'), '') from unnest(parts) p where p <> '');
end $$;

-- Pairs of neighbouring characters; single Chinese characters; "^x" for the first character of each part.
create or replace function tw.search_pairs(key text) returns text[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct gram), '{}')
    from string_to_table(key, e'\n') part,
         lateral (
             select substr(part, n, 2) as gram from generate_series(1, length(part) - 1) n
             union all select substr(part, n, 1) from generate_series(1, length(part)) n where substr(part, n, 1) > '~'
             union all select '^' || left(part, 1)
         ) grams
    where gram <> '' and gram <> '^'
$$;

-- The pairs a searched word needs.
create or replace function tw.word_pairs(word text) returns text[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
    select case
        when length(word) = 1 and word > '~' then array[word]
        when length(word) = 1 then array['^' || word]
        else (select array_agg(distinct substr(word, n, 2)) from generate_series(1, length(word) - 1) n)
    end
$$;

-- What a row's key must hold for every word of q, within the person's reach, as SQL; null where the person may not search.
create or replace function tw.search_condition(in_table text, q text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    w tw.wall;
    word text;
    cond text := 'true';
begin
    select * into w from tw.wall where table_name = in_table;
    if not found or tw.me() is null or w.form in ('personal', 'private', 'attached') or (w.read_permission <> '' and not tw.may(w.read_permission)) then
        return null;
    end if;
    for word in select x from regexp_split_to_table(btrim(tw.fold(q)), '\s+') x where x <> '' loop
        cond := cond || format(' and search_pairs @> %L::text[] and position(%L in search_text) > 0',
            tw.word_pairs(word), word);
    end loop;
    if w.scope <> '' and not tw.sees_all(w.scope) then
        cond := cond || format(' and (department_id = any (%L::bigint[]) or owner_id = %s)',
            tw.my_departments(w.scope), tw.me());
    end if;
    return cond;
end $$;

-- Ids of a table's rows whose key holds every word of q, in the order of the table's lists, within the person's reach.
-- A definer function because array operators are not leakproof: under the row policy they would not use the index.
create or replace function tw.search(in_table text, q text, lim int) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    cond text := tw.search_condition(in_table, q);
begin
    if cond is not null then
        return query execute format('select id from tw.%I where %s order by %s limit %s',
            in_table, cond, (select search_order from tw.wall where table_name = in_table), least(greatest(lim, 1), 20000));
    end if;
end $$;

-- The same in no order: for counting up to a cap, which then stops at the cap instead of sorting all there are.
create or replace function tw.search_any(in_table text, q text, lim int) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    cond text := tw.search_condition(in_table, q);
begin
    if cond is not null then
        return query execute format('select id from tw.%I where %s limit %s', in_table, cond, least(greatest(lim, 1), 20000));
    end if;
end $$;

-- The first of them in the order of one column, from a value of it on: for a page, which then costs what a page costs however
-- many there are. All of one value or none of it, so that a page of lines may order within it as it likes; a last id of 0 says
-- that there are no more. Empty where the table's lists are not ordered by this column or it may be null: then tw.search
-- answers. Callers: app.lists.pages.
create or replace function tw.search_run(in_table text, q text, in_column text, is_falling boolean, in_from text, lim int)
returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    cond text := tw.search_condition(in_table, q);
    kind text := (select format_type(a.atttypid, a.atttypmod) from pg_attribute a
        where a.attrelid = to_regclass(format('tw.%I', in_table)) and a.attname = in_column and a.attnotnull and not a.attisdropped);
    direction text := case when is_falling then 'desc' else 'asc' end;
    ids bigint[];
    vals text[];
    n int;
begin
    if cond is null or kind is null
        or split_part((select w.search_order from tw.wall w where w.table_name = in_table), ' ', 1) not in (in_column, in_column || ',')
    then
        return '{}';
    end if;
    if in_from is not null then
        cond := cond || format(' and %I %s %L::%s', in_column, case when is_falling then '<=' else '>=' end, in_from, kind);
    end if;
    execute format('select array_agg(r.id), array_agg(r.value) from (select id, %1$I::text as value from tw.%2$I where %3$s'
        ' order by %1$I %4$s, id %4$s limit %5$s) r', in_column, in_table, cond, direction, least(greatest(lim, 1), 20000))
        into ids, vals;
    n := coalesce(cardinality(ids), 0);
    if n < lim then
        return coalesce(ids, '{}') || 0::bigint;
    end if;
    while n > 0 and vals[n] = vals[lim] loop
        n := n - 1;
    end loop;
    return ids[1:n];
end $$;

grant execute on function tw.fold(text), tw.search_key(text[]), tw.search_pairs(text), tw.word_pairs(text),
    tw.search(text, text, int), tw.search_any(text, text, int), tw.search_run(text, text, text, boolean, text, int) to "@db@_user";
