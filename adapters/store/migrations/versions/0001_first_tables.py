"""The first tables: who there is, what is owed, what was said, and the built-in channel's own memory."""

import sqlalchemy as sa
from alembic import op

from adapters.store.search_schema import create as create_search
from adapters.store.search_schema import drop as drop_search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Every table with its constraints, and the index for searching."""
    op.create_table(
        "board_events",
        sa.Column("id", Number, nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_events")),
    )
    op.create_index(op.f("ix_board_events_address_id"), "board_events", ["address", "id"])
    op.create_index(
        "ix_board_events_untaken",
        "board_events",
        ["id"],
        postgresql_where=sa.text("NOT taken"),
        sqlite_where=sa.text("NOT taken"),
    )
    op.create_table(
        "board_notes",
        sa.Column("id", Number, nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("root", Number, nullable=True),
        sa.Column("author", sa.String(length=64), nullable=True),
        sa.Column("delivery", sa.String(length=64), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(root IS NULL) = (delivery IS NOT NULL)", name=op.f("ck_board_notes_a_root_carries_a_delivery")
        ),
        sa.ForeignKeyConstraint(["root"], ["board_notes.id"], name=op.f("fk_board_notes_root")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_notes")),
    )
    op.create_index(op.f("ix_board_notes_address_root_id"), "board_notes", ["address", "root", "id"])
    op.create_index(op.f("ix_board_notes_delivery"), "board_notes", ["delivery"])
    op.create_index(op.f("ix_board_notes_root_id"), "board_notes", ["root", "id"])
    op.create_table(
        "heartbeats",
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("by", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "trusts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusts")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("message", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "address", "message", name=op.f("pk_withdrawals")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_members_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_trust"), "members", ["trust"])
    op.create_table(
        "programmes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("planned_edition", sa.Integer(), nullable=False),
        sa.Column("planned_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_programmes_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_table(
        "schools",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calendar", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_schools_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    op.create_index(op.f("ix_schools_trust"), "schools", ["trust"])
    op.create_table(
        "channels",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("closed_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_channels_school")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_channels_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("platform", "address", name=op.f("uq_channels_platform_address")),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("school", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_grants_member")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_grants_school")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_grants_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_member"), "grants", ["member"])
    op.create_table(
        "identities",
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_identities_member")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_identities_trust")),
        sa.PrimaryKeyConstraint("platform", "person", name=op.f("pk_identities")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("prompt", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("root", sa.String(length=255), nullable=True),
        sa.CheckConstraint(
            "(state = 'posted') = (root IS NOT NULL AND posted_at IS NOT NULL)",
            name=op.f("ck_deliveries_posted_has_root"),
        ),
        sa.CheckConstraint(
            "claimed_by IS NULL OR state IN ('sending','uncertain')",
            name=op.f("ck_deliveries_only_open_rows_are_held"),
        ),
        sa.CheckConstraint(
            "prompt IS NOT NULL OR state IN ('missed','skipped')",
            name=op.f("ck_deliveries_owed_names_its_prompt"),
        ),
        sa.CheckConstraint(
            "reason IS NOT NULL OR state IN ('due','sending','posted')",
            name=op.f("ck_deliveries_what_went_otherwise_says_why"),
        ),
        sa.CheckConstraint(
            "state <> 'sending' OR claimed_by IS NOT NULL", name=op.f("ck_deliveries_sending_is_held")
        ),
        sa.CheckConstraint(
            "state IN ('due','sending','posted','refused','uncertain','missed','skipped')",
            name=op.f("ck_deliveries_known_state"),
        ),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (lease_until IS NULL)", name=op.f("ck_deliveries_lease_is_whole")
        ),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_deliveries_channel")),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_deliveries_programme")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_deliveries_school")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_deliveries_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("channel", "root", name="one_delivery_per_thread"),
        sa.UniqueConstraint("programme", "channel", "occurrence", name="once_per_occurrence"),
    )
    op.create_index("ix_deliveries_by_channel", "deliveries", ["channel", "posted_at"])
    op.create_index("ix_deliveries_ledger", "deliveries", ["school", "due_at", "id"])
    op.create_index(
        "ix_deliveries_owed",
        "deliveries",
        ["due_at"],
        postgresql_where=sa.text("state = 'due'"),
        sqlite_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_deliveries_unclear",
        "deliveries",
        ["lease_until"],
        postgresql_where=sa.text("state IN ('sending','uncertain')"),
        sqlite_where=sa.text("state IN ('sending','uncertain')"),
    )
    op.create_table(
        "programme_channels",
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_programme_channels_channel")),
        sa.ForeignKeyConstraint(
            ["programme"], ["programmes.id"], name=op.f("fk_programme_channels_programme")
        ),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_programme_channels_trust")),
        sa.PrimaryKeyConstraint("programme", "channel", name=op.f("pk_programme_channels")),
    )
    op.create_table(
        "waiting",
        sa.Column("id", Number, nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=255), nullable=True),
        sa.Column("message", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("happening", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_waiting_channel")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_waiting_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("channel", "message", "key", name="waits_once"),
    )
    op.create_table(
        "reflections",
        sa.Column("id", Number, autoincrement=False, nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=False),
        sa.Column("prompt", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("message", sa.String(length=255), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(text IS NULL) = (withdrawn_at IS NOT NULL)", name=op.f("ck_reflections_withdrawn_has_no_words")
        ),
        sa.ForeignKeyConstraint(["author"], ["members.id"], name=op.f("fk_reflections_author")),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_reflections_channel")),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name=op.f("fk_reflections_delivery")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_reflections_school")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_reflections_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("platform", "address", "message", name="one_reflection_per_message"),
    )
    op.create_index("ix_reflections_by_author", "reflections", ["author", "school", "id"])
    op.create_index("ix_reflections_by_channel", "reflections", ["channel", "id"])
    op.create_index(
        "ix_reflections_by_prompt",
        "reflections",
        ["school", "prompt", "id"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_reflections_log",
        "reflections",
        ["school", "id"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("ix_reflections_thread", "reflections", ["delivery", "id"])
    op.create_table(
        "revisions",
        sa.Column("id", Number, nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("reflection", Number, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reflection"], ["reflections.id"], name=op.f("fk_revisions_reflection")),
        sa.ForeignKeyConstraint(["trust"], ["trusts.id"], name=op.f("fk_revisions_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("reflection", "key", name="one_revision_per_edit"),
    )
    create_search(op.get_bind())


def downgrade() -> None:
    """Nothing is left."""
    drop_search(op.get_bind())
    op.drop_table("revisions")
    op.drop_index("ix_reflections_thread", table_name="reflections")
    op.drop_index(
        "ix_reflections_log",
        table_name="reflections",
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(
        "ix_reflections_by_prompt",
        table_name="reflections",
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index("ix_reflections_by_channel", table_name="reflections")
    op.drop_index("ix_reflections_by_author", table_name="reflections")
    op.drop_table("reflections")
    op.drop_table("waiting")
    op.drop_table("programme_channels")
    op.drop_index(
        "ix_deliveries_unclear",
        table_name="deliveries",
        postgresql_where=sa.text("state IN ('sending','uncertain')"),
        sqlite_where=sa.text("state IN ('sending','uncertain')"),
    )
    op.drop_index(
        "ix_deliveries_owed",
        table_name="deliveries",
        postgresql_where=sa.text("state = 'due'"),
        sqlite_where=sa.text("state = 'due'"),
    )
    op.drop_index("ix_deliveries_ledger", table_name="deliveries")
    op.drop_index("ix_deliveries_by_channel", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_table("identities")
    op.drop_index(op.f("ix_grants_member"), table_name="grants")
    op.drop_table("grants")
    op.drop_table("channels")
    op.drop_index(op.f("ix_schools_trust"), table_name="schools")
    op.drop_table("schools")
    op.drop_table("programmes")
    op.drop_index(op.f("ix_members_trust"), table_name="members")
    op.drop_table("members")
    op.drop_table("withdrawals")
    op.drop_table("trusts")
    op.drop_table("heartbeats")
    op.drop_index(op.f("ix_board_notes_root_id"), table_name="board_notes")
    op.drop_index(op.f("ix_board_notes_delivery"), table_name="board_notes")
    op.drop_index(op.f("ix_board_notes_address_root_id"), table_name="board_notes")
    op.drop_table("board_notes")
    op.drop_index(
        "ix_board_events_untaken",
        table_name="board_events",
        postgresql_where=sa.text("NOT taken"),
        sqlite_where=sa.text("NOT taken"),
    )
    op.drop_index(op.f("ix_board_events_address_id"), table_name="board_events")
    op.drop_table("board_events")
