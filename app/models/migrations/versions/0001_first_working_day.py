"""The tables of the first working day."""

from alembic import op

from app.models.all_models import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind(), checkfirst=False)
