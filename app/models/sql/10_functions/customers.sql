-- Purpose: a customer's stage moves by the room's own posting function, so that history is never missing.
-- By hand: right customers.edit, a reason and reach; by event: from later rooms' services within their transaction.
create or replace function tw.move_customer_stage(in_customer bigint, to_stage text, in_reason text, by_event boolean) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    c tw.customer;
begin
    select * into c from tw.customer where id = in_customer for update;
    if not found or (not by_event and not tw.can_see('customer', in_customer)) then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'customer'));
    end if;
    if by_event then
        -- events only carry a customer forward; a person's word (lost, dormant) is only lifted by trading again
        if not (array_position(array['target', 'potential', 'prospect', 'trading', 'serviced'], to_stage)
                > coalesce(array_position(array['target', 'potential', 'prospect', 'trading', 'serviced'], c.stage), 0)) then
            return case when tw.can_see('customer', in_customer) then c.stage end;
        end if;
        -- what carries it must be there: a deal, an order that was approved
        if tw.me() is null or not (case to_stage
            when 'prospect' then exists (select from tw.opportunity o where o.customer_id = in_customer)
            when 'trading' then exists (select from tw.sales_order o
                where o.customer_id = in_customer and o.state in ('approved', 'held', 'closed'))
            else false end)
        then
            perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'customers.edit'));
        end if;
    else
        perform tw.require('customers.edit');
        if btrim(in_reason) = '' then
            perform tw.fail('TW001', 'reason_needed');
        end if;
    end if;
    if c.stage = to_stage then
        return c.stage;
    end if;
    update tw.customer set stage = to_stage where id = in_customer;
    insert into tw.customer_stage (customer_id, owner_id, department_id, from_stage, to_stage, reason, by_id)
    values (in_customer, c.owner_id, c.department_id, c.stage, to_stage, in_reason, tw.me());
    return to_stage;
end $$;

-- What a contact leaves behind: the date of the last touch.
create or replace function tw.touch_customer() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.done_at is not null then
        update tw.customer set last_contact_on = greatest(last_contact_on, (new.done_at at time zone
            coalesce((select zone from tw.company limit 1), 'Asia/Shanghai'))::date)
        where id = new.customer_id;
    end if;
    return null;
end $$;

-- Stage is moved by tw.move_customer_stage alone; a new customer begins as target or potential.
create or replace function tw.guard_customer() returns trigger
language plpgsql as $$
begin
    if current_user <> '@db@_owner' and tg_op = 'UPDATE' and new.stage is distinct from old.stage then
        perform tw.fail('TW001', 'stage_moves_by_its_own_way');
    elsif current_user <> '@db@_owner' and tg_op = 'INSERT' and new.stage not in ('target', 'potential', 'prospect') then
        perform tw.fail('TW001', 'must_begin_as', jsonb_build_object('state', 'target'));
    end if;
    return new;
end $$;
grant execute on function tw.move_customer_stage(bigint, text, text, boolean), tw.guard_customer() to "@db@_user";
