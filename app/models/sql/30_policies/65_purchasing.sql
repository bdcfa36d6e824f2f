-- Purpose: walls of the purchasing room. What things cost stands in tables of its own: a clerk receives without prices.
call tw_admin.owned('purchase_request', 'purchasing', 'purchasing.request', 'purchasing.read');
call tw_admin.lifecycle('purchase_request', 'purchase_request');
call tw_admin.searched('purchase_request', '', 'number', 'notes');
call tw_admin.child('purchase_request_line', 'purchase_request', 'request_id', 'purchasing.request',
    freezes => 'purchase_request', free => 'closed');

call tw_admin.owned('purchase_order', 'purchasing', 'purchasing.edit', 'purchasing.read');
call tw_admin.lifecycle('purchase_order', 'purchase_order');
call tw_admin.searched('purchase_order', '', 'number', 'notes');
call tw_admin.child('purchase_order_line', 'purchase_order', 'order_id', 'purchasing.edit',
    freezes => 'purchase_order', free => 'closed,due_date');
call tw_admin.child('purchase_order_line_price', 'purchase_order', 'order_id', 'purchasing.edit', 'purchasing.prices',
    freezes => 'purchase_order');
call tw_admin.child('purchase_order_amount', 'purchase_order', 'order_id', 'purchasing.edit', 'purchasing.prices',
    freezes => 'purchase_order');
