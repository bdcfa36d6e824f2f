-- Purpose: what a planner may change of an item, and what an approved bill of materials must never be.

-- With items.plan alone a person changes planning data and nothing else.
create or replace function tw.guard_item() returns trigger
language plpgsql as $$
declare
    planning text[] := array['lead_time_days', 'safety_stock', 'lot_minimum', 'lot_multiple', 'planner_id',
        'version', 'updated_at', 'updated_by'];
begin
    if tg_op = 'UPDATE' and current_user <> '@db@_owner' and not tw.may('items.edit')
        and to_jsonb(new) - planning is distinct from to_jsonb(old) - planning
    then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'items.edit'));
    end if;
    return new;
end $$;

-- Who approved a bill of materials, when; a version once approved is no fresh draft any more.
create or replace function tw.stamp_bom() returns trigger
language plpgsql as $$
begin
    if new.state = 'approved' and old.state <> 'approved' then
        new.approved_at := clock_timestamp();
        new.approved_by := tw.me();
        new.submitted_at := new.approved_at;
        new.submitted_by := new.approved_by;
    end if;
    return new;
end $$;

-- Guard of approve: it has lines, no other approved version is valid on the same day, and it closes no loop with the
-- approved ones. One approval at a time, else two that fit alone could loop together. The service explains, this refuses.
create or replace function tw.guard_bom(in_bom bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    b tw.bom;
    other text;
    looping text;
begin
    perform pg_advisory_xact_lock(hashtextextended('approve bom', 0));
    select * into b from tw.bom where id = in_bom;
    if not exists (select from tw.bom_line l where l.bom_id = in_bom) then
        perform tw.fail('TW001', 'bom_without_lines');
    end if;
    select o.version_no into other from tw.bom o
    where o.item_id = b.item_id and o.id <> b.id and o.state = 'approved'
      and daterange(o.valid_from, o.valid_to) && daterange(b.valid_from, b.valid_to) limit 1;
    if found then
        perform tw.fail('TW001', 'bom_versions_overlap', jsonb_build_object('version', other));
    end if;
    with recursive below(item_id) as (
        select l.component_id from tw.bom_line l where l.bom_id = in_bom
        union
        select l.component_id
        from below w join tw.bom x on x.item_id = w.item_id and x.state = 'approved' join tw.bom_line l on l.bom_id = x.id
    )
    select i.code into looping from below w join tw.item i on i.id = w.item_id where w.item_id = b.item_id;
    if found then
        perform tw.fail('TW001', 'bom_loop', jsonb_build_object('loop', looping || ' → … → ' || looping));
    end if;
end $$;
grant execute on function tw.guard_item(), tw.stamp_bom(), tw.guard_bom(bigint) to "@db@_user";
