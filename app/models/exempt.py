"""Tables without the audit trigger, each with its reason. The generic test reads this."""

NOT_AUDITED = {
    "approval": "a ledger itself",
    "bulk_load": "holds one transaction id while a bulk function runs",
    "job_run": "clock of the worker",
    "message": "carries what was audited elsewhere",
    "message_mute": "a person's own wish",
    "pinyin": "readings shipped with the program",
    "plan_entry": "computed by a run",
    "plan_peg": "computed by a run",
    "plan_run": "a ledger of runs itself",
    "plan_source": "computed by a run",
    "posting_counter": "counts rows of ledgers",
    "presence": "lives for minutes",
    "print_log": "a ledger itself",
    "request": "a ledger itself",
    "saved_view": "a person's own wish",
    "user_setting": "a person's own wish",
}
