-- Purpose: walls of the mrp room. A plan is computed: written by tw.write_plan and the few decisions a planner takes.
call tw_admin.sealed('plan_run', read_perm => 'mrp.read');
call tw_admin.sealed('planned_order', read_perm => 'mrp.read');
call tw_admin.sealed('plan_peg', read_perm => 'mrp.read');
call tw_admin.sealed('plan_record', read_perm => 'mrp.read', search_order => 'item_id');
call tw_admin.sealed('plan_source', read_perm => 'mrp.read');
call tw_admin.sealed('plan_exception', read_perm => 'mrp.read');
-- thousands of computed rows need no stamps at their making
call tw_admin.attach('planned_order', 'a_stamp', 'before update', 'tw.stamp()');
call tw_admin.attach('plan_exception', 'a_stamp', 'before update', 'tw.stamp()');
-- decisions are audited (firm, release, apply, ignore), the thousands of computed rows are not
call tw_admin.attach('planned_order', 'zz_audit', 'after update', 'tw_audit.record()');
call tw_admin.attach('plan_exception', 'zz_audit', 'after update', 'tw_audit.record()');
