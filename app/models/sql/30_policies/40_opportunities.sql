-- Purpose: walls of the opportunities room, and the stages a new company starts with.
call tw_admin.reference('sales_stage', 'opportunities.stages', search_order => 'sort_no');
call tw_admin.owned('opportunity', 'opportunities', 'opportunities.edit', 'opportunities.read',
    search_order => 'expected_date, id');
call tw_admin.lifecycle('opportunity', 'opportunity');
call tw_admin.searched('opportunity', '', 'number', 'name', 'customer_name');
call tw_admin.child('opportunity_line', 'opportunity', 'opportunity_id', 'opportunities.edit',
    freezes => 'opportunity');
call tw_admin.sealed('opportunity_stage', 'opportunities', 'opportunities.read', ledger => true);

insert into tw.sales_stage (code, sort_no, name, name_en, probability)
select * from (values
    ('lead', 10, '线索确认', 'Lead confirmed', 10),
    ('needs', 20, '需求分析', 'Needs analysed', 25),
    ('solution', 30, '方案选型', 'Solution chosen', 45),
    ('quote', 40, '报价', 'Quoted', 60),
    ('talks', 50, '商务谈判', 'Negotiation', 80),
    ('signing', 60, '签约', 'Signing', 95)) as stages
where not exists (select from tw.sales_stage);

call tw_admin.attach('opportunity', 'b_fill', 'before insert or update', 'tw.fill_opportunity()');
call tw_admin.attach('opportunity', 'i_log_stage', 'after insert or update', 'tw.log_opportunity_stage()');
revoke insert (customer_name, stage_since), update (customer_name, stage_since) on tw.opportunity from "@db@_user";
