-- Purpose: which codes an import may not take, also of rows the person does not see (the unique index would say so too).
-- Caller: app.modules.customers.sheets. For who may write the table alone.
create or replace function tw.taken_codes(in_table text, codes text[]) returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    w tw.wall;
begin
    select * into w from tw.wall where table_name = in_table;
    if not found then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', in_table));
    end if;
    perform tw.require(w.write_permission);
    return query execute format('select code from tw.%I where code = any ($1)', in_table) using codes;
end $$;
grant execute on function tw.taken_codes(text, text[]) to "@db@_user";
