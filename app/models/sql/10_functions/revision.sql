-- Purpose: which revision the tables have, so that a client that does not fit says so and stops. Caller: app.server.version.
-- Asks for no identity: a person whose password is still temporary is told too.
create or replace function tw.revision() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select version_num::text from tw.alembic_version
$$;
grant execute on function tw.revision() to "@db@_user";
