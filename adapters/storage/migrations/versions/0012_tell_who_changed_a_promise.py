"""Tell who changed a promise"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_events",
        sa.Column("id", RowId, nullable=False),
        sa.Column("promise_id", sa.String(length=26), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("paid_cents", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("user_id", RowId, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_promise_events_promise_id_promises")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_promise_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_events")),
    )
    with op.batch_alter_table("promise_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_events_promise_id_id"), ["promise_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("promise_events")
