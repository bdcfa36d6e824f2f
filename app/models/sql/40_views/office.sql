-- Purpose: lists of the office room.
create or replace view tw.people_list with (security_invoker) as
select u.id, u.login, u.name, u.name_en, u.phone, u.active, u.must_change_password,
    (select string_agg(d.name, ', ' order by p.is_main desc, d.code) from tw.user_post p
     join tw.department d on d.id = p.department_id where p.user_id = u.id) as departments,
    array_to_string(tw.duties_of(u.login), ', ') as duties,
    case when u.active then 'active' else 'locked' end as state
from tw.app_user u where u.kind = 'person';
grant select on tw.people_list to "@db@_user";

create or replace view tw.department_list with (security_invoker) as
select d.id, d.code, d.name, d.name_en, p.name as parent_name,
    (select count(*) from tw.user_post u where u.department_id = d.id) as people
from tw.department d left join tw.department p on p.id = d.parent_id;
grant select on tw.department_list to "@db@_user";

create or replace view tw.approval_rule_list with (security_invoker) as
select r.id, r.kind, k.title as kind_title, r.step_no, r.amount_from, r.condition, r.permission, p.title as permission_title,
    r.active
from tw.approval_rule r join tw.document_kind k on k.kind = r.kind join tw.permission p on p.key = r.permission;
grant select on tw.approval_rule_list to "@db@_user";

create or replace view tw.number_rule_list with (security_invoker) as
select r.id, r.kind, coalesce(k.title, r.kind) as kind_title, r.prefix, r.period, r.digits
from tw.number_rule r left join tw.document_kind k on k.kind = r.kind;
grant select on tw.number_rule_list to "@db@_user";

create or replace view tw.warning_setting_list with (security_invoker) as
select w.id, w.key, w.active, (select string_agg(f.key || ' = ' || f.value, ', ' order by f.key)
    from jsonb_each_text(w.figures) f) as figures, j.at as last_run, j.outcome
from tw.warning_setting w left join tw.job_run j on j.key = w.key;
grant select on tw.warning_setting_list to "@db@_user";

create or replace view tw.audit_list with (security_invoker) as
select e.id, e.at, e.login, coalesce(u.name, e.login) as who, e.table_name, e.record_id, e.action, e.client,
    left(e.changes::text, 400) as changes
from tw_audit.entry e left join tw.app_user u on u.login = e.login;
grant select on tw.audit_list to "@db@_user";

create or replace view tw.reach_list with (security_invoker) as
select r.id, r.scope, r.duty, u.name as person, r.reach,
    (select string_agg(d.name, ', ' order by d.code) from tw.department d where d.id = any (r.departments)) as departments
from tw.reach r left join tw.app_user u on u.id = r.user_id;
grant select on tw.reach_list to "@db@_user";

create or replace view tw.duty_permission_list with (security_invoker) as
select d.id, d.permission, p.title as permission_title, d.duty from tw.duty_permission d join tw.permission p on p.key = d.permission;
grant select on tw.duty_permission_list to "@db@_user";
