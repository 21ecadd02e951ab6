"""On PostgreSQL each trust's rows are there only for who says so: row-level security on every table that carries a trust."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "schools",
    "members",
    "grants",
    "identities",
    "channels",
    "programmes",
    "programme_channels",
    "school_choices",
    "own_prompts",
    "deliveries",
    "reflections",
    "revisions",
    "echoes",
    "waiting",
    "accounts",
    "sessions",
    "passes",
    "trail",
)
POLICY = "of_its_trust"
SAID = "current_setting('golden_thread.trust', true)"


def upgrade() -> None:
    """A connection that does not say for which trust it is sees nothing; SQLite has no such thing."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in (("trusts", "id"), *((table, "trust") for table in TABLES)):
        # Forced, or the owner of the tables, which the program is, would pass by.
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {POLICY} ON {table} USING ({column} = {SAID} OR {SAID} = '*')")


def downgrade() -> None:
    """Every connection sees every row again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in ("trusts", *TABLES):
        op.execute(f"DROP POLICY {POLICY} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
