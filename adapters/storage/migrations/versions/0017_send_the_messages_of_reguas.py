"""Send the messages of réguas"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
_TABLE = "planned_steps"
_INDEXES = (["notice_id"], ["state", "channel", "on_day"])


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("notice_id", sa.String(length=26), nullable=True))
    op.add_column(_TABLE, sa.Column("look_again_at", Instant(), nullable=True))
    for columns in _INDEXES:
        op.create_index(op.f(f"ix_{_TABLE}_{'_'.join(columns)}"), _TABLE, columns)


def downgrade() -> None:
    for columns in _INDEXES:
        op.drop_index(op.f(f"ix_{_TABLE}_{'_'.join(columns)}"), table_name=_TABLE)
    with op.batch_alter_table(_TABLE) as batch:
        batch.drop_column("look_again_at")
        batch.drop_column("notice_id")
