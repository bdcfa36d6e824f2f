-- Purpose: walls of the items room. Prices, costs and what a source asks have read rights of their own.
call tw_admin.reference('unit', 'items.edit', 'items.read', search_order => 'code');
call tw_admin.reference('item_group', 'items.edit', 'items.read', search_order => 'code');
call tw_admin.reference('item', 'items.edit', 'items.read', search_order => 'sort_key, id');
call tw_admin.searched('item', 'name', 'code', 'name', 'name_en', 'specification', 'mnemonic', 'drawing_no');
-- a planner changes planning data alone: the trigger holds the columns
create policy plan on tw.item for update to "@db@_user" using ((select tw.may('items.plan')));
call tw_admin.attach('item', 'c_guard', 'before insert or update', 'tw.guard_item()');

call tw_admin.child('item_price', 'item', 'item_id', 'items.set_prices', 'items.prices');
call tw_admin.child('item_cost', 'item', 'item_id', 'items.set_costs', 'items.costs');
call tw_admin.child('item_source', 'item', 'item_id', 'items.sources', 'suppliers.read');
call tw_admin.child('item_source_price', 'item_source', 'source_id', 'items.sources', 'purchasing.prices');

call tw_admin.reference('bom', 'items.edit', 'items.read');
call tw_admin.lifecycle('bom', 'bom');
call tw_admin.attach('bom', 'd_approved', 'before update', 'tw.stamp_bom()');
call tw_admin.child('bom_line', 'bom', 'bom_id', 'items.edit', freezes => 'bom');
