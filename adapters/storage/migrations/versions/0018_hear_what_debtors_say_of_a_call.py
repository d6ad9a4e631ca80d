"""Hear what debtors say of a call"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("comment_from_ms", "comment_until_ms"):
        op.add_column("survey_answers", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("survey_answers") as batch:
        batch.drop_column("comment_until_ms")
        batch.drop_column("comment_from_ms")
