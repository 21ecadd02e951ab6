"""What trusts need to set which prompts go out when: inheritance, own prompts, sign-in, and the trail of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# In words of both engines, each of which only writes it down: a big table is neither copied nor locked for long.
ADDED = (
    ("trusts", "calendar", "JSON"),
    ("trusts", "locked", "JSON DEFAULT '[]' NOT NULL"),
    ("trusts", "told_on", "DATE"),
    ("schools", "own", "JSON"),
    ("members", "snoozed_until", "DATE"),
    ("school_choices", "weekday", "VARCHAR(16)"),
    ("school_choices", "at", "TIME"),
    ("school_choices", "left_out", "JSON DEFAULT '[]' NOT NULL"),
    ("school_choices", "channels", "JSON DEFAULT '[]' NOT NULL"),
    ("deliveries", "reminded_at", None),
)
MOMENT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}
NEW = ("own_prompts", "accounts", "sessions", "passes", "trail")


def upgrade() -> None:
    """What is there stays as it is: every school has a calendar of its own, and nothing is reminded of."""
    moment = MOMENT[op.get_bind().dialect.name]
    for table, column, kind in ADDED:
        op.execute(f'ALTER TABLE {table} ADD COLUMN "{column}" {kind or moment}')
    op.create_index("ix_deliveries_of_trust", "deliveries", ["trust", "due_at", "id"])
    op.create_index("ix_deliveries_in_state", "deliveries", ["trust", "state", "due_at", "id"])
    op.create_index(
        "ix_deliveries_to_remind",
        "deliveries",
        ["programme", "school", "posted_at"],
        postgresql_where=sa.text("state = 'posted' AND reminded_at IS NULL"),
        sqlite_where=sa.text("state = 'posted' AND reminded_at IS NULL"),
    )
    op.create_table(
        "own_prompts",
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_own_prompts_trust")),
        sa.PrimaryKeyConstraint("trust", "key", name=op.f("pk_own_prompts")),
    )
    op.create_table(
        "accounts",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        *_of_a_member("accounts"),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_member"), "accounts", ["member"])
    op.create_table(
        "sessions",
        sa.Column("hashed", sa.String(length=64), nullable=False),
        *_of_a_member("sessions"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hashed", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_member"), "sessions", ["member"])
    op.create_table(
        "passes",
        sa.Column("hashed", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        *_of_a_member("passes"),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hashed", name=op.f("pk_passes")),
    )
    op.create_index(op.f("ix_passes_member"), "passes", ["member"])
    op.create_table(
        "trail",
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("did", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("about", sa.String(length=255), nullable=True),
        sa.Column("school", sa.String(length=64), nullable=True),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("hashed", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_trail_trust")),
        sa.PrimaryKeyConstraint("trust", "number", name=op.f("pk_trail")),
    )
    op.create_index(op.f("ix_trail_trust_school_number"), "trail", ["trust", "school", "number"])


def downgrade() -> None:
    """As it was before: accounts, trail and the trusts' own prompts are lost, calendars and programmes are not.

    Raises RuntimeError where a school's question is an own prompt: the older program could not show it.
    """
    asked = "SELECT count(*) FROM deliveries JOIN own_prompts ON own_prompts.key = deliveries.prompt"
    if op.get_bind().execute(sa.text(asked)).scalar_one():
        message = (
            "Prompts of a trust's own have been asked, which version 0003 does not know. Nothing was changed: stay at "
            "this version, or restore a backup from before it."
        )
        raise RuntimeError(message)
    for table in reversed(NEW):
        op.drop_table(table)
    for index in ("to_remind", "in_state", "of_trust"):
        op.drop_index(f"ix_deliveries_{index}", table_name="deliveries")
    for table, column, _ in reversed(ADDED):
        op.execute(f'ALTER TABLE {table} DROP COLUMN "{column}"')


def _of_a_member(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f(f"fk_{table}_trust")),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f(f"fk_{table}_member")),
    )
