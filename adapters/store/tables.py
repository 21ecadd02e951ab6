"""The tables and every constraint that a promise rests on, by name.

Every table of a trust carries its trust. Constraints are checked one at a time in the tests: two guards hide
each other's absence.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it without a zone, in a form that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """UTC, whatever zone it came in; a naive time is a mistake and says so."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone cannot be stored; pass aware UTC times"
            raise ValueError(message)
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library names it
        """UTC again."""
        if value is None:
            return None
        aware: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(64)
# SQLite only makes an INTEGER PRIMARY KEY the row's own number; PostgreSQL needs the wide type by name.
Number = BigInteger().with_variant(Integer, "sqlite")


def _trust() -> Column[str]:
    return Column("trust", Id, ForeignKey("trusts.id"), nullable=False)


def _within(column: str, parent: str) -> ForeignKeyConstraint:
    """What the column names is of the same trust: no row of one trust leads into another."""
    return ForeignKeyConstraint(["trust", column], [f"{parent}.trust", f"{parent}.id"])


def _named_with_its_trust() -> Index:
    """What the references above ask for, and an index by trust besides."""
    return Index(None, "trust", "id", unique=True)


trusts = Table(
    "trusts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("keep_months", Integer, nullable=False),
    Column("demonstration", Boolean, nullable=False),
    # What schools inherit; null where each has a calendar of its own.
    Column("calendar", JSON(none_as_null=True)),
    Column("locked", JSON, nullable=False, server_default="[]"),
    # The local day on which it was last looked what its leads are to be told.
    Column("told_on", Date),
    # Which of them a platform kept from hearing it, and from which day on it tells; null where all have.
    Column("untold", JSON(none_as_null=True)),
)

schools = Table(
    "schools",
    metadata,
    Column("id", Id, primary_key=True),
    _trust(),
    Column("name", Text, nullable=False),
    # All of it, as planning reads it; `own` is what of it is not the trust's, null where nothing is inherited.
    Column("calendar", JSON, nullable=False),
    Column("own", JSON(none_as_null=True)),
    _named_with_its_trust(),
)

members = Table(
    "members",
    metadata,
    Column("id", Id, primary_key=True),
    _trust(),
    Column("name", Text, nullable=False),
    Column("snoozed_until", Date),
    _named_with_its_trust(),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    _trust(),
    Column("member", Id, nullable=False),
    Column("role", String(32), nullable=False),
    Column("school", Id),
    _within("member", "members"),
    _within("school", "schools"),
    Index(None, "member"),
)

