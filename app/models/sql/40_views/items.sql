-- Purpose: the product structure as planning sees it, and the lists of the items room.

-- Lines of approved bills of materials; validity is the header's and the line's together: [valid_from, valid_to).
create or replace view tw.bom_current with (security_invoker) as
select b.item_id as parent_id, l.component_id, l.quantity, l.scrap, greatest(b.valid_from, l.valid_from) as valid_from,
    least(b.valid_to, l.valid_to) as valid_to, l.id as line_id, l.line_no, b.id as bom_id
from tw.bom b join tw.bom_line l on l.bom_id = b.id
where b.state = 'approved';
grant select on tw.bom_current to "@db@_user";
