"""What chat platforms need: answers from a box, private ones, schools' own choices, and where the bot was let in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# In words of both engines, each of which only writes it down: a big table is neither copied nor locked for long, and
# on SQLite it keeps the triggers of its full-text index.
ADDED = (
    ("channels", "owners_told", "BOOLEAN DEFAULT false NOT NULL"),
    ("deliveries", "asked_by", "VARCHAR(64) CONSTRAINT fk_deliveries_asked_by REFERENCES members (id)"),
    ("deliveries", "swept_at", None),
    ("reflections", "boxed", "BOOLEAN DEFAULT false NOT NULL"),
    ("reflections", "private", "BOOLEAN DEFAULT false NOT NULL"),
)
MOMENT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}


def upgrade() -> None:
    """What is there stays as it is: no answer was private, and no thread was read back."""
    moment = MOMENT[op.get_bind().dialect.name]
    for table, column, kind in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind or moment}")
    op.create_index(
        "ix_deliveries_to_sweep",
        "deliveries",
        ["posted_at", "swept_at", "channel"],
        postgresql_where=sa.text("state = 'posted'"),
        sqlite_where=sa.text("state = 'posted'"),
    )
    op.create_index(
        "ix_reflections_private",
        "reflections",
        ["school", "author", "id"],
        postgresql_where=sa.text("private"),
        sqlite_where=sa.text("private"),
    )
    op.create_table(
        "school_choices",
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("skipped_dates", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_school_choices_programme")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_school_choices_school")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_school_choices_trust")),
        sa.PrimaryKeyConstraint("programme", "school", name=op.f("pk_school_choices")),
    )
    op.create_table(
        "echoes",
        sa.Column("reflection", Number, autoincrement=False, nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("stands", sa.String(length=255), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reflection"], ["reflections.id"], name=op.f("fk_echoes_reflection")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_echoes_trust")),
        sa.PrimaryKeyConstraint("reflection", name=op.f("pk_echoes")),
    )
    op.create_index(
        "ix_echoes_owed",
        "echoes",
        ["owed_since"],
        postgresql_where=sa.text("owed"),
        sqlite_where=sa.text("owed"),
    )
    op.create_index("ix_echoes_stands", "echoes", ["stands"])
    op.create_table(
        "installations",
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("sealed_with", sa.String(length=16), nullable=True),
        sa.Column("gone_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(secret IS NULL) = (sealed_with IS NULL)", name=op.f("ck_installations_a_secret_is_sealed")
        ),
        sa.CheckConstraint(
            "gone_because IS NULL OR secret IS NULL", name=op.f("ck_installations_gone_leaves_no_secret")
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", name=op.f("pk_installations")),
    )


def downgrade() -> None:
    """As it was before; an answer from a box is one like any other.

    Raises RuntimeError if there is a private one: the older program would show it to every leader of its school.
    """
    private = op.get_bind().execute(sa.text("SELECT count(*) FROM reflections WHERE private")).scalar_one()
    if private:
        message = (
            f"There are {private} private answers, which version 0001 would show to everyone in the channel. Nothing was "
            "changed: stay at this version, or restore a backup from before it."
        )
        raise RuntimeError(message)
    op.drop_table("installations")
    op.drop_index("ix_echoes_stands", table_name="echoes")
    op.drop_index("ix_echoes_owed", table_name="echoes")
    op.drop_table("echoes")
    op.drop_table("school_choices")
    op.drop_index("ix_reflections_private", table_name="reflections")
    op.drop_index("ix_deliveries_to_sweep", table_name="deliveries")
    for table, column, _ in reversed(ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
