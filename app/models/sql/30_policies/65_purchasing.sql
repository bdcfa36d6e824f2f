-- Purpose: walls of the purchasing room. What things cost stands in tables of its own: a clerk receives without prices.
call tw_admin.owned('purchase_request', 'purchasing', 'purchasing.request', 'purchasing.read');
call tw_admin.lifecycle('purchase_request', 'purchase_request');
call tw_admin.searched('purchase_request', '', 'number', 'notes');
call tw_admin.child('purchase_request_line', 'purchase_request', 'request_id', 'purchasing.request',
    freezes => 'purchase_request', free => 'closed,due_date');

call tw_admin.owned('purchase_order', 'purchasing', 'purchasing.edit', 'purchasing.read');
call tw_admin.lifecycle('purchase_order', 'purchase_order');
call tw_admin.searched('purchase_order', '', 'number', 'notes');
call tw_admin.child('purchase_order_line', 'purchase_order', 'order_id', 'purchasing.edit',
    freezes => 'purchase_order', free => 'closed,due_date');
call tw_admin.child('purchase_order_line_price', 'purchase_order', 'order_id', 'purchasing.edit', 'purchasing.prices',
    freezes => 'purchase_order');
-- sealed: who may remove lines could else remove the amount that approval bands look at
call tw_admin.sealed('purchase_order_amount', 'purchasing', 'purchasing.prices', is_audited => true);
call tw_admin.attach('purchase_order', 'y_spread_purchase_order_amount', 'after update of department_id, owner_id',
    'tw.spread_scope(''purchase_order_amount'', ''order_id'')');

-- what a price comes to is reckoned here, never sent: approval bands look at it
call tw_admin.attach('purchase_order_line_price', 'a_bind', 'before insert or update', 'tw.price_purchase_line()');
revoke insert (tax_rate, total, tax, net), update (tax_rate, total, tax, net) on tw.purchase_order_line_price from "@db@_user";
drop trigger if exists j_sum_insert on tw.purchase_order_line_price;
drop trigger if exists j_sum_update on tw.purchase_order_line_price;
drop trigger if exists j_sum_delete on tw.purchase_order_line_price;
create trigger j_sum_insert after insert on tw.purchase_order_line_price referencing new table as changed
    for each statement execute function tw.sum_purchase_orders();
create trigger j_sum_update after update on tw.purchase_order_line_price referencing new table as changed
    for each statement execute function tw.sum_purchase_orders();
create trigger j_sum_delete after delete on tw.purchase_order_line_price referencing old table as changed
    for each statement execute function tw.sum_purchase_orders();
drop trigger if exists j_reprice on tw.purchase_order_line;
create trigger j_reprice after update on tw.purchase_order_line referencing old table as before new table as changed
    for each statement execute function tw.reprice_purchase_lines();
call tw_admin.attach('purchase_order', 'j_reprice', 'after update of rate, tax_anchor', 'tw.reprice_purchase_order()');

-- what is posted in stock for an order is held to what was ordered
call tw_admin.attach('stock_document', 'p_purchase', 'after update of state', 'tw.follow_purchase_posting()');
