-- Purpose: walls of the production room.
call tw_admin.owned('production_task', 'production', 'production.edit', 'production.read');
call tw_admin.lifecycle('production_task', 'production_task');
call tw_admin.searched('production_task', '', 'number', 'notes');
call tw_admin.child('task_material', 'production_task', 'task_id', 'production.edit', freezes => 'production_task');
-- what is posted in stock for a task is held to what the task asks
call tw_admin.attach('stock_document', 'p_task', 'after update of state', 'tw.follow_task_posting()');
