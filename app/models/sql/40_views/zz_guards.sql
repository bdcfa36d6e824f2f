-- Purpose: guards of transitions are asked through tw.run_guard alone, which looks whether the person sees the document:
-- asked directly they would tell of any document by its id. Comes last, so that it holds for every room.
do $$
declare
    guard regprocedure;
begin
    for guard in
        select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'tw' and p.proname like 'guard\_%' and p.prorettype = 'void'::regtype
    loop
        execute format('revoke execute on function %s from "@db@_user"', guard);
    end loop;
end $$;
