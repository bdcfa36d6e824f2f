-- Purpose: walls of the stock room. The ledger, balances, values and reservations are written by 10_functions/stock_*.sql.
call tw_admin.reference('warehouse', 'stock.settings', search_order => 'code');
call tw_admin.child('bin', 'warehouse', 'warehouse_id', 'stock.settings');
call tw_admin.searched('bin', '', 'code', 'aisle');
call tw_admin.reference('stock_document', 'stock.edit', 'stock.read', 'id desc');
call tw_admin.searched('stock_document', '', 'number', 'party', 'memo');
call tw_admin.attach('stock_document', 'c_life', 'before insert or update', 'tw.guard_life(''stock_document'')');
call tw_admin.attach('stock_document', 'd_number', 'before insert', 'tw.number_stock_document()');
call tw_admin.attach('stock_document', 'b_guard', 'before insert or update', 'tw.guard_stock_document()');
call tw_admin.child('stock_document_line', 'stock_document', 'document_id', 'stock.edit', freezes => 'stock_document');
call tw_admin.sealed('stock_move', '', 'stock.read', ledger => true);
call tw_admin.sealed('stock_move_cost', '', 'items.costs', ledger => true);
call tw_admin.sealed('stock_value', '', 'items.costs');
call tw_admin.sealed('stock_balance', '', 'stock.balances');
call tw_admin.sealed('reservation', '', 'stock.balances');
update tw.wall set search_order = 'walk_no, code, id' where table_name = 'bin';
