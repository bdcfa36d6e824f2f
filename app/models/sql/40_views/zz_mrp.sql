-- Purpose: all demand and all supply, whoever made it: the union of every view demand_* and supply_* of schema tw.
-- A later room joins in by owning such a view with the same columns; nothing here names it. Files apply in
-- alphabetical order, so this one comes last.
create or replace procedure tw_admin.build_union(prefix text)
language plpgsql as $$
declare
    cols text := case prefix
        when 'demand' then 'ref::text, kind::text, item_id::bigint, quantity::numeric, due::date, document_kind::text, document_id::bigint, line_id::bigint'
        else 'ref::text, kind::text, item_id::bigint, quantity::numeric, due::date, start::date, document_kind::text, document_id::bigint, line_id::bigint' end;
    parts text;
begin
    select string_agg(format('select %s from tw.%I', cols, viewname), ' union all ' order by viewname) into parts
    from pg_views where schemaname = 'tw' and viewname like prefix || '\_%';
    if parts is null then  -- no room asks yet: the same shape, empty
        parts := case prefix
            when 'demand' then 'select null::text as ref, null::text as kind, null::bigint as item_id, null::numeric as quantity, null::date as due, null::text as document_kind, null::bigint as document_id, null::bigint as line_id where false'
            else 'select null::text as ref, null::text as kind, null::bigint as item_id, null::numeric as quantity, null::date as due, null::date as start, null::text as document_kind, null::bigint as document_id, null::bigint as line_id where false' end;
    end if;
    execute format('create or replace view tw.%I with (security_invoker) as %s', prefix, parts);
    execute format('grant select on tw.%I to "@db@_user"', prefix);
end $$;
call tw_admin.build_union('demand');
call tw_admin.build_union('supply');
