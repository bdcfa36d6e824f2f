-- Purpose: walls of the service room. A request belongs to whom it is assigned to, a visit to its technician; besides,
-- a technician sees the requests behind their visits, and sellers the service of the customers they see.
call tw_admin.owned('service_request', 'service', 'service.edit', 'service.read', search_order => 'opened_at desc, id desc');
call tw_admin.searched('service_request', '', 'number', 'customer_name', 'serial', 'symptom', 'site_address', 'phone');
call tw_admin.attach('service_request', 'b_fill', 'before insert or update', 'tw.fill_service_request()');
call tw_admin.lifecycle('service_request', 'service_request');
call tw_admin.attach('service_request', 'd_stamps', 'before insert or update', 'tw.stamp_service_request()');
create policy behind_visit on tw.service_request for select to "@db@_user"
    using ((select tw.may('service.read')) and id = any ((select tw.my_dispatched_requests())::bigint[]));
create policy of_customer on tw.service_request for select to "@db@_user"
    using ((select tw.may('service.customers')) and (customer_owner_id = (select tw.me())
        or customer_department_id = any ((select tw.my_departments('customers'))::bigint[])));

call tw_admin.owned('service_dispatch', 'service', 'service.edit', 'service.read', search_order => 'planned_at desc, id desc');
call tw_admin.searched('service_dispatch', '', 'number', 'customer_name', 'task', 'result');
call tw_admin.attach('service_dispatch', 'b_fill', 'before insert or update', 'tw.fill_service_dispatch()');
call tw_admin.lifecycle('service_dispatch', 'service_dispatch');
call tw_admin.attach('service_dispatch', 'd_stamps', 'before insert or update', 'tw.stamp_service_dispatch()');
call tw_admin.attach('service_dispatch', 'y_follow', 'after insert or update', 'tw.follow_service_dispatch()');
create policy of_customer on tw.service_dispatch for select to "@db@_user"
    using ((select tw.may('service.customers')) and (customer_owner_id = (select tw.me())
        or customer_department_id = any ((select tw.my_departments('customers'))::bigint[])));

call tw_admin.child('service_part', 'service_dispatch', 'dispatch_id', 'service.edit', freezes => 'service_dispatch');
call tw_admin.attach('customer', 'y_spread_service', 'after update of owner_id, department_id', 'tw.spread_service_customer()');

-- what the triggers keep is not granted
revoke insert (customer_name, serial, customer_owner_id, customer_department_id, assigned_at, accepted_at, started_at, resolved_at,
    surveyed_at, closed_at), update (customer_name, serial, customer_owner_id, customer_department_id, assigned_at, accepted_at,
    started_at, resolved_at, surveyed_at, closed_at) on tw.service_request from "@db@_user";
revoke insert (customer_name, customer_owner_id, customer_department_id, visit_no, accepted_at, arrived_at, finished_at, returned_at),
    update (customer_name, customer_owner_id, customer_department_id, visit_no, accepted_at, arrived_at, finished_at, returned_at)
    on tw.service_dispatch from "@db@_user";
