-- Purpose: the history panel of one record: its own changes and those of its lines, for who may see it.
-- Changes of tables whose read permission the person lacks (prices, costs) are left out. Caller: office.queries.history.
create or replace function tw.history(in_table text, record bigint, lim int default 200)
returns table (entry_id bigint, at timestamptz, who text, table_name text, record_id bigint, action text, changes jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    child tw.wall;
    ids bigint[];
begin
    if not tw.can_see(in_table, record) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', in_table));
    end if;
    return query
        select e.id, e.at, coalesce(u.name, e.login), e.table_name, e.record_id, e.action, e.changes
        from tw_audit.entry e left join tw.app_user u on u.login = e.login
        where e.table_name = in_table and e.record_id = record
        order by e.id desc limit lim;
    for child in
        select * from tw.wall w where w.parent_table = in_table and (w.read_permission = '' or tw.may(w.read_permission))
    loop
        return query
            select e.id, e.at, coalesce(u.name, e.login), e.table_name, e.record_id, e.action, e.changes
            from tw_audit.entry e left join tw.app_user u on u.login = e.login
            where e.table_name = child.table_name
              and (e.changes->child.parent_column->>1 = record::text or e.changes->child.parent_column->>0 = record::text
                   or e.record_id in (select x from tw.child_ids(child.table_name, child.parent_column, record) x))
            order by e.id desc limit lim;
    end loop;
end $$;

create or replace function tw.child_ids(in_table text, in_column text, parent bigint) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format('select id from tw.%I where %I = $1', in_table, in_column) using parent;
end $$;
grant execute on function tw.history(text, bigint, int) to "@db@_user";
