"""Retire a portfolio's own dispositions"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import Instant, RowId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("portfolio_dispositions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("required", sa.String(length=120), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("created_by", RowId, nullable=True))
        batch_op.add_column(sa.Column("retired_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("retired_by", RowId, nullable=True))
        for column in ("created_by", "retired_by"):
            name = batch_op.f(f"fk_portfolio_dispositions_{column}_users")
            batch_op.create_foreign_key(name, "users", [column], ["id"])
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("own_disposition", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_column("own_disposition")
    with op.batch_alter_table("portfolio_dispositions", schema=None) as batch_op:
        for column in ("created_by", "retired_by"):
            name = batch_op.f(f"fk_portfolio_dispositions_{column}_users")
            batch_op.drop_constraint(name, type_="foreignkey")
        for column in ("retired_by", "retired_at", "created_by", "required"):
            batch_op.drop_column(column)
