"""A pass may be for a school: with it, a place on a chat platform becomes a channel there."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every pass that is there opens what it opened."""
    op.execute("ALTER TABLE passes ADD COLUMN school VARCHAR(64)")


def downgrade() -> None:
    """Codes for channels open nothing any more, and are gone."""
    op.execute("DELETE FROM passes WHERE school IS NOT NULL")
    op.execute("ALTER TABLE passes DROP COLUMN school")
