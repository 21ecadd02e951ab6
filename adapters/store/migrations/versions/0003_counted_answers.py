"""What Teams needs: how many people a prompt says have reflected, an index to count them by, and who is told of what is unclear."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is there stays as it is: no prompt says yet that anybody has reflected, and nobody is told of what is past."""
    # In words of both engines, each of which only writes it down: a big table is neither copied nor locked for long.
    op.execute("ALTER TABLE deliveries ADD COLUMN counted INTEGER DEFAULT 0")
    op.execute("ALTER TABLE deliveries ADD COLUMN owners_told BOOLEAN DEFAULT true NOT NULL")
    counted = sa.text("withdrawn_at IS NULL AND NOT private")
    op.create_index(
        "ix_reflections_counted",
        "reflections",
        ["delivery", "author"],
        postgresql_where=counted,
        sqlite_where=counted,
    )


def downgrade() -> None:
    """As it was before."""
    op.drop_index("ix_reflections_counted", table_name="reflections")
    op.execute("ALTER TABLE deliveries DROP COLUMN owners_told")
    op.execute("ALTER TABLE deliveries DROP COLUMN counted")
