-- Purpose: the roles of one company's database. Run as superuser (or a role that may create roles) by server init and
-- upgrade. @db@ is the database's name: every role carries it, since roles belong to the whole server.
do $$
declare
    duty text;
    roles text[] := array['owner', 'audit', 'keeper', 'user'] || string_to_array('@duties@', ',');
begin
    foreach duty in array roles loop
        if not exists (select from pg_roles where rolname = '@db@_' || duty) then
            execute format('create role %I nologin', '@db@_' || duty);
        end if;
    end loop;
    execute format('alter role %I createrole', '@db@_keeper');
    -- a locked person's sessions are ended by the people functions
    execute format('grant pg_signal_backend to %I', '@db@_keeper');
    -- from 16 on CREATEROLE alone manages only roles of one's own making: say so role by role
    if current_setting('server_version_num')::int >= 160000 then
        foreach duty in array array['user'] || string_to_array('@duties@', ',') loop
            execute format('grant %I to %I with admin true, inherit false, set false', '@db@_' || duty, '@db@_keeper');
        end loop;
    end if;
end $$;
