-- Purpose: what was issued to tasks and completed of them, derived from stock documents; what moves a task by itself; and
-- the walls around both. Callers: 30_policies/60_production.sql, 40_views/60_production.sql, app.modules.production.

-- Sums only, so that whoever may see a task sees its progress without seeing stock documents.
create or replace function tw.task_completed(in_task bigint) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select (select coalesce(sum(l.quantity), 0) from tw.stock_document d join tw.stock_document_line l on l.document_id = d.id
        where d.source_kind = 'production_task' and d.source_id = in_task and d.kind = 'production_receipt' and d.state = 'posted')
        + coalesce((select h.quantity from tw.history_quantity h where h.document_kind = 'production_task' and h.record_id = in_task), 0)
$$;

create or replace function tw.material_issued(in_material bigint) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(sum(l.quantity), 0) from tw.stock_document_line l join tw.stock_document d on d.id = l.document_id
    where l.source_line_id = in_material and d.source_kind = 'production_task' and d.kind = 'production_issue' and d.state = 'posted'
$$;

-- The share of a task's material that was issued, 1 where it asks for none.
create or replace function tw.task_issued_share(in_task bigint) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(avg(least(tw.material_issued(m.id) / m.quantity, 1)), 1)
    from tw.task_material m where m.task_id = in_task and m.quantity > 0
$$;

-- Posting for a task: only while it is open, material up to what it asks (more only with production.over_issue), no more
-- completed than ordered; then the task moves by itself. The task is locked, so that two postings see each other.
create or replace function tw.follow_task_posting() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t tw.production_task;
    done numeric;
    fault record;
begin
    if new.source_kind <> 'production_task' or new.state <> 'posted' or old.state = 'posted' then
        return null;
    end if;
    select * into t from tw.production_task where id = new.source_id for update;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'production_task'));
    end if;
    if new.kind in ('production_issue', 'production_receipt') and t.state not in ('released', 'in_work') then
        perform tw.fail('TW001', 'task_not_in_work', jsonb_build_object('number', t.number));
    end if;
    if new.kind = 'production_issue' then
        select i.code || ' ' || i.name as item, m.quantity, tw.material_issued(m.id) as issued into fault
        from tw.stock_document_line l
        left join tw.task_material m on m.id = l.source_line_id and m.task_id = t.id and m.item_id = l.item_id
        join tw.item i on i.id = l.item_id
        where l.document_id = new.id and (m.id is null or tw.material_issued(m.id) > m.quantity) limit 1;
        if found and not tw.may('production.over_issue') then
            perform tw.fail('TW001', 'over_issue', jsonb_build_object('item', fault.item, 'number', t.number,
                'asked', trim_scale(coalesce(fault.quantity, 0)), 'issued', trim_scale(coalesce(fault.issued, 0))));
        end if;
    end if;
    if exists (select from tw.stock_document_line l where l.document_id = new.id and l.item_id <> t.item_id)
        and new.kind = 'production_receipt'
    then
        perform tw.fail('TW001', 'task_makes_another_item', jsonb_build_object('number', t.number));
    end if;
    done := tw.task_completed(t.id);
    if done > t.quantity then
        perform tw.fail('TW001', 'over_completion', jsonb_build_object('number', t.number, 'quantity', trim_scale(t.quantity),
            'completed', trim_scale(done)));
    end if;
    if t.state = 'released' then
        update tw.production_task set state = 'in_work' where id = t.id;
        t.state := 'in_work';
    end if;
    if t.state = 'in_work' and done = t.quantity then
        update tw.production_task set state = 'completed' where id = t.id;
    elsif t.state = 'completed' and done < t.quantity then
        update tw.production_task set state = 'in_work' where id = t.id;
    end if;
    return null;
end $$;

-- Guard of cancel: what has material or product out cannot just be closed.
create or replace function tw.guard_task_cancel(in_task bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if tw.task_completed(in_task) > 0
        or exists (select from tw.task_material m where m.task_id = in_task and tw.material_issued(m.id) > 0)
    then
        perform tw.fail('TW001', 'task_has_postings', jsonb_build_object(
            'number', (select x.number from tw.production_task x where x.id = in_task)));
    end if;
end $$;

-- Serial numbers for products made; drawn by who reports completion.
create or replace function tw.next_serials(in_count int) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tw.require('production.work');
    if in_count not between 1 and 10000 then
        perform tw.fail('TW001', 'too_many_serials', jsonb_build_object('count', in_count));
    end if;
    return array(select tw.next_number('serial', tw.today()) from generate_series(1, in_count));
end $$;

-- The plan moves a task: start and due by the same days, a task in work keeps its start. Answers whose task it is.
create or replace function tw.reschedule_task(in_task bigint, new_due date) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    t tw.production_task;
begin
    perform tw.require('mrp.release');
    select * into t from tw.production_task where id = in_task for update;
    if not found then
        perform tw.fail('TW004', 'not_found', jsonb_build_object('kind', 'production_task'));
    end if;
    if t.state in ('completed', 'closed') then
        perform tw.fail('TW001', 'document_frozen', jsonb_build_object('number', t.number, 'state', t.state));
    end if;
    update tw.production_task set due_date = new_due,
        start_date = least(new_due, case when t.state in ('in_work', 'suspended') then start_date else start_date + (new_due - t.due_date) end)
    where id = in_task;
    return t.owner_id;
end $$;

grant execute on function tw.task_completed(bigint), tw.material_issued(bigint), tw.task_issued_share(bigint),
    tw.guard_task_cancel(bigint), tw.next_serials(int), tw.reschedule_task(bigint, date) to "@db@_user";
