-- Purpose: whose a request and a visit are, what follows from a visit, and what a visit may cost.
-- Callers: the triggers of 30_policies/90_service.sql; app.modules.service.services moves states through tw.move.

create or replace function tw.main_department(person bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select p.department_id from tw.user_post p where p.user_id = person order by p.is_main desc, p.id limit 1
$$;

-- Requests behind the visits of the person who asks: read by the policy of service_request.
create or replace function tw.my_dispatched_requests() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct d.request_id), '{}') from tw.service_dispatch d where d.technician_id = tw.me()
$$;

-- A person who may be sent: active and holding service.work.
create or replace function tw.check_technician(person bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if person is not null and not exists (select from tw.holders('service.work') h where h = person) then
        perform tw.fail('TW001', 'not_a_technician',
            jsonb_build_object('name', coalesce((select u.name from tw.app_user u where u.id = person), '?')));
    end if;
end $$;

-- A request belongs to whom it is assigned to; it carries its customer's name and sellers, and its product's serial.
create or replace function tw.fill_service_request() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    c tw.customer;
    p tw.product_file;
begin
    if tg_op = 'INSERT' or new.customer_id is distinct from old.customer_id then
        select * into c from tw.customer where id = new.customer_id;
        new.customer_name := c.name;
        new.customer_owner_id := c.owner_id;
        new.customer_department_id := c.department_id;
    end if;
    if tg_op = 'INSERT' or (new.product_id, new.customer_id, new.charge) is distinct from (old.product_id, old.customer_id, old.charge) then
        select * into p from tw.product_file where id = new.product_id;
        new.serial := coalesce(p.serial, '');
        if p.id is not null and new.customer_id not in (p.end_user_id, p.customer_id) then
            perform tw.fail('TW001', 'product_of_another_customer', jsonb_build_object('serial', p.serial));
        end if;
        if new.charge = 'warranty' and not coalesce(p.warranty_until >= tw.day_of(new.opened_at), false) then
            perform tw.fail('TW001', 'not_in_warranty', jsonb_build_object('serial', new.serial));
        end if;
    end if;
    if new.technician_id is not null and (tg_op = 'INSERT' or new.technician_id is distinct from old.technician_id) then
        if new.technician_id <> tw.me() and pg_trigger_depth() = 1 then
            perform tw.require('service.assign');
        end if;
        perform tw.check_technician(new.technician_id);
        new.owner_id := new.technician_id;
        new.department_id := coalesce(tw.main_department(new.technician_id), new.department_id);
    end if;
    return new;
end $$;

-- The business day of an instant in the company's zone.
create or replace function tw.day_of(moment timestamptz) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select (moment at time zone coalesce((select c.zone from tw.company c limit 1), 'Asia/Shanghai'))::date
$$;

-- When each step was taken, told by the database. Runs after the life was checked.
create or replace function tw.stamp_service_request() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.assigned_at := null; new.accepted_at := null; new.started_at := null;
        new.resolved_at := null; new.surveyed_at := null; new.closed_at := null;
        return new;
    end if;
    new.assigned_at := old.assigned_at; new.accepted_at := old.accepted_at; new.started_at := old.started_at;
    new.resolved_at := old.resolved_at; new.surveyed_at := old.surveyed_at; new.closed_at := old.closed_at;
    if new.technician_id is distinct from old.technician_id then
        new.assigned_at := now();
    end if;
    if new.state is not distinct from old.state then
        return new;
    end if;
    case new.state
        when 'assigned' then
            if new.technician_id is null then
                perform tw.fail('TW001', 'technician_missing');
            end if;
            new.assigned_at := now(); new.accepted_at := null;
            new.resolved_at := null; new.surveyed_at := null; new.closed_at := null;
        when 'accepted' then new.accepted_at := now();
        when 'in_work' then
            new.started_at := coalesce(new.started_at, now()); new.accepted_at := coalesce(new.accepted_at, now());
        when 'resolved' then
            if btrim(new.result) = '' then
                perform tw.fail('TW001', 'result_missing');
            end if;
            new.accepted_at := coalesce(new.accepted_at, now()); new.resolved_at := now();
        when 'surveyed' then new.surveyed_at := now();
        when 'closed' then new.closed_at := now();
        else null;
    end case;
    return new;
end $$;

-- A visit belongs to its technician and carries its request's customer; the n-th visit is counted under a lock.
create or replace function tw.fill_service_dispatch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    r tw.service_request;
begin
    if tg_op = 'INSERT' then
        select * into r from tw.service_request where id = new.request_id for update;
        if not r.state in ('new', 'assigned', 'accepted', 'in_work', 'waiting_for_part') then
            perform tw.fail('TW001', 'request_not_open', jsonb_build_object('number', r.number));
        end if;
        select coalesce(max(d.visit_no), 0) + 1 into new.visit_no from tw.service_dispatch d where d.request_id = new.request_id;
        new.customer_name := r.customer_name;
        new.customer_owner_id := r.customer_owner_id;
        new.customer_department_id := r.customer_department_id;
    else
        select * into r from tw.service_request where id = old.request_id;
        if (new.request_id, new.visit_no) is distinct from (old.request_id, old.visit_no) then
            perform tw.fail('TW001', 'visit_of_another_request', jsonb_build_object('number', old.number));
        end if;
    end if;
    if tg_op = 'INSERT' or new.technician_id is distinct from old.technician_id then
        -- the desk sends; a technician may at most send themselves, and only where the request is theirs already
        if new.technician_id <> tw.me() or r.technician_id is distinct from new.technician_id then
            perform tw.require('service.assign');
        end if;
        perform tw.check_technician(new.technician_id);
        new.owner_id := new.technician_id;
        new.department_id := coalesce(tw.main_department(new.technician_id), new.department_id);
    end if;
    if r.charge <> 'billed' and new.labour_charge + new.travel_charge > 0
        and (tg_op = 'INSERT' or (new.labour_charge, new.travel_charge) is distinct from (old.labour_charge, old.travel_charge)) then
        perform tw.fail('TW001', 'visit_is_free', jsonb_build_object('number', r.number));
    end if;
    return new;
end $$;

create or replace function tw.stamp_service_dispatch() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.accepted_at := null; new.arrived_at := null; new.finished_at := null; new.returned_at := null;
        return new;
    end if;
    new.accepted_at := old.accepted_at; new.arrived_at := old.arrived_at;
    new.finished_at := old.finished_at; new.returned_at := old.returned_at;
    if new.state is not distinct from old.state then
        return new;
    end if;
    case new.state
        when 'accepted' then new.accepted_at := now();
        when 'on_site' then new.arrived_at := now(); new.accepted_at := coalesce(new.accepted_at, now());
        when 'finished' then
            if new.outcome = '' or btrim(new.result) = '' then
                perform tw.fail('TW001', 'result_missing');
            end if;
            new.finished_at := now();
        when 'second_visit' then new.finished_at := now();
        when 'returned' then new.returned_at := now();
        else null;
    end case;
    return new;
end $$;

-- What a visit does to its request, together with it: sent -> assigned, accepted, on site -> in work, solved -> resolved.
-- Definer, since the technician of a visit need not be the one to whom the request is assigned.
create or replace function tw.follow_service_dispatch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    r tw.service_request;
    target text;
begin
    if tg_op = 'UPDATE' and new.state is not distinct from old.state then
        return null;
    end if;
    select * into r from tw.service_request where id = new.request_id for update;
    if tg_op = 'INSERT' then
        update tw.service_request set technician_id = new.technician_id, state = case when r.state = 'new' then 'assigned' else r.state end
        where id = r.id and (technician_id is distinct from new.technician_id or r.state = 'new');
        return null;
    end if;
    target := case
        when new.state = 'accepted' and r.state = 'assigned' then 'accepted'
        when new.state = 'on_site' and r.state in ('assigned', 'accepted', 'waiting_for_part') then 'in_work'
        when new.state = 'finished' and new.outcome = 'solved' and r.state in ('accepted', 'in_work', 'waiting_for_part') then 'resolved'
        when new.state in ('finished', 'second_visit') and new.outcome = 'waiting_part' and r.state in ('accepted', 'in_work') then 'waiting_for_part'
    end;
    if target = 'resolved' then
        update tw.service_request set state = target, result = new.result, cause = new.cause where id = r.id;
    elsif target is not null then
        update tw.service_request set state = target, state_reason = new.state_reason where id = r.id;
    end if;
    return null;
end $$;

-- Sellers follow their customer.
create or replace function tw.spread_service_customer() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (new.owner_id, new.department_id) is distinct from (old.owner_id, old.department_id) then
        update tw.service_request set customer_owner_id = new.owner_id, customer_department_id = new.department_id
        where customer_id = new.id;
        update tw.service_dispatch d set customer_owner_id = new.owner_id, customer_department_id = new.department_id
        from tw.service_request r where r.id = d.request_id and r.customer_id = new.id;
    end if;
    return null;
end $$;

-- A request is cancelled or closed only when nobody is on the way any more.
create or replace function tw.guard_no_open_visit(in_request bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    open_visit text;
begin
    select d.number into open_visit from tw.service_dispatch d
    where d.request_id = in_request and d.state in ('dispatched', 'accepted', 'on_site') limit 1;
    if found then
        perform tw.fail('TW001', 'visit_still_open', jsonb_build_object('number', open_visit));
    end if;
end $$;

grant execute on function tw.main_department(bigint), tw.my_dispatched_requests(), tw.check_technician(bigint), tw.day_of(timestamptz),
    tw.stamp_service_request(), tw.stamp_service_dispatch(), tw.guard_no_open_visit(bigint) to "@db@_user";
