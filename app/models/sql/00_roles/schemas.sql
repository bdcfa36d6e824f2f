-- Purpose: schemas, their owners and what everyone may do in the database at all.
create schema if not exists tw authorization "@db@_owner";
create schema if not exists tw_admin authorization "@db@_owner";
create schema if not exists tw_numbers authorization "@db@_owner";
create schema if not exists tw_audit authorization "@db@_audit";
revoke all on database "@db@" from public;
grant connect on database "@db@" to "@db@_user";
revoke all on schema public from public;
grant usage on schema tw to "@db@_user", "@db@_keeper", "@db@_audit";
grant usage on schema tw_audit to "@db@_owner", "@db@_user";
grant usage on schema tw_admin to "@db@_user";
alter default privileges for role "@db@_owner" revoke execute on functions from public;
alter default privileges for role "@db@_audit" revoke execute on functions from public;
alter default privileges for role "@db@_keeper" revoke execute on functions from public;
grant create, usage on schema tw to "@db@_keeper";
alter database "@db@" set search_path = tw, pg_catalog;
alter database "@db@" set idle_in_transaction_session_timeout = '10min';
alter database "@db@" set timezone = 'UTC';
-- session-wide advisory locks and large objects are a way to get in each other's way: only the transaction-bound ones stay
revoke execute on function pg_advisory_lock(bigint), pg_advisory_lock(int, int), pg_try_advisory_lock(bigint),
    pg_try_advisory_lock(int, int), pg_advisory_lock_shared(bigint), pg_advisory_lock_shared(int, int),
    pg_try_advisory_lock_shared(bigint), pg_try_advisory_lock_shared(int, int) from public;
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