identities = Table(
    "identities",
    metadata,
    Column("platform", String(32), primary_key=True),
    Column("person", String(255), primary_key=True),
    _trust(),
    Column("member", Id, nullable=False),
    _within("member", "members"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", Id, primary_key=True),
    _trust(),
    Column("school", Id, nullable=False),
    Column("platform", String(32), nullable=False),
    Column("address", String(255), nullable=False),
    Column("name", Text, nullable=False),
    Column("closed_because", Text),
    # Whether its owners have been told that it is closed; of no meaning while it is open.
    Column("owners_told", Boolean, nullable=False, server_default=false()),
    # The local day on which the trust's leads were last told so.
    Column("trust_told_on", Date),
    UniqueConstraint("platform", "address"),
    _within("school", "schools"),
    _named_with_its_trust(),
)

programmes = Table(
    "programmes",
    metadata,
    Column("id", Id, primary_key=True),
    _trust(),
    Column("name", Text, nullable=False),
    Column("definition", JSON, nullable=False),
    # Raised by every change of what planning reads: while the two differ, an edit has yet to be planned for.
    Column("edition", Integer, nullable=False, default=1),
    Column("planned_edition", Integer, nullable=False, default=0),
    Column("planned_until", Moment),
    _named_with_its_trust(),
)

programme_channels = Table(
    "programme_channels",
    metadata,
    Column("programme", Id, primary_key=True),
    Column("channel", Id, primary_key=True),
    _trust(),
    _within("programme", "programmes"),
    _within("channel", "channels"),
)

# What a school has chosen about a programme of its trust.
school_choices = Table(
    "school_choices",
    metadata,
    Column("programme", Id, primary_key=True),
    Column("school", Id, primary_key=True),
    _trust(),
    Column("paused_until", Date),
    Column("skipped_dates", JSON, nullable=False),
    Column("weekday", String(16)),
    Column("at", Time),
    Column("left_out", JSON, nullable=False, server_default="[]"),
    Column("channels", JSON, nullable=False, server_default="[]"),
    _within("programme", "programmes"),
    _within("school", "schools"),
)

# Prompts that a trust has added to the bank, for itself.
own_prompts = Table(
    "own_prompts",
    metadata,
    Column("trust", Id, ForeignKey("trusts.id"), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("definition", JSON, nullable=False),
)

# What the database itself writes down whenever a part of a trust's set-up changes: equal marks, equal set-up.
set_up_marks = Table(
    "set_up_marks",
    metadata,
    Column("trust", Id, primary_key=True),
    Column("part", String(16), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("mark", String(36), nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    _trust(),
    Column("school", Id, ForeignKey("schools.id"), nullable=False),
    Column("channel", Id, ForeignKey("channels.id"), nullable=False),
    Column("programme", Id, ForeignKey("programmes.id"), nullable=False),
    Column("occurrence", Date, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("prompt", String(120)),
    Column("reason", Text),
    Column("late", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("claimed_by", String(120)),
    Column("lease_until", Moment),
    Column("started_at", Moment),
    Column("posted_at", Moment),
    Column("root", String(255)),
    Column("asked_by", Id, ForeignKey("members.id")),
    Column("swept_at", Moment),
    # How many people it says have reflected; null says that nobody knows what it says.
    Column("counted", Integer, server_default=text("0")),
    # False where only a person can tell how it ended, and the owners of its channel have not been told.
    Column("owners_told", Boolean, nullable=False, server_default=true()),
    # When its thread was reminded, or that was given up; null while it may still be.
    Column("reminded_at", Moment),
    # Promise 1: once per channel and local date, whatever races.
    UniqueConstraint("programme", "channel", "occurrence", name="once_per_occurrence"),
    # A root on a platform is the thread of one delivery.
    UniqueConstraint("channel", "root", name="one_delivery_per_thread"),
    CheckConstraint(
        "state IN ('due','sending','posted','refused','uncertain','missed','skipped')", name="known_state"
    ),
    CheckConstraint(
        "(state = 'posted') = (root IS NOT NULL AND posted_at IS NOT NULL)", name="posted_has_root"
    ),
    CheckConstraint("(claimed_by IS NULL) = (lease_until IS NULL)", name="lease_is_whole"),
    CheckConstraint("state <> 'sending' OR claimed_by IS NOT NULL", name="sending_is_held"),
    CheckConstraint("claimed_by IS NULL OR state IN ('sending','uncertain')", name="only_open_rows_are_held"),
    CheckConstraint("prompt IS NOT NULL OR state IN ('missed','skipped')", name="owed_names_its_prompt"),
    CheckConstraint(
        "reason IS NOT NULL OR state IN ('due','sending','posted')", name="what_went_otherwise_says_why"
    ),
    Index(
        "ix_deliveries_owed",
        "due_at",
        postgresql_where=text("state = 'due'"),
        sqlite_where=text("state = 'due'"),
    ),
    Index(
        "ix_deliveries_unclear",
        "lease_until",
        postgresql_where=text("state IN ('sending','uncertain')"),
        sqlite_where=text("state IN ('sending','uncertain')"),
    ),
    Index("ix_deliveries_ledger", "school", "due_at", "id"),
    # The whole of a trust, as its leads read it: with a state those few, without one all of them.
    Index("ix_deliveries_of_trust", "trust", "due_at", "id"),
    Index("ix_deliveries_in_state", "trust", "state", "due_at", "id"),
    Index("ix_deliveries_by_channel", "channel", "posted_at"),
    # Threads that may still be reminded.
    Index(
        "ix_deliveries_to_remind",
        "programme",
        "school",
        "posted_at",
        postgresql_where=text("state = 'posted' AND reminded_at IS NULL"),
        sqlite_where=text("state = 'posted' AND reminded_at IS NULL"),
    ),
    # The last days' threads, and when each was read back: an old one is never looked at again.
    Index(
        "ix_deliveries_to_sweep",
        "posted_at",
        "swept_at",
        "channel",
        postgresql_where=text("state = 'posted'"),
        sqlite_where=text("state = 'posted'"),
    ),
)

reflections = Table(
    "reflections",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    _trust(),
    Column("school", Id, ForeignKey("schools.id"), nullable=False),
    Column("channel", Id, ForeignKey("channels.id"), nullable=False),
    Column("delivery", Id, ForeignKey("deliveries.id"), nullable=False),
    Column("prompt", String(120), nullable=False),
    Column("author", Id, ForeignKey("members.id"), nullable=False),
    Column("platform", String(32), nullable=False),
    Column("address", String(255), nullable=False),
    Column("message", String(255), nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("text", Text),
    Column("edited_at", Moment),
    Column("withdrawn_at", Moment),
    Column("boxed", Boolean, nullable=False, server_default=false()),
    Column("private", Boolean, nullable=False, server_default=false()),
    # Promise 2: an event, its retry and a sweep meet in one row.
    UniqueConstraint("platform", "address", "message", name="one_reflection_per_message"),
    CheckConstraint("(text IS NULL) = (withdrawn_at IS NOT NULL)", name="withdrawn_has_no_words"),
    # The log is read without what was withdrawn: kept out of these two, they answer without looking at a row.
    Index(
        "ix_reflections_log",
        "school",
        "id",
        postgresql_where=text("withdrawn_at IS NULL"),
        sqlite_where=text("withdrawn_at IS NULL"),
    ),
    Index(
        "ix_reflections_by_prompt",
        "school",
        "prompt",
        "id",
        postgresql_where=text("withdrawn_at IS NULL"),
        sqlite_where=text("withdrawn_at IS NULL"),
    ),
    Index("ix_reflections_by_author", "author", "school", "id"),
    Index("ix_reflections_by_channel", "channel", "id"),
    Index("ix_reflections_thread", "delivery", "id"),
    # How many people have answered a prompt, for thousands of prompts at every tick.
    Index(
        "ix_reflections_counted",
        "delivery",
        "author",
        postgresql_where=text("withdrawn_at IS NULL AND NOT private"),
        sqlite_where=text("withdrawn_at IS NULL AND NOT private"),
    ),
    # Few as they are, what a reader may not see is taken from what there is by this alone.
    Index(
        "ix_reflections_private",
        "school",
        "author",
        "id",
        postgresql_where=text("private"),
        sqlite_where=text("private"),
    ),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Number, primary_key=True),
    _trust(),
    Column("reflection", Number, ForeignKey("reflections.id"), nullable=False),
    Column("key", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("reflection", "key", name="one_revision_per_edit"),
)

# Answers written in a box of ours, which their threads show only where we put them: owed until they do.
echoes = Table(
    "echoes",
    metadata,
    Column("reflection", Number, ForeignKey("reflections.id"), primary_key=True, autoincrement=False),
    _trust(),
    Column("owed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("stands", String(255)),
    Column("not_before", Moment),
    Column("owed_since", Moment, nullable=False),
    Index("ix_echoes_owed", "owed_since", postgresql_where=text("owed"), sqlite_where=text("owed")),
    Index("ix_echoes_stands", "stands"),
)

# What came to one of our channels while a prompt was on its way there: it may belong to it.
waiting = Table(
    "waiting",
    metadata,
    Column("id", Number, primary_key=True),
    _trust(),
    Column("channel", Id, nullable=False),
    Column("root", String(255)),
    Column("message", String(255), nullable=False),
    Column("key", String(255), nullable=False),
    Column("happening", JSON, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("channel", "message", "key", name="waits_once"),
    _within("channel", "channels"),
)

# A message withdrawn before we heard what it said; ids only, never words.
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("platform", String(32), primary_key=True),
    Column("address", String(255), primary_key=True),
    Column("message", String(255), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Who somebody is to an identity provider.
accounts = Table(
    "accounts",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _trust(),
    Column("member", Id, nullable=False),
    _within("member", "members"),
    Index(None, "member"),
)

# Browsers that are signed in, by the hash of what their cookie holds.
sessions = Table(
    "sessions",
    metadata,
    Column("hashed", String(64), primary_key=True),
    _trust(),
    Column("member", Id, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    _within("member", "members"),
    Index(None, "member"),
)

# Links that sign somebody in, and invitations: good once, by the hash of what they hold.
passes = Table(
    "passes",
    metadata,
    Column("hashed", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    _trust(),
    Column("member", Id, nullable=False),
    Column("good_until", Moment, nullable=False),
    Column("used_at", Moment),
    # The one that a channel is connected for.
    Column("school", Id),
    _within("member", "members"),
    _within("school", "schools"),
    Index(None, "member"),
)

# Who did what, when: only ever added to. Each row carries the hash of the one before it in its trust.
trail = Table(
    "trail",
    metadata,
    _trust(),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("did", String(32), nullable=False),
    Column("by", Id),
    Column("about", String(255)),
    Column("school", Id),
    Column("differences", JSON, nullable=False),
    Column("hashed", String(64), nullable=False),
    PrimaryKeyConstraint("trust", "number"),
    Index(None, "trust", "school", "number"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("by", String(120), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Where the bot has been let in on a platform; the secret is encrypted with the key of that name.
installations = Table(
    "installations",
    metadata,
    Column("platform", String(32), primary_key=True),
    Column("workspace", String(255), primary_key=True),
    Column("name", Text, nullable=False),
    Column("installed_at", Moment, nullable=False),
    Column("details", JSON, nullable=False),
    Column("secret", Text),
    Column("sealed_with", String(16)),
    Column("gone_because", Text),
    CheckConstraint("(secret IS NULL) = (sealed_with IS NULL)", name="a_secret_is_sealed"),
    CheckConstraint("gone_because IS NULL OR secret IS NULL", name="gone_leaves_no_secret"),
)

# The built-in channel's own memory: a platform's, not ours.
board_notes = Table(
    "board_notes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("address", String(255), nullable=False),
    Column("root", Number, ForeignKey("board_notes.id")),
    Column("author", Id),
    Column("delivery", Id),
    Column("body", JSON),
    Column("text", Text),
    Column("at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("withdrawn_at", Moment),
    Column("version", Integer, nullable=False),
    CheckConstraint("(root IS NULL) = (delivery IS NOT NULL)", name="a_root_carries_a_delivery"),
    Index(None, "address", "root", "id"),
    Index(None, "root", "id"),
    Index(None, "delivery"),
)

board_events = Table(
    "board_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("address", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("note", JSON, nullable=False),
    Column("taken", Boolean, nullable=False),
    Index(
        "ix_board_events_untaken", "id", postgresql_where=text("NOT taken"), sqlite_where=text("NOT taken")
    ),
    Index(None, "address", "id"),
)
