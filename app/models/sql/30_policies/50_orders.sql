-- Purpose: walls of the orders room. Amounts are sealed: the database computes them from the line prices.
call tw_admin.owned('sales_order', 'orders', 'orders.edit', 'orders.read', search_order => 'order_date desc, id desc');
call tw_admin.lifecycle('sales_order', 'sales_order');
call tw_admin.searched('sales_order', '', 'number', 'customer_name', 'customer_po');
call tw_admin.child('sales_order_line', 'sales_order', 'order_id', 'orders.edit',
    freezes => 'sales_order', free => 'closed,closed_by,promised_date');
call tw_admin.child('sales_order_line_price', 'sales_order', 'order_id', 'orders.edit', 'orders.prices',
    freezes => 'sales_order');
call tw_admin.sealed('sales_order_amount', 'orders', 'orders.prices', is_audited => true);

call tw_admin.attach('sales_order', 'b_fill', 'before insert or update', 'tw.fill_sales_order()');
call tw_admin.attach('sales_order', 'i_follow', 'after update', 'tw.follow_sales_order()');
call tw_admin.attach('sales_order_line', 'b_guard_line', 'before insert or update', 'tw.guard_sales_order_line()');
call tw_admin.attach('sales_order_line_price', 'b_price', 'before insert or update', 'tw.price_sales_order_line()');

-- what is only computed is not granted either
revoke insert (total, tax, net), update (total, tax, net) on tw.sales_order_line_price from "@db@_user";
revoke insert (customer_name), update (customer_name) on tw.sales_order from "@db@_user";

-- statement triggers: one sum for 200 lines
drop trigger if exists j_sum_insert on tw.sales_order_line_price;
drop trigger if exists j_sum_update on tw.sales_order_line_price;
drop trigger if exists j_sum_delete on tw.sales_order_line_price;
create trigger j_sum_insert after insert on tw.sales_order_line_price referencing new table as changed
    for each statement execute function tw.sum_sales_orders();
create trigger j_sum_update after update on tw.sales_order_line_price referencing new table as changed
    for each statement execute function tw.sum_sales_orders();
create trigger j_sum_delete after delete on tw.sales_order_line_price referencing old table as changed
    for each statement execute function tw.sum_sales_orders();
drop trigger if exists j_reprice on tw.sales_order_line;
create trigger j_reprice after update on tw.sales_order_line referencing old table as before new table as changed
    for each statement execute function tw.reprice_sales_order_lines();
