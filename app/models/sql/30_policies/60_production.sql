-- Purpose: walls of the production room.
call tw_admin.owned('production_task', 'production', 'production.edit', 'production.read');
call tw_admin.lifecycle('production_task', 'production_task');
call tw_admin.searched('production_task', '', 'number', 'notes');
call tw_admin.child('task_material', 'production_task', 'task_id', 'production.edit', freezes => 'production_task');
