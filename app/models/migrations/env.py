"""Alembic's way in: runs on the connection that app.server.setup hands over, within its transaction."""

from typing import Any

from alembic import context

from app.models.all_models import Base


def include_name(name: str | None, type_: Any, parents: Any) -> bool:
    """Only schema tw is Alembic's; audit, numbers and load tables are made in models/sql."""
    return name == "tw" if type_ == "schema" else True


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table_schema="tw",
    include_schemas=True,
    include_name=include_name,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
