-- Purpose: walls of the shipping room. Picks and shipments are written by 10_functions/shipping.sql.
call tw_admin.owned('delivery_notice', 'shipping', 'shipping.edit', 'shipping.read');
call tw_admin.searched('delivery_notice', '', 'number', 'carrier', 'waybill', 'notes', 'contact');
call tw_admin.lifecycle('delivery_notice', 'delivery_notice');
call tw_admin.attach('delivery_notice', 'g_guard', 'before insert or update', 'tw.guard_delivery_notice()');
call tw_admin.child('delivery_notice_line', 'delivery_notice', 'notice_id', 'shipping.edit', freezes => 'delivery_notice', free => 'picked');
call tw_admin.attach('delivery_notice_line', 'b_picked', 'before insert or update', 'tw.guard_delivery_picked()');
call tw_admin.attach('delivery_notice_line', 'd_open', 'before insert or update', 'tw.guard_delivery_line()');
call tw_admin.sealed('pick_list', 'shipping', 'shipping.read', is_audited => true);
call tw_admin.lifecycle('pick_list', 'pick_list');
call tw_admin.sealed('pick_line', 'shipping', 'shipping.read', is_audited => true);
call tw_admin.sealed('shipment', 'shipping', 'shipping.read');
call tw_admin.attach('shipment', 'c_guard', 'before update or delete', 'tw.guard_shipment()');
call tw_admin.attach('delivery_notice', 'y_spread_picks', 'after update of department_id, owner_id',
    'tw.spread_scope(''pick_list'', ''notice_id'', ''shipment'', ''notice_id'')');
call tw_admin.attach('pick_list', 'y_spread_lines', 'after update of department_id, owner_id',
    'tw.spread_scope(''pick_line'', ''pick_id'')');
call tw_admin.attach('stock_document', 'y_ship', 'after update of state', 'tw.note_shipment()');
