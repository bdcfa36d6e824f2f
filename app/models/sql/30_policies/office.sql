-- Purpose: walls of the office room.
call tw_admin.reference('company', 'office.settings');
call tw_admin.reference('department', 'office.people', search_order => 'code');
call tw_admin.reference('user_post', 'office.people');
call tw_admin.reference('permission', '');
call tw_admin.reference('duty_permission', 'office.people');
call tw_admin.reference('reach', 'office.people');
call tw_admin.reference('wall', '');
call tw_admin.reference('document_kind', '');
call tw_admin.reference('transition', '');
call tw_admin.reference('number_rule', 'office.settings');
call tw_admin.reference('approval_rule', 'office.settings');
call tw_admin.reference('setting', 'office.settings');
call tw_admin.reference('currency', 'office.settings', search_order => 'code');
call tw_admin.reference('tax_rate', 'office.settings', search_order => 'rate desc');
call tw_admin.reference('calendar_day', 'office.settings', search_order => 'day');
call tw_admin.reference('warning_setting', 'office.settings');
call tw_admin.personal('user_setting');
call tw_admin.personal('saved_view');
call tw_admin.personal('message_mute');
call tw_admin.personal('presence');
call tw_admin.sealed('app_user', is_audited => true, search_order => 'login');
call tw_admin.sealed('approval', ledger => true);
drop policy see on tw.approval;  -- a decision and its reason are seen with the document
create policy see on tw.approval for select to "@db@_user" using (tw.can_see_document(kind, record_id));
call tw_admin.sealed('posting_counter');
call tw_admin.sealed('bulk_load');
call tw_admin.sealed('pinyin');
call tw_admin.sealed('job_run');

-- names of colleagues are known to all; the people functions write as their own owner
drop policy if exists keeper on tw.app_user;
create policy keeper on tw.app_user to "@db@_keeper" using (true) with check (true);
grant select, insert, update on tw.app_user to "@db@_keeper";
drop policy if exists keeper on tw.user_post;
create policy keeper on tw.user_post to "@db@_keeper" using (true) with check (true);
grant select, insert, update, delete on tw.user_post to "@db@_keeper";
drop policy if exists keeper on tw.permission;
create policy keeper on tw.permission for select to "@db@_keeper" using (true);
grant select on tw.permission to "@db@_keeper";

-- presence is seen by colleagues: "X is editing since 10:42"
drop policy if exists seen on tw.presence;
create policy seen on tw.presence for select to "@db@_user" using ((select tw.me()) is not null);
-- shared views are seen by all
drop policy if exists shared on tw.saved_view;
create policy shared on tw.saved_view for select to "@db@_user" using (shared and (select tw.me()) is not null);

-- requests: a person's own, written by definer functions
call tw_admin.begin_wall('request', 'private', '', '', '', '', '', 'id');
create policy own on tw.request for select to "@db@_user" using (login = session_user::text);
grant select on tw.request to "@db@_user";

-- messages: the recipient's own; written by tw.post_message, marked by tw.mark_read
call tw_admin.begin_wall('message', 'private', '', '', '', '', '', 'id desc');
create policy own on tw.message for select to "@db@_user" using (recipient_id = (select tw.me()));
grant select on tw.message to "@db@_user";

-- comments and attachments hang on a record and are seen with it
call tw_admin.begin_wall('comment', 'attached', '', '', '', '', '', 'id desc');
create policy with_record on tw.comment for select to "@db@_user" using (tw.can_see(table_name, record_id));
create policy make on tw.comment for insert to "@db@_user" with check (user_id = (select tw.me()) and tw.can_see(table_name, record_id));
grant select, insert (table_name, record_id, user_id, text) on tw.comment to "@db@_user";
call tw_admin.audited('comment');
call tw_admin.begin_wall('attachment', 'attached', '', '', '', '', '', 'id desc');
create policy with_record on tw.attachment for select to "@db@_user" using (tw.can_see(table_name, record_id));
create policy make on tw.attachment for insert to "@db@_user" with check (user_id = (select tw.me()) and tw.can_see(table_name, record_id));
grant select, insert (table_name, record_id, user_id, name, size, content) on tw.attachment to "@db@_user";
call tw_admin.audited('attachment', 'content');

-- prints are counted by whoever prints what they may see
call tw_admin.begin_wall('print_log', 'sealed', '', '', '', '', '', 'id desc');
create policy see on tw.print_log for select to "@db@_user" using ((select tw.me()) is not null);
create policy make on tw.print_log for insert to "@db@_user" with check (user_id = (select tw.me()));
grant select, insert (paper, record_id, user_id) on tw.print_log to "@db@_user";
