"""Charge for instalments paid late"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
_COLUMNS = (("agreements", "late_multa"), ("agreements", "late_juros_month"), ("installments", "late_cents"))


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    for table, column in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
