"""The tables of the first working day, as they stood on that day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType

revision = "0001"
down_revision = None


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("kind", sa.Text(), server_default="person", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("app_user_pkey")),
        sa.UniqueConstraint("login", name=op.f("app_user_login_key")),
        schema="tw",
    )
    op.create_table(
        "bulk_load",
        sa.Column("xid", Xid8(), nullable=False),
        sa.PrimaryKeyConstraint("xid", name=op.f("bulk_load_pkey")),
        schema="tw",
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("calendar_day_pkey")),
        sa.UniqueConstraint("day", name=op.f("calendar_day_day_key")),
        schema="tw",
    )
    op.create_table(
        "company",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("short_name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("address_en", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_no", sa.Text(), server_default="", nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_account", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("schema_version", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("company_pkey")),
        schema="tw",
    )
    op.create_table(
        "currency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), server_default="1", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("currency_pkey")),
        sa.UniqueConstraint("code", name=op.f("currency_code_key")),
        schema="tw",
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("short_name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="end_user", nullable=False),
        sa.Column("level", sa.Text(), server_default="C", nullable=False),
        sa.Column("stage", sa.Text(), server_default="target", nullable=False),
        sa.Column("industry", sa.Text(), server_default="", nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("ship_to_address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_no", sa.Text(), server_default="", nullable=False),
        sa.Column("invoice_title", sa.Text(), server_default="", nullable=False),
        sa.Column("invoice_address", sa.Text(), server_default="", nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_account", sa.Text(), server_default="", nullable=False),
        sa.Column("price_group", sa.Text(), server_default="", nullable=False),
        sa.Column("payment_terms", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("tax_code", sa.Text(), server_default="13", nullable=False),
        sa.Column("paper_language", sa.Text(), server_default="zh", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sort_key", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "stage in ('target', 'potential', 'prospect', 'trading', 'serviced', 'dormant', 'lost')",
            name=op.f("customer_stage_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_pkey")),
        sa.UniqueConstraint("code", name=op.f("customer_code_key")),
        schema="tw",
    )
    op.create_index(
        op.f("customer_department_id_sort_key_id_ix"),
        "customer",
        ["department_id", "sort_key", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("customer_owner_id_sort_key_id_ix"), "customer", ["owner_id", "sort_key", "id"], unique=False, schema="tw"
    )
    op.create_index(op.f("customer_sort_key_id_ix"), "customer", ["sort_key", "id"], unique=False, schema="tw")
    op.create_table(
        "department",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["tw.department.id"], name=op.f("department_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("department_pkey")),
        sa.UniqueConstraint("code", name=op.f("department_code_key")),
        schema="tw",
    )
    op.create_index(op.f("department_parent_id_ix"), "department", ["parent_id"], unique=False, schema="tw")
    op.create_table(
        "document_kind",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("initial", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("editable", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("free", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("amount_sql", sa.Text(), server_default="", nullable=False),
        sa.Column("approve_permission", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("document_kind_pkey")),
        schema="tw",
    )
    op.create_table(
        "history_quantity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("scrapped", sa.Numeric(precision=18, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.CheckConstraint("quantity >= 0 and scrapped >= 0", name=op.f("history_quantity_not_negative_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("history_quantity_pkey")),
        sa.UniqueConstraint("document_kind", "record_id", name=op.f("history_quantity_document_kind_record_id_key")),
        schema="tw",
    )
    op.create_table(
        "item_group",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["tw.item_group.id"], name=op.f("item_group_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_group_pkey")),
        sa.UniqueConstraint("code", name=op.f("item_group_code_key")),
        schema="tw",
    )
    op.create_index(op.f("item_group_parent_id_ix"), "item_group", ["parent_id"], unique=False, schema="tw")
    op.create_table(
        "job_run",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("job_run_pkey")),
        schema="tw",
    )
    op.create_table(
        "number_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), server_default="month", nullable=False),
        sa.Column("digits", sa.Integer(), server_default="5", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("number_rule_pkey")),
        sa.UniqueConstraint("kind", name=op.f("number_rule_kind_key")),
        schema="tw",
    )
    op.create_table(
        "permission",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("permission_pkey")),
        schema="tw",
    )
    op.create_table(
        "pinyin",
        sa.Column("ch", sa.Text(), nullable=False),
        sa.Column("readings", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("ch", name=op.f("pinyin_pkey")),
        schema="tw",
    )
    op.create_table(
        "plan_peg",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("supply_ref", sa.Text(), nullable=False),
        sa.Column("demand_ref", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_peg_pkey")),
        schema="tw",
    )
    op.create_index(op.f("plan_peg_run_id_item_id_ix"), "plan_peg", ["run_id", "item_id"], unique=False, schema="tw")
    op.create_index(
        op.f("plan_peg_run_id_supply_ref_ix"), "plan_peg", ["run_id", "supply_ref"], unique=False, schema="tw"
    )
    op.create_table(
        "plan_record",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("entries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "item_id", name=op.f("plan_record_pkey")),
        schema="tw",
    )
    op.create_table(
        "plan_source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_source_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("plan_source_run_id_document_kind_document_id_ix"),
        "plan_source",
        ["run_id", "document_kind", "document_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("plan_source_run_id_ref_ix"), "plan_source", ["run_id", "ref"], unique=False, schema="tw")
    op.create_table(
        "posting_counter",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("posting_counter_pkey")),
        schema="tw",
    )
    op.create_table(
        "request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("request_pkey")),
        schema="tw",
    )
    op.create_table(
        "sales_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sort_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("probability between 0 and 100", name=op.f("sales_stage_probability_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_stage_pkey")),
        sa.UniqueConstraint("code", name=op.f("sales_stage_code_key")),
        schema="tw",
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("setting_pkey")),
        schema="tw",
    )
    op.create_table(
        "stock_document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), server_default="", nullable=False),
        sa.Column("posting_year", sa.Integer(), nullable=True),
        sa.Column("posting_no", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("party", sa.Text(), server_default="", nullable=False),
        sa.Column("memo", sa.Text(), server_default="", nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "kind in ('purchase_receipt', 'production_receipt', 'other_in', 'opening', 'sales_issue', 'production_issue', 'other_out', 'transfer', 'reversal')",
            name=op.f("stock_document_kind_check"),
        ),
        sa.CheckConstraint(
            "state = 'draft' or posting_no is not null", name=op.f("stock_document_posted_has_number_check")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["tw.stock_document.id"], name=op.f("stock_document_reverses_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_document_pkey")),
        sa.UniqueConstraint("number", name=op.f("stock_document_number_key")),
        sa.UniqueConstraint("uid", name=op.f("stock_document_uid_key")),
        schema="tw",
    )
    op.create_index(op.f("stock_document_day_id_ix"), "stock_document", ["day", "id"], unique=False, schema="tw")
    op.create_index(
        "stock_document_posting_key",
        "stock_document",
        ["series", "posting_year", "posting_no"],
        unique=True,
        schema="tw",
    )
    op.create_index(
        op.f("stock_document_source_kind_source_id_ix"),
        "stock_document",
        ["source_kind", "source_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("stock_document_state_ix"), "stock_document", ["state"], unique=False, schema="tw")
    op.create_table(
        "supplier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("short_name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="material", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("tax_code", sa.Text(), server_default="13", nullable=False),
        sa.Column("payment_terms", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_no", sa.Text(), server_default="", nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_account", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_time_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sort_key", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("supplier_lead_time_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("supplier_pkey")),
        sa.UniqueConstraint("code", name=op.f("supplier_code_key")),
        schema="tw",
    )
    op.create_index(op.f("supplier_sort_key_id_ix"), "supplier", ["sort_key", "id"], unique=False, schema="tw")
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("valid_from", sa.Date(), server_default="2019-04-01", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("tax_rate_pkey")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("tax_rate_code_valid_from_key")),
        schema="tw",
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("digits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("digits between 0 and 4", name=op.f("unit_digits_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("unit_pkey")),
        sa.UniqueConstraint("code", name=op.f("unit_code_key")),
        schema="tw",
    )
    op.create_table(
        "wall",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("read_permission", sa.Text(), server_default="", nullable=False),
        sa.Column("write_permission", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_table", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_column", sa.Text(), server_default="", nullable=False),
        sa.Column("search_order", sa.Text(), server_default="id desc", nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("wall_pkey")),
        schema="tw",
    )
    op.create_table(
        "warehouse",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="normal", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("warehouse_pkey")),
        sa.UniqueConstraint("code", name=op.f("warehouse_code_key")),
        schema="tw",
    )
    op.create_table(
        "warning_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("warning_setting_pkey")),
        sa.UniqueConstraint("key", name=op.f("warning_setting_key_key")),
        schema="tw",
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("approval_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("approval_pkey")),
        schema="tw",
    )
    op.create_index(op.f("approval_kind_record_id_ix"), "approval", ["kind", "record_id"], unique=False, schema="tw")
    op.create_table(
        "approval_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("amount_from", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("condition", sa.Text(), server_default="", nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["kind"], ["tw.document_kind.kind"], name=op.f("approval_rule_kind_fkey")),
        sa.ForeignKeyConstraint(["permission"], ["tw.permission.key"], name=op.f("approval_rule_permission_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("approval_rule_pkey")),
        schema="tw",
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "octet_length(content) <= 52428800 and size = octet_length(content)", name=op.f("attachment_size_check")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("attachment_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("attachment_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("attachment_table_name_record_id_ix"), "attachment", ["table_name", "record_id"], unique=False, schema="tw"
    )
    op.create_table(
        "bin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("aisle", sa.Text(), server_default="", nullable=False),
        sa.Column("walk_no", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.Text(), server_default="normal", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("kind in ('normal', 'high', 'dock')", name=op.f("bin_kind_check")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["tw.warehouse.id"], name=op.f("bin_warehouse_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("bin_pkey")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("bin_warehouse_id_code_key")),
        schema="tw",
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("comment_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("comment_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("comment_table_name_record_id_ix"), "comment", ["table_name", "record_id"], unique=False, schema="tw"
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("decision_role", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("mobile", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("is_main", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("contact_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("contact_pkey")),
        schema="tw",
    )
    op.create_table(
        "customer_credit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_limit", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("term_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("customer_credit_not_negative_check")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("customer_credit_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_credit_pkey")),
        sa.UniqueConstraint("customer_id", name=op.f("customer_credit_customer_id_key")),
        schema="tw",
    )
    op.create_table(
        "customer_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("from_stage", sa.Text(), server_default="", nullable=False),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["tw.app_user.id"], name=op.f("customer_stage_by_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("customer_stage_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_stage_pkey")),
        schema="tw",
    )
    op.create_table(
        "delivery_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("ship_to_customer_id", sa.BigInteger(), nullable=True),
        sa.Column("end_user_id", sa.BigInteger(), nullable=True),
        sa.Column("ship_to_address", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("carrier", sa.Text(), server_default="", nullable=False),
        sa.Column("waybill", sa.Text(), server_default="", nullable=False),
        sa.Column("packages", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("delivery_notice_customer_id_fkey")),
        sa.ForeignKeyConstraint(["end_user_id"], ["tw.customer.id"], name=op.f("delivery_notice_end_user_id_fkey")),
        sa.ForeignKeyConstraint(["issue_id"], ["tw.stock_document.id"], name=op.f("delivery_notice_issue_id_fkey")),
        sa.ForeignKeyConstraint(
            ["ship_to_customer_id"], ["tw.customer.id"], name=op.f("delivery_notice_ship_to_customer_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_notice_pkey")),
        sa.UniqueConstraint("number", name=op.f("delivery_notice_number_key")),
        sa.UniqueConstraint("uid", name=op.f("delivery_notice_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("delivery_notice_customer_id_ix"), "delivery_notice", ["customer_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("delivery_notice_department_id_due_date_id_ix"),
        "delivery_notice",
        ["department_id", "due_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("delivery_notice_due_date_id_ix"), "delivery_notice", ["due_date", "id"], unique=False, schema="tw"
    )
    op.create_index(op.f("delivery_notice_issue_id_ix"), "delivery_notice", ["issue_id"], unique=False, schema="tw")
    op.create_index(
        op.f("delivery_notice_owner_id_due_date_id_ix"),
        "delivery_notice",
        ["owner_id", "due_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("delivery_notice_state_ix"), "delivery_notice", ["state"], unique=False, schema="tw")
    op.create_table(
        "duty_permission",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["permission"], ["tw.permission.key"], name=op.f("duty_permission_permission_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("duty_permission_pkey")),
        sa.UniqueConstraint("permission", "duty", name=op.f("duty_permission_permission_duty_key")),
        schema="tw",
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("specification", sa.Text(), server_default="", nullable=False),
        sa.Column("drawing_no", sa.Text(), server_default="", nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("mnemonic", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_code", sa.Text(), server_default="13", nullable=False),
        sa.Column("tax_code_cn", sa.Text(), server_default="", nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), server_default="buy", nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("safety_stock", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("lot_minimum", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("lot_multiple", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("planner_id", sa.BigInteger(), nullable=True),
        sa.Column("is_serial", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_lot", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("warranty_months", sa.Integer(), server_default="0", nullable=False),
        sa.Column("default_bin_id", sa.BigInteger(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sort_key", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "source in ('make', 'buy', 'outsource', 'phantom', 'service')", name=op.f("item_source_check")
        ),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("item_lead_time_check")),
        sa.CheckConstraint(
            "safety_stock >= 0 and lot_minimum >= 0 and lot_multiple >= 0", name=op.f("item_planning_check")
        ),
        sa.CheckConstraint("warranty_months >= 0", name=op.f("item_warranty_check")),
        sa.ForeignKeyConstraint(["group_id"], ["tw.item_group.id"], name=op.f("item_group_id_fkey")),
        sa.ForeignKeyConstraint(["planner_id"], ["tw.app_user.id"], name=op.f("item_planner_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["tw.unit.id"], name=op.f("item_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_pkey")),
        sa.UniqueConstraint("code", name=op.f("item_code_key")),
        schema="tw",
    )
    op.create_index(op.f("item_group_id_ix"), "item", ["group_id"], unique=False, schema="tw")
    op.create_index(op.f("item_planner_id_ix"), "item", ["planner_id"], unique=False, schema="tw")
    op.create_index(op.f("item_sort_key_id_ix"), "item", ["sort_key", "id"], unique=False, schema="tw")
    op.create_index(op.f("item_unit_id_ix"), "item", ["unit_id"], unique=False, schema="tw")
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("second", sa.Text(), server_default="", nullable=False),
        sa.Column("second_params", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("screen", sa.Text(), server_default="", nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("dedupe", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["tw.app_user.id"], name=op.f("message_recipient_id_fkey")),
        sa.ForeignKeyConstraint(["sender_id"], ["tw.app_user.id"], name=op.f("message_sender_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pkey")),
        schema="tw",
    )
    op.create_index(
        "message_dedupe_key",
        "message",
        ["recipient_id", "dedupe"],
        unique=True,
        schema="tw",
        postgresql_where=sa.text("dedupe <> ''"),
    )
    op.create_index(
        "message_of_record_ix",
        "message",
        ["record_id", "kind"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_index(op.f("message_recipient_id_id_ix"), "message", ["recipient_id", "id"], unique=False, schema="tw")
    op.create_index(
        "message_unread_ix",
        "message",
        ["recipient_id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_table(
        "message_mute",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("message_mute_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("message_mute_pkey")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("message_mute_user_id_kind_key")),
        schema="tw",
    )
    op.create_index(op.f("message_mute_user_id_ix"), "message_mute", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "plan_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("items", sa.Integer(), server_default="0", nullable=False),
        sa.Column("orders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("messages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seconds", sa.Numeric(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["tw.app_user.id"], name=op.f("plan_run_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_run_pkey")),
        schema="tw",
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("presence_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("presence_pkey")),
        sa.UniqueConstraint(
            "table_name", "record_id", "user_id", name=op.f("presence_table_name_record_id_user_id_key")
        ),
        schema="tw",
    )
    op.create_index(op.f("presence_user_id_ix"), "presence", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "print_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("print_log_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("print_log_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("print_log_paper_record_id_ix"), "print_log", ["paper", "record_id"], unique=False, schema="tw"
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), server_default="1", nullable=False),
        sa.Column("tax_anchor", sa.Text(), server_default="with_tax", nullable=False),
        sa.Column("payment_terms", sa.Text(), server_default="", nullable=False),
        sa.Column("ship_to_address", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["tw.supplier.id"], name=op.f("purchase_order_supplier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_order_pkey")),
        sa.UniqueConstraint("number", name=op.f("purchase_order_number_key")),
        sa.UniqueConstraint("uid", name=op.f("purchase_order_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("purchase_order_department_id_order_date_id_ix"),
        "purchase_order",
        ["department_id", "order_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("purchase_order_order_date_id_ix"), "purchase_order", ["order_date", "id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("purchase_order_owner_id_order_date_id_ix"),
        "purchase_order",
        ["owner_id", "order_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("purchase_order_state_ix"), "purchase_order", ["state"], unique=False, schema="tw")
    op.create_index(op.f("purchase_order_supplier_id_ix"), "purchase_order", ["supplier_id"], unique=False, schema="tw")
    op.create_table(
        "reach",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("departments", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reach in ('own', 'department', 'below', 'chosen', 'all')", name=op.f("reach_known_check")),
        sa.CheckConstraint("(duty is null) <> (user_id is null)", name=op.f("reach_duty_or_user_check")),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("reach_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reach_pkey")),
        sa.UniqueConstraint(
            "scope", "duty", "user_id", name=op.f("reach_scope_duty_user_id_key"), postgresql_nulls_not_distinct=True
        ),
        schema="tw",
    )
    op.create_index(op.f("reach_user_id_ix"), "reach", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("saved_view_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("saved_view_pkey")),
        sa.UniqueConstraint("user_id", "screen", "name", name=op.f("saved_view_user_id_screen_name_key")),
        schema="tw",
    )
    op.create_index(op.f("saved_view_user_id_ix"), "saved_view", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "transition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("guard", sa.Text(), server_default="", nullable=False),
        sa.Column("needs_reason", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("system", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["kind"], ["tw.document_kind.kind"], name=op.f("transition_kind_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("transition_pkey")),
        sa.UniqueConstraint("kind", "name", "source", name=op.f("transition_kind_name_source_key")),
        schema="tw",
    )
    op.create_table(
        "user_post",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("is_main", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["tw.department.id"], name=op.f("user_post_department_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("user_post_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("user_post_pkey")),
        sa.UniqueConstraint("user_id", "department_id", name=op.f("user_post_user_id_department_id_key")),
        schema="tw",
    )
    op.create_index(op.f("user_post_department_id_ix"), "user_post", ["department_id"], unique=False, schema="tw")
    op.create_index(op.f("user_post_user_id_ix"), "user_post", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "user_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["tw.app_user.id"], name=op.f("user_setting_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("user_setting_pkey")),
        sa.UniqueConstraint("user_id", "key", name=op.f("user_setting_user_id_key_key")),
        schema="tw",
    )
    op.create_index(op.f("user_setting_user_id_ix"), "user_setting", ["user_id"], unique=False, schema="tw")
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="call", nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["tw.contact.id"], name=op.f("activity_contact_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("activity_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("activity_pkey")),
        schema="tw",
    )
    op.create_index(op.f("activity_contact_id_ix"), "activity", ["contact_id"], unique=False, schema="tw")
    op.create_index(
        op.f("activity_customer_id_due_at_ix"), "activity", ["customer_id", "due_at"], unique=False, schema="tw"
    )
    op.create_table(
        "bom",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("version_no", sa.Text(), server_default="1", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("bom_validity_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("bom_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("bom_pkey")),
        sa.UniqueConstraint("item_id", "version_no", name=op.f("bom_item_id_version_no_key")),
        schema="tw",
    )
    op.create_index(op.f("bom_item_id_state_ix"), "bom", ["item_id", "state"], unique=False, schema="tw")
    op.create_index(op.f("bom_state_ix"), "bom", ["state"], unique=False, schema="tw")
    op.create_table(
        "item_cost",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("cost >= 0", name=op.f("item_cost_not_negative_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("item_cost_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_cost_pkey")),
        sa.UniqueConstraint("item_id", name=op.f("item_cost_item_id_key")),
        schema="tw",
    )
    op.create_table(
        "item_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("price_with_tax", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("floor_price", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_with_tax >= 0 and floor_price >= 0", name=op.f("item_price_not_negative_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("item_price_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_price_pkey")),
        sa.UniqueConstraint("item_id", name=op.f("item_price_item_id_key")),
        schema="tw",
    )
    op.create_table(
        "item_source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_item_code", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_time_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("minimum", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="1", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("lead_time_days >= 0 and minimum >= 0", name=op.f("item_source_not_negative_check")),
        sa.CheckConstraint("priority >= 1", name=op.f("item_source_priority_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("item_source_item_id_fkey")),
        sa.ForeignKeyConstraint(["supplier_id"], ["tw.supplier.id"], name=op.f("item_source_supplier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_source_pkey")),
        sa.UniqueConstraint("item_id", "supplier_id", name=op.f("item_source_item_id_supplier_id_key")),
        schema="tw",
    )
    op.create_index(op.f("item_source_supplier_id_ix"), "item_source", ["supplier_id"], unique=False, schema="tw")
    op.create_table(
        "opportunity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("end_user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_since", sa.Date(), server_default=sa.text("current_date"), nullable=False),
        sa.Column("probability", sa.Integer(), server_default="10", nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("expected_date", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("next_step", sa.Text(), server_default="", nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("opportunity_amount_check")),
        sa.CheckConstraint("probability between 0 and 100", name=op.f("opportunity_probability_check")),
        sa.ForeignKeyConstraint(["contact_id"], ["tw.contact.id"], name=op.f("opportunity_contact_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("opportunity_customer_id_fkey")),
        sa.ForeignKeyConstraint(["end_user_id"], ["tw.customer.id"], name=op.f("opportunity_end_user_id_fkey")),
        sa.ForeignKeyConstraint(["stage_id"], ["tw.sales_stage.id"], name=op.f("opportunity_stage_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("opportunity_pkey")),
        sa.UniqueConstraint("number", name=op.f("opportunity_number_key")),
        sa.UniqueConstraint("uid", name=op.f("opportunity_uid_key")),
        schema="tw",
    )
    op.create_index(op.f("opportunity_contact_id_ix"), "opportunity", ["contact_id"], unique=False, schema="tw")
    op.create_index(op.f("opportunity_customer_id_ix"), "opportunity", ["customer_id"], unique=False, schema="tw")
    op.create_index(
        op.f("opportunity_department_id_expected_date_id_ix"),
        "opportunity",
        ["department_id", "expected_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("opportunity_end_user_id_ix"), "opportunity", ["end_user_id"], unique=False, schema="tw")
    op.create_index(
        op.f("opportunity_expected_date_id_ix"), "opportunity", ["expected_date", "id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("opportunity_owner_id_expected_date_id_ix"),
        "opportunity",
        ["owner_id", "expected_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("opportunity_stage_id_ix"), "opportunity", ["stage_id"], unique=False, schema="tw")
    op.create_index(op.f("opportunity_state_ix"), "opportunity", ["state"], unique=False, schema="tw")
    op.create_table(
        "pick_list",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("picker", sa.Text(), server_default="", nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("picked_by", sa.BigInteger(), nullable=True),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["tw.delivery_notice.id"], name=op.f("pick_list_notice_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pick_list_pkey")),
        sa.UniqueConstraint("number", name=op.f("pick_list_number_key")),
        sa.UniqueConstraint("uid", name=op.f("pick_list_uid_key")),
        schema="tw",
    )
    op.create_index(op.f("pick_list_notice_id_ix"), "pick_list", ["notice_id"], unique=False, schema="tw")
    op.create_index(op.f("pick_list_state_ix"), "pick_list", ["state"], unique=False, schema="tw")
    op.create_table(
        "plan_exception",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("acted_by", sa.BigInteger(), nullable=True),
        sa.Column("ref", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("demand_ref", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("document_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('open', 'applied', 'ignored')", name=op.f("plan_exception_state_check")),
        sa.ForeignKeyConstraint(["acted_by"], ["tw.app_user.id"], name=op.f("plan_exception_acted_by_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("plan_exception_item_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["tw.plan_run.id"], name=op.f("plan_exception_run_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_exception_pkey")),
        schema="tw",
    )
    op.create_index(op.f("plan_exception_item_id_ix"), "plan_exception", ["item_id"], unique=False, schema="tw")
    op.create_index(
        op.f("plan_exception_run_id_state_ix"), "plan_exception", ["run_id", "state"], unique=False, schema="tw"
    )
    op.create_table(
        "planned_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_ref", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lead_time_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("safety_stock", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("lot_minimum", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("lot_multiple", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="proposed", nullable=False),
        sa.Column("made_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("made_id", sa.BigInteger(), nullable=True),
        sa.Column("made_number", sa.Text(), server_default="", nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('proposed', 'firm', 'released', 'dropped')", name=op.f("planned_order_state_check")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("planned_order_quantity_positive_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("planned_order_item_id_fkey")),
        sa.ForeignKeyConstraint(["released_by"], ["tw.app_user.id"], name=op.f("planned_order_released_by_fkey")),
        sa.ForeignKeyConstraint(["supplier_id"], ["tw.supplier.id"], name=op.f("planned_order_supplier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("planned_order_pkey")),
        sa.UniqueConstraint("run_id", "plan_ref", name=op.f("planned_order_run_id_plan_ref_key")),
        schema="tw",
    )
    op.create_index(op.f("planned_order_item_id_ix"), "planned_order", ["item_id"], unique=False, schema="tw")
    op.create_index(
        op.f("planned_order_made_kind_made_id_ix"),
        "planned_order",
        ["made_kind", "made_id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("made_id is not null"),
    )
    op.create_index(
        op.f("planned_order_start_date_id_ix"), "planned_order", ["start_date", "id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("planned_order_state_id_ix"),
        "planned_order",
        ["state", "id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("state <> 'proposed'"),
    )
    op.create_table(
        "purchase_order_amount",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("total_base", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tw.purchase_order.id"], name=op.f("purchase_order_amount_order_id_fkey"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_order_amount_pkey")),
        sa.UniqueConstraint("order_id", name=op.f("purchase_order_amount_order_id_key")),
        schema="tw",
    )
    op.create_table(
        "purchase_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_date", sa.Date(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("plan_run_id", sa.BigInteger(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["plan_run_id"], ["tw.plan_run.id"], name=op.f("purchase_request_plan_run_id_fkey")),
        sa.ForeignKeyConstraint(["supplier_id"], ["tw.supplier.id"], name=op.f("purchase_request_supplier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_request_pkey")),
        sa.UniqueConstraint("number", name=op.f("purchase_request_number_key")),
        sa.UniqueConstraint("uid", name=op.f("purchase_request_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("purchase_request_department_id_request_date_id_ix"),
        "purchase_request",
        ["department_id", "request_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("purchase_request_owner_id_request_date_id_ix"),
        "purchase_request",
        ["owner_id", "request_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("purchase_request_plan_run_id_ix"), "purchase_request", ["plan_run_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("purchase_request_request_date_id_ix"),
        "purchase_request",
        ["request_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("purchase_request_state_ix"), "purchase_request", ["state"], unique=False, schema="tw")
    op.create_index(
        op.f("purchase_request_supplier_id_ix"), "purchase_request", ["supplier_id"], unique=False, schema="tw"
    )
    op.create_table(
        "reservation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", sa.BigInteger(), nullable=True),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("for_kind", sa.Text(), nullable=False),
        sa.Column("for_id", sa.BigInteger(), nullable=False),
        sa.Column("for_line_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("reservation_positive_check")),
        sa.ForeignKeyConstraint(["bin_id"], ["tw.bin.id"], name=op.f("reservation_bin_id_fkey")),
        sa.ForeignKeyConstraint(["by_id"], ["tw.app_user.id"], name=op.f("reservation_by_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("reservation_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reservation_pkey")),
        schema="tw",
    )
    op.create_index(op.f("reservation_bin_id_ix"), "reservation", ["bin_id"], unique=False, schema="tw")
    op.create_index(
        op.f("reservation_for_kind_for_id_ix"), "reservation", ["for_kind", "for_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("reservation_item_id_bin_id_ix"), "reservation", ["item_id", "bin_id"], unique=False, schema="tw"
    )
    op.create_table(
        "stock_balance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", sa.BigInteger(), nullable=False),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.CheckConstraint("serial = '' or quantity <= 1", name=op.f("stock_balance_one_per_serial_check")),
        sa.CheckConstraint("quantity >= 0", name=op.f("stock_balance_not_negative_check")),
        sa.ForeignKeyConstraint(["bin_id"], ["tw.bin.id"], name=op.f("stock_balance_bin_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("stock_balance_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_balance_pkey")),
        sa.UniqueConstraint(
            "item_id", "bin_id", "lot", "serial", name=op.f("stock_balance_item_id_bin_id_lot_serial_key")
        ),
        schema="tw",
    )
    op.create_index(op.f("stock_balance_bin_id_ix"), "stock_balance", ["bin_id"], unique=False, schema="tw")
    op.create_index(
        "stock_balance_serial_key",
        "stock_balance",
        ["item_id", "serial"],
        unique=True,
        schema="tw",
        postgresql_where=sa.text("serial <> ''"),
    )
    op.create_table(
        "stock_document_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("bin_id", sa.BigInteger(), nullable=False),
        sa.Column("to_bin_id", sa.BigInteger(), nullable=True),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("serials", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("source_line_id", sa.BigInteger(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("stock_document_line_positive_check")),
        sa.ForeignKeyConstraint(["bin_id"], ["tw.bin.id"], name=op.f("stock_document_line_bin_id_fkey")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["tw.stock_document.id"],
            name=op.f("stock_document_line_document_id_fkey"),
            ondelete="cascade",
        ),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("stock_document_line_item_id_fkey")),
        sa.ForeignKeyConstraint(["to_bin_id"], ["tw.bin.id"], name=op.f("stock_document_line_to_bin_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_document_line_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("stock_document_line_item_id_ix"), "stock_document_line", ["item_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("stock_document_line_source_line_id_ix"),
        "stock_document_line",
        ["source_line_id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("source_line_id is not null"),
    )
    op.create_table(
        "stock_value",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("stock_value_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_value_pkey")),
        sa.UniqueConstraint("item_id", name=op.f("stock_value_item_id_key")),
        schema="tw",
    )
    op.create_table(
        "bom_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("bom_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), server_default="0", nullable=False),
        sa.Column("component_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("scrap", sa.Numeric(precision=9, scale=6), server_default="0", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("bom_line_quantity_check")),
        sa.CheckConstraint("scrap >= 0 and scrap < 1", name=op.f("bom_line_scrap_check")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("bom_line_validity_check")),
        sa.ForeignKeyConstraint(["bom_id"], ["tw.bom.id"], name=op.f("bom_line_bom_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["component_id"], ["tw.item.id"], name=op.f("bom_line_component_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("bom_line_pkey")),
        schema="tw",
    )
    op.create_index(op.f("bom_line_component_id_ix"), "bom_line", ["component_id"], unique=False, schema="tw")
    op.create_table(
        "item_source_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("item_source_price_not_negative_check")),
        sa.ForeignKeyConstraint(["source_id"], ["tw.item_source.id"], name=op.f("item_source_price_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_source_price_pkey")),
        sa.UniqueConstraint("source_id", name=op.f("item_source_price_source_id_key")),
        schema="tw",
    )
    op.create_table(
        "opportunity_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("price_with_tax", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_with_tax >= 0", name=op.f("opportunity_line_price_check")),
        sa.CheckConstraint("quantity > 0", name=op.f("opportunity_line_quantity_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("opportunity_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["tw.opportunity.id"],
            name=op.f("opportunity_line_opportunity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("opportunity_line_pkey")),
        schema="tw",
    )
    op.create_index(op.f("opportunity_line_item_id_ix"), "opportunity_line", ["item_id"], unique=False, schema="tw")
    op.create_table(
        "opportunity_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("from_stage_id", sa.BigInteger(), nullable=True),
        sa.Column("to_stage_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["tw.app_user.id"], name=op.f("opportunity_stage_by_id_fkey")),
        sa.ForeignKeyConstraint(
            ["from_stage_id"], ["tw.sales_stage.id"], name=op.f("opportunity_stage_from_stage_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["tw.opportunity.id"],
            name=op.f("opportunity_stage_opportunity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_stage_id"], ["tw.sales_stage.id"], name=op.f("opportunity_stage_to_stage_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("opportunity_stage_pkey")),
        sa.UniqueConstraint("opportunity_id", "id", name=op.f("opportunity_stage_opportunity_id_id_key")),
        schema="tw",
    )
    op.create_table(
        "production_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="make", nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("bom_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("planned_order_id", sa.BigInteger(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("kind in ('make', 'outsource')", name=op.f("production_task_kind_check")),
        sa.CheckConstraint("quantity > 0", name=op.f("production_task_quantity_positive_check")),
        sa.CheckConstraint("start_date <= due_date", name=op.f("production_task_start_before_due_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("production_task_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["planned_order_id"], ["tw.planned_order.id"], name=op.f("production_task_planned_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["tw.supplier.id"], name=op.f("production_task_supplier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("production_task_pkey")),
        sa.UniqueConstraint("number", name=op.f("production_task_number_key")),
        sa.UniqueConstraint("uid", name=op.f("production_task_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("production_task_department_id_start_date_id_ix"),
        "production_task",
        ["department_id", "start_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("production_task_item_id_ix"), "production_task", ["item_id"], unique=False, schema="tw")
    op.create_index(
        op.f("production_task_owner_id_start_date_id_ix"),
        "production_task",
        ["owner_id", "start_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("production_task_planned_order_id_ix"), "production_task", ["planned_order_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("production_task_start_date_id_ix"), "production_task", ["start_date", "id"], unique=False, schema="tw"
    )
    op.create_index(op.f("production_task_state_ix"), "production_task", ["state"], unique=False, schema="tw")
    op.create_table(
        "purchase_request_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("planned_order_id", sa.BigInteger(), nullable=True),
        sa.Column("closed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("purchase_request_line_quantity_positive_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("purchase_request_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["planned_order_id"], ["tw.planned_order.id"], name=op.f("purchase_request_line_planned_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["tw.purchase_request.id"],
            name=op.f("purchase_request_line_request_id_fkey"),
            ondelete="cascade",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_request_line_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("purchase_request_line_due_date_id_ix"),
        "purchase_request_line",
        ["due_date", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("purchase_request_line_item_id_ix"), "purchase_request_line", ["item_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("purchase_request_line_planned_order_id_ix"),
        "purchase_request_line",
        ["planned_order_id"],
        unique=False,
        schema="tw",
    )
    op.create_table(
        "sales_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("ship_to_customer_id", sa.BigInteger(), nullable=False),
        sa.Column("bill_to_customer_id", sa.BigInteger(), nullable=False),
        sa.Column("end_user_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_po", sa.Text(), server_default="", nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), server_default="1", nullable=False),
        sa.Column("tax_anchor", sa.Text(), server_default="with_tax", nullable=False),
        sa.Column("payment_terms", sa.Text(), server_default="", nullable=False),
        sa.Column("ship_to_address", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("tax_anchor in ('with_tax', 'net')", name=op.f("sales_order_tax_anchor_check")),
        sa.CheckConstraint("rate > 0", name=op.f("sales_order_rate_check")),
        sa.ForeignKeyConstraint(
            ["bill_to_customer_id"], ["tw.customer.id"], name=op.f("sales_order_bill_to_customer_id_fkey")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["tw.contact.id"], name=op.f("sales_order_contact_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("sales_order_customer_id_fkey")),
        sa.ForeignKeyConstraint(["end_user_id"], ["tw.customer.id"], name=op.f("sales_order_end_user_id_fkey")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["tw.opportunity.id"], name=op.f("sales_order_opportunity_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["ship_to_customer_id"], ["tw.customer.id"], name=op.f("sales_order_ship_to_customer_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_order_pkey")),
        sa.UniqueConstraint("number", name=op.f("sales_order_number_key")),
        sa.UniqueConstraint("uid", name=op.f("sales_order_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("sales_order__ix"),
        "sales_order",
        [sa.literal_column("order_date desc"), sa.literal_column("id desc")],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("sales_order_bill_to_customer_id_ix"), "sales_order", ["bill_to_customer_id"], unique=False, schema="tw"
    )
    op.create_index(op.f("sales_order_contact_id_ix"), "sales_order", ["contact_id"], unique=False, schema="tw")
    op.create_index(op.f("sales_order_customer_id_ix"), "sales_order", ["customer_id"], unique=False, schema="tw")
    op.create_index(
        op.f("sales_order_department_id_ix"),
        "sales_order",
        ["department_id", sa.literal_column("order_date desc"), sa.literal_column("id desc")],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("sales_order_end_user_id_ix"), "sales_order", ["end_user_id"], unique=False, schema="tw")
    op.create_index(op.f("sales_order_opportunity_id_ix"), "sales_order", ["opportunity_id"], unique=False, schema="tw")
    op.create_index(
        op.f("sales_order_owner_id_ix"),
        "sales_order",
        ["owner_id", sa.literal_column("order_date desc"), sa.literal_column("id desc")],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("sales_order_state_ix"), "sales_order", ["state"], unique=False, schema="tw")
    op.create_table(
        "stock_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", sa.BigInteger(), nullable=False),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("stock_move_moves_something_check")),
        sa.ForeignKeyConstraint(["bin_id"], ["tw.bin.id"], name=op.f("stock_move_bin_id_fkey")),
        sa.ForeignKeyConstraint(["document_id"], ["tw.stock_document.id"], name=op.f("stock_move_document_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("stock_move_item_id_fkey")),
        sa.ForeignKeyConstraint(["line_id"], ["tw.stock_document_line.id"], name=op.f("stock_move_line_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_move_pkey")),
        schema="tw",
    )
    op.create_index(op.f("stock_move_bin_id_ix"), "stock_move", ["bin_id"], unique=False, schema="tw")
    op.create_index(op.f("stock_move_day_id_ix"), "stock_move", ["day", "id"], unique=False, schema="tw")
    op.create_index(op.f("stock_move_document_id_ix"), "stock_move", ["document_id"], unique=False, schema="tw")
    op.create_index(
        op.f("stock_move_item_id_day_id_ix"), "stock_move", ["item_id", "day", "id"], unique=False, schema="tw"
    )
    op.create_index(op.f("stock_move_line_id_ix"), "stock_move", ["line_id"], unique=False, schema="tw")
    op.create_index(
        "stock_move_serial_ix",
        "stock_move",
        ["serial", "item_id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("serial <> ''"),
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("request_line_id", sa.BigInteger(), nullable=True),
        sa.Column("closed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("purchase_order_line_quantity_positive_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("purchase_order_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tw.purchase_order.id"], name=op.f("purchase_order_line_order_id_fkey"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(
            ["request_line_id"], ["tw.purchase_request_line.id"], name=op.f("purchase_order_line_request_line_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_order_line_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("purchase_order_line_due_date_id_ix"), "purchase_order_line", ["due_date", "id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("purchase_order_line_item_id_ix"), "purchase_order_line", ["item_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("purchase_order_line_request_line_id_ix"),
        "purchase_order_line",
        ["request_line_id"],
        unique=False,
        schema="tw",
    )
    op.create_table(
        "sales_order_amount",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("total_base", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tw.sales_order.id"], name=op.f("sales_order_amount_order_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_order_amount_pkey")),
        sa.UniqueConstraint("order_id", name=op.f("sales_order_amount_order_id_key")),
        schema="tw",
    )
    op.create_table(
        "sales_order_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="item", nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("promised_date", sa.Date(), nullable=True),
        sa.Column("closed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("closed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "closed_by in ('', 'shipped', 'hand', 'order') and closed = (closed_by <> '')",
            name=op.f("sales_order_line_closed_by_check"),
        ),
        sa.CheckConstraint(
            "kind in ('item', 'rounding') and (kind = 'item') = (item_id is not null)",
            name=op.f("sales_order_line_kind_check"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("sales_order_line_quantity_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("sales_order_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tw.sales_order.id"], name=op.f("sales_order_line_order_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["tw.unit.id"], name=op.f("sales_order_line_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_order_line_pkey")),
        sa.UniqueConstraint("id", "order_id", name=op.f("sales_order_line_id_order_id_key")),
        sa.UniqueConstraint(
            "order_id",
            "line_no",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("sales_order_line_order_id_line_no_key"),
        ),
        schema="tw",
    )
    op.create_index(op.f("sales_order_line_item_id_ix"), "sales_order_line", ["item_id"], unique=False, schema="tw")
    op.create_index(
        "sales_order_line_open_ix",
        "sales_order_line",
        ["item_id"],
        unique=False,
        schema="tw",
        postgresql_where=sa.text("not closed"),
    )
    op.create_table(
        "stock_move_cost",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("move_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["tw.stock_move.id"], name=op.f("stock_move_cost_move_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_move_cost_pkey")),
        sa.UniqueConstraint("move_id", name=op.f("stock_move_cost_move_id_key")),
        schema="tw",
    )
    op.create_table(
        "task_material",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("per_piece", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("scrap", sa.Numeric(precision=9, scale=6), server_default="0", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("task_material_quantity_not_negative_check")),
        sa.CheckConstraint("scrap >= 0 and scrap < 1", name=op.f("task_material_scrap_share_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("task_material_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tw.production_task.id"], name=op.f("task_material_task_id_fkey"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("task_material_pkey")),
        schema="tw",
    )
    op.create_index(op.f("task_material_item_id_ix"), "task_material", ["item_id"], unique=False, schema="tw")
    op.create_table(
        "delivery_notice_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("picked", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("picked between 0 and quantity", name=op.f("delivery_notice_line_picked_check")),
        sa.CheckConstraint("quantity > 0", name=op.f("delivery_notice_line_positive_check")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("delivery_notice_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["tw.delivery_notice.id"],
            name=op.f("delivery_notice_line_notice_id_fkey"),
            ondelete="cascade",
        ),
        sa.ForeignKeyConstraint(["order_id"], ["tw.sales_order.id"], name=op.f("delivery_notice_line_order_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["tw.sales_order_line.id"], name=op.f("delivery_notice_line_order_line_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_notice_line_pkey")),
        schema="tw",
    )
    op.create_index(
        op.f("delivery_notice_line_item_id_ix"), "delivery_notice_line", ["item_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("delivery_notice_line_order_id_ix"), "delivery_notice_line", ["order_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("delivery_notice_line_order_line_id_ix"),
        "delivery_notice_line",
        ["order_line_id"],
        unique=False,
        schema="tw",
    )
    op.create_table(
        "product_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("end_user_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("warranty_months", sa.Integer(), server_default="0", nullable=False),
        sa.Column("warranty_from", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), server_default="in_field", nullable=False),
        sa.Column("site_address", sa.Text(), server_default="", nullable=False),
        sa.Column("site_contact", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("known_as", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("state in ('in_field', 'returned', 'scrapped')", name=op.f("product_file_state_check")),
        sa.CheckConstraint("warranty_months >= 0", name=op.f("product_file_warranty_check")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("product_file_customer_id_fkey")),
        sa.ForeignKeyConstraint(["end_user_id"], ["tw.customer.id"], name=op.f("product_file_end_user_id_fkey")),
        sa.ForeignKeyConstraint(["issue_id"], ["tw.stock_document.id"], name=op.f("product_file_issue_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("product_file_item_id_fkey")),
        sa.ForeignKeyConstraint(["notice_id"], ["tw.delivery_notice.id"], name=op.f("product_file_notice_id_fkey")),
        sa.ForeignKeyConstraint(["order_id"], ["tw.sales_order.id"], name=op.f("product_file_order_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["tw.sales_order_line.id"], name=op.f("product_file_order_line_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_file_pkey")),
        sa.UniqueConstraint("item_id", "serial", name=op.f("product_file_item_id_serial_key")),
        schema="tw",
    )
    op.create_index(op.f("product_file_customer_id_ix"), "product_file", ["customer_id"], unique=False, schema="tw")
    op.create_index(
        op.f("product_file_department_id_shipped_on_id_ix"),
        "product_file",
        ["department_id", "shipped_on", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("product_file_end_user_id_ix"), "product_file", ["end_user_id"], unique=False, schema="tw")
    op.create_index(op.f("product_file_issue_id_ix"), "product_file", ["issue_id"], unique=False, schema="tw")
    op.create_index(op.f("product_file_order_id_ix"), "product_file", ["order_id"], unique=False, schema="tw")
    op.create_index(
        op.f("product_file_owner_id_shipped_on_id_ix"),
        "product_file",
        ["owner_id", "shipped_on", "id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("product_file_shipped_on_id_ix"), "product_file", ["shipped_on", "id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("product_file_warranty_until_id_ix"), "product_file", ["warranty_until", "id"], unique=False, schema="tw"
    )
    op.create_table(
        "purchase_order_line_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=6), server_default="0", nullable=False),
        sa.Column("tax_code", sa.Text(), server_default="13", nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=9, scale=6), server_default=sa.text("0.13"), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["tw.purchase_order_line.id"],
            name=op.f("purchase_order_line_price_line_id_fkey"),
            ondelete="cascade",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["tw.purchase_order.id"],
            name=op.f("purchase_order_line_price_order_id_fkey"),
            ondelete="cascade",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_order_line_price_pkey")),
        sa.UniqueConstraint("line_id", name=op.f("purchase_order_line_price_line_id_key")),
        schema="tw",
    )
    op.create_table(
        "sales_order_line_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("price_with_tax", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("price_net", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("discount", sa.Numeric(precision=9, scale=6), server_default="0", nullable=False),
        sa.Column("tax_code", sa.Text(), server_default="13", nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=9, scale=6), server_default="0.13", nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("discount between 0 and 1", name=op.f("sales_order_line_price_discount_check")),
        sa.CheckConstraint("tax_rate >= 0 and tax_rate < 1", name=op.f("sales_order_line_price_tax_rate_check")),
        sa.ForeignKeyConstraint(
            ["line_id", "order_id"],
            ["tw.sales_order_line.id", "tw.sales_order_line.order_id"],
            name=op.f("sales_order_line_price_line_id_order_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tw.sales_order.id"], name=op.f("sales_order_line_price_order_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_order_line_price_pkey")),
        sa.UniqueConstraint("line_id", name=op.f("sales_order_line_price_line_id_key")),
        schema="tw",
    )
    op.create_table(
        "pick_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("pick_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("notice_line_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", sa.BigInteger(), nullable=False),
        sa.Column("lot", sa.Text(), server_default="", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("picked", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "picked is null or (picked >= 0 and picked <= quantity)", name=op.f("pick_line_picked_check")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("pick_line_positive_check")),
        sa.ForeignKeyConstraint(["bin_id"], ["tw.bin.id"], name=op.f("pick_line_bin_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("pick_line_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["notice_line_id"], ["tw.delivery_notice_line.id"], name=op.f("pick_line_notice_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(["pick_id"], ["tw.pick_list.id"], name=op.f("pick_line_pick_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pick_line_pkey")),
        schema="tw",
    )
    op.create_index(op.f("pick_line_notice_line_id_ix"), "pick_line", ["notice_line_id"], unique=False, schema="tw")
    op.create_table(
        "product_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("product_part_item_id_fkey")),
        sa.ForeignKeyConstraint(["product_id"], ["tw.product_file.id"], name=op.f("product_part_product_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("product_part_pkey")),
        schema="tw",
    )
    op.create_index(op.f("product_part_item_id_ix"), "product_part", ["item_id"], unique=False, schema="tw")
    op.create_table(
        "service_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), server_default="repair", nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("site_address", sa.Text(), server_default="", nullable=False),
        sa.Column("access", sa.Text(), server_default="", nullable=False),
        sa.Column("symptom", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), server_default="normal", nullable=False),
        sa.Column("charge", sa.Text(), server_default="billed", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finish_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("technician_id", sa.BigInteger(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("surveyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("survey_notes", sa.Text(), server_default="", nullable=False),
        sa.Column("customer_owner_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_department_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("charge in ('warranty', 'billed', 'goodwill')", name=op.f("service_request_charge_check")),
        sa.CheckConstraint(
            "kind in ('repair', 'complaint', 'installation', 'commissioning', 'maintenance', 'consultation', 'follow_up', 'training')",
            name=op.f("service_request_kind_check"),
        ),
        sa.CheckConstraint(
            "priority in ('urgent', 'high', 'normal', 'low')", name=op.f("service_request_priority_check")
        ),
        sa.CheckConstraint("finish_by >= respond_by", name=op.f("service_request_limits_check")),
        sa.CheckConstraint("satisfaction between 1 and 5", name=op.f("service_request_satisfaction_check")),
        sa.ForeignKeyConstraint(["contact_id"], ["tw.contact.id"], name=op.f("service_request_contact_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["tw.customer.id"], name=op.f("service_request_customer_id_fkey")),
        sa.ForeignKeyConstraint(["product_id"], ["tw.product_file.id"], name=op.f("service_request_product_id_fkey")),
        sa.ForeignKeyConstraint(["technician_id"], ["tw.app_user.id"], name=op.f("service_request_technician_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("service_request_pkey")),
        sa.UniqueConstraint("number", name=op.f("service_request_number_key")),
        sa.UniqueConstraint("uid", name=op.f("service_request_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("service_request__ix"),
        "service_request",
        [sa.literal_column("opened_at desc"), sa.literal_column("id desc")],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("service_request_customer_department_id_ix"),
        "service_request",
        ["customer_department_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("service_request_customer_id_ix"), "service_request", ["customer_id"], unique=False, schema="tw"
    )
    op.create_index(
        op.f("service_request_customer_owner_id_ix"),
        "service_request",
        ["customer_owner_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("service_request_product_id_ix"), "service_request", ["product_id"], unique=False, schema="tw")
    op.create_index(op.f("service_request_state_ix"), "service_request", ["state"], unique=False, schema="tw")
    op.create_index(
        op.f("service_request_technician_id_state_ix"),
        "service_request",
        ["technician_id", "state"],
        unique=False,
        schema="tw",
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("notice_line_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity <> 0", name=op.f("shipment_ships_something_check")),
        sa.ForeignKeyConstraint(["document_id"], ["tw.stock_document.id"], name=op.f("shipment_document_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("shipment_item_id_fkey")),
        sa.ForeignKeyConstraint(["notice_id"], ["tw.delivery_notice.id"], name=op.f("shipment_notice_id_fkey")),
        sa.ForeignKeyConstraint(
            ["notice_line_id"], ["tw.delivery_notice_line.id"], name=op.f("shipment_notice_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["tw.sales_order.id"], name=op.f("shipment_order_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["tw.sales_order_line.id"], name=op.f("shipment_order_line_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("shipment_pkey")),
        schema="tw",
    )
    op.create_index(op.f("shipment_document_id_ix"), "shipment", ["document_id"], unique=False, schema="tw")
    op.create_index(op.f("shipment_item_id_ix"), "shipment", ["item_id"], unique=False, schema="tw")
    op.create_index(op.f("shipment_notice_id_ix"), "shipment", ["notice_id"], unique=False, schema="tw")
    op.create_index(op.f("shipment_order_id_ix"), "shipment", ["order_id"], unique=False, schema="tw")
    op.create_index(op.f("shipment_order_line_id_ix"), "shipment", ["order_line_id"], unique=False, schema="tw")
    op.create_table(
        "service_dispatch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("uid", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_no", sa.Integer(), server_default="0", nullable=False),
        sa.Column("technician_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), server_default="120", nullable=False),
        sa.Column("task", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("labour_charge", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("travel_charge", sa.Numeric(precision=18, scale=2), server_default="0", nullable=False),
        sa.Column("customer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("customer_owner_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_department_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="dispatched", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("search_pairs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "cause in ('', 'installation', 'part', 'medium', 'operation', 'design')",
            name=op.f("service_dispatch_cause_check"),
        ),
        sa.CheckConstraint(
            "outcome in ('', 'solved', 'waiting_part', 'return_factory', 'handed_over')",
            name=op.f("service_dispatch_outcome_check"),
        ),
        sa.CheckConstraint(
            "labour_charge >= 0 and travel_charge >= 0", name=op.f("service_dispatch_not_negative_check")
        ),
        sa.CheckConstraint("planned_minutes > 0", name=op.f("service_dispatch_planned_minutes_check")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["tw.service_request.id"], name=op.f("service_dispatch_request_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["tw.app_user.id"], name=op.f("service_dispatch_technician_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("service_dispatch_pkey")),
        sa.UniqueConstraint("number", name=op.f("service_dispatch_number_key")),
        sa.UniqueConstraint("request_id", "visit_no", name=op.f("service_dispatch_request_id_visit_no_key")),
        sa.UniqueConstraint("uid", name=op.f("service_dispatch_uid_key")),
        schema="tw",
    )
    op.create_index(
        op.f("service_dispatch__ix"),
        "service_dispatch",
        [sa.literal_column("planned_at desc"), sa.literal_column("id desc")],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("service_dispatch_customer_department_id_ix"),
        "service_dispatch",
        ["customer_department_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(
        op.f("service_dispatch_customer_owner_id_ix"),
        "service_dispatch",
        ["customer_owner_id"],
        unique=False,
        schema="tw",
    )
    op.create_index(op.f("service_dispatch_state_ix"), "service_dispatch", ["state"], unique=False, schema="tw")
    op.create_index(
        op.f("service_dispatch_technician_id_planned_at_ix"),
        "service_dispatch",
        ["technician_id", "planned_at"],
        unique=False,
        schema="tw",
    )
    op.create_table(
        "service_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dispatch_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("used", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("old_serial", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("service_part_positive_check")),
        sa.CheckConstraint("used >= 0 and used <= quantity", name=op.f("service_part_used_check")),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["tw.service_dispatch.id"], name=op.f("service_part_dispatch_id_fkey")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["tw.item.id"], name=op.f("service_part_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("service_part_pkey")),
        schema="tw",
    )
    op.create_index(op.f("service_part_item_id_ix"), "service_part", ["item_id"], unique=False, schema="tw")
