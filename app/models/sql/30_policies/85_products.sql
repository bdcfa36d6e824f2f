-- Purpose: walls of the products room: a product's scope is that of its end user, and follows it.
call tw_admin.owned('product_file', 'products', 'products.edit', 'products.read');
call tw_admin.attach('product_file', 'd_name', 'before insert or update of item_id, end_user_id', 'tw.name_product()');
call tw_admin.searched('product_file', '', 'serial', 'known_as', 'site_address', 'site_contact');
call tw_admin.attach('product_file', 'a_copy_scope', 'before insert or update of end_user_id', 'tw.copy_scope(''customer'', ''end_user_id'')');
call tw_admin.attach('product_file', 'g_guard', 'before insert or update', 'tw.guard_product()');
call tw_admin.child('product_part', 'product_file', 'product_id', 'products.edit');
call tw_admin.attach('customer', 'y_spread_product_file', 'after update of department_id, owner_id',
    'tw.spread_scope(''product_file'', ''end_user_id'')');
