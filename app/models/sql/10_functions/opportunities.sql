-- Purpose: what a deal carries with it (customer's name, stage, chance) and the history of its stages.

-- BEFORE INSERT OR UPDATE on opportunity.
create or replace function tw.fill_opportunity() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' or new.customer_id is distinct from old.customer_id then
        if not tw_admin.bulk() and not tw.can_see('customer', new.customer_id) then
            perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'customer'));
        end if;
        select c.name into new.customer_name from tw.customer c where c.id = new.customer_id;
    else
        new.customer_name := old.customer_name;
    end if;
    if tg_op = 'INSERT' then
        new.stage_id := coalesce(new.stage_id, (select s.id from tw.sales_stage s order by s.sort_no limit 1));
        new.stage_since := tw.today();
    elsif new.stage_id is distinct from old.stage_id then
        new.stage_since := tw.today();
    end if;
    return new;
end $$;

-- AFTER INSERT OR UPDATE on opportunity: each move is kept.
create or replace function tw.log_opportunity_stage() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into tw.opportunity_stage (opportunity_id, owner_id, department_id, to_stage_id, by_id)
        values (new.id, new.owner_id, new.department_id, new.stage_id, tw.me());
    elsif new.stage_id is distinct from old.stage_id then
        insert into tw.opportunity_stage (opportunity_id, owner_id, department_id, from_stage_id, to_stage_id, by_id)
        values (new.id, new.owner_id, new.department_id, old.stage_id, new.stage_id, tw.me());
    end if;
    return null;
end $$;
