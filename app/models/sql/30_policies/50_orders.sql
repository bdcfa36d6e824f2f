-- Purpose: walls of the orders room. Amounts are sealed: the database computes them from the line prices.
call tw_admin.owned('sales_order', 'orders', 'orders.edit', 'orders.read', search_order => 'order_date desc, id desc');
call tw_admin.lifecycle('sales_order', 'sales_order');
call tw_admin.searched('sales_order', '', 'number', 'customer_name', 'customer_po');
call tw_admin.child('sales_order_line', 'sales_order', 'order_id', 'orders.edit',
    freezes => 'sales_order', free => 'closed,closed_by,promised_date');
call tw_admin.child('sales_order_line_price', 'sales_order', 'order_id', 'orders.edit', 'orders.prices',
    freezes => 'sales_order');
call tw_admin.sealed('sales_order_amount', 'orders', 'orders.prices', is_audited => true);
