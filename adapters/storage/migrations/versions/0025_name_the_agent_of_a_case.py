"""Name the agent of a case"""

import sqlalchemy as sa
from alembic import op

from adapters.storage.tables.base import RowId

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("opened_by", RowId, nullable=True))
        batch.create_foreign_key(op.f("fk_cases_opened_by_users"), "users", ["opened_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("fk_cases_opened_by_users"), type_="foreignkey")
        batch.drop_column("opened_by")
