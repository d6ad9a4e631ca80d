"""Tell of decided cases"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_decisions") as batch:
        batch.add_column(sa.Column("notice_id", sa.String(length=26), nullable=True))
        batch.add_column(sa.Column("untold", sa.String(length=120), nullable=True))
        batch.create_foreign_key(op.f("fk_case_decisions_notice_id_notices"), "notices", ["notice_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("case_decisions") as batch:
        batch.drop_constraint(op.f("fk_case_decisions_notice_id_notices"), type_="foreignkey")
        batch.drop_column("untold")
        batch.drop_column("notice_id")
