-- Purpose: wall of what imported history came to: read by all, written by 10_functions/zz_history.sql alone, never changed.
call tw_admin.sealed('history_quantity', ledger => true);
