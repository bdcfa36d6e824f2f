-- Purpose: walls of the customers room.
call tw_admin.owned('customer', 'customers', 'customers.edit', 'customers.read', search_order => 'sort_key, id');
call tw_admin.searched('customer', 'name', 'code', 'name', 'name_en', 'short_name', 'tax_no', 'phone');
call tw_admin.child('customer_credit', 'customer', 'customer_id', 'customers.credit');
call tw_admin.child('contact', 'customer', 'customer_id', 'customers.edit');
call tw_admin.child('activity', 'customer', 'customer_id', 'customers.edit');
call tw_admin.sealed('customer_stage', 'customers', 'customers.read', ledger => true);
call tw_admin.attach('customer', 'c_guard', 'before insert or update', 'tw.guard_customer()');
call tw_admin.attach('activity', 'g_touch', 'after insert or update', 'tw.touch_customer()');
