-- Purpose: walls of the suppliers room.
call tw_admin.reference('supplier', 'suppliers.edit', 'suppliers.read', search_order => 'sort_key, id');
call tw_admin.searched('supplier', 'name', 'code', 'name', 'name_en', 'short_name', 'tax_no', 'phone', 'contact');
