-- Purpose: what a planner may change of an item, and what an approved bill of materials must never be.

-- With items.plan alone a person changes planning data and nothing else.
create or replace function tw.guard_item() returns trigger
language plpgsql as $$
declare
    planning text[] := array['lead_time_days', 'safety_stock', 'lot_minimum', 'lot_multiple', 'planner_id',
        'default_bin_id', 'version', 'updated_at', 'updated_by'];
begin
    if tg_op = 'UPDATE' and current_user <> '@db@_owner' and not tw.may('items.edit')
        and to_jsonb(new) - planning is distinct from to_jsonb(old) - planning
    then
        perform tw.fail('TW002', 'not_allowed', jsonb_build_object('permission', 'items.edit'));
    end if;
    if tg_op = 'UPDATE' and new.unit_id <> old.unit_id and tw.item_is_used(new.id) then
        perform tw.fail('TW001', 'unit_of_used_item', jsonb_build_object('item', new.code));
    end if;
    return new;
end $$;

-- Whether anything counts in this item's unit: a row of any table that refers to it, its own 1:1 rows and sources apart.
create or replace function tw.item_is_used(in_item bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    r record;
    is_used boolean;
begin
    for r in
        select c.conrelid::regclass as other, a.attname as col
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'tw.item'::regclass
          and not c.conrelid in ('tw.item_price'::regclass, 'tw.item_cost'::regclass, 'tw.item_source'::regclass)
    loop
        execute format('select exists (select from %s where %I = $1)', r.other, r.col) into is_used using in_item;
        if is_used then
            return true;
        end if;
    end loop;
    return false;
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
    elsif new.state = 'approved' and new.valid_to is distinct from old.valid_to then
        perform tw.refuse_bom_overlap(new.id, new.item_id, new.valid_from, new.valid_to);
    end if;
    return new;
end $$;

-- Two approved versions of one item are never valid on the same day: demand would be counted twice.
create or replace function tw.refuse_bom_overlap(in_bom bigint, in_item bigint, in_from date, in_to date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    other text;
begin
    perform pg_advisory_xact_lock(hashtextextended('approve bom', 0));
    select o.version_no into other from tw.bom o
    where o.item_id = in_item and o.id <> in_bom and o.state = 'approved'
      and daterange(o.valid_from, o.valid_to) && daterange(in_from, in_to) limit 1;
    if found then
        perform tw.fail('TW001', 'bom_versions_overlap', jsonb_build_object('version', other));
    end if;
end $$;

-- Guard of approve: it has lines, no other approved version is valid on the same day, and it closes no loop with the
-- approved ones. One approval at a time, else two that fit alone could loop together. The service explains, this refuses.
create or replace function tw.guard_bom(in_bom bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    b tw.bom;
    looping text;
begin
    select * into b from tw.bom where id = in_bom;
    if not exists (select from tw.bom_line l where l.bom_id = in_bom) then
        perform tw.fail('TW001', 'bom_without_lines');
    end if;
    perform tw.refuse_bom_overlap(b.id, b.item_id, b.valid_from, b.valid_to);
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
grant execute on function tw.guard_item(), tw.item_is_used(bigint), tw.stamp_bom(), tw.guard_bom(bigint),
    tw.refuse_bom_overlap(bigint, bigint, date, date) to "@db@_user";
