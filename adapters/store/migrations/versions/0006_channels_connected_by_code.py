"""Codes that connect channels, what trusts' leads have yet to hear, and references that never lead out of a trust."""

import sqlalchemy as sa
from alembic import op

from adapters.store.migrating import CannotMigrate
from adapters.store.migrations.marking import drop_marks, make_marks

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDED = (
    ("passes", "school", "VARCHAR(64)"),
    ("channels", "trust_told_on", "DATE"),
    ("trusts", "untold", "JSON"),
)
WITHIN = (
    ("channels", "school", "schools"),
    ("grants", "member", "members"),
    ("grants", "school", "schools"),
    ("identities", "member", "members"),
    ("programme_channels", "programme", "programmes"),
    ("programme_channels", "channel", "channels"),
    ("school_choices", "programme", "programmes"),
    ("school_choices", "school", "schools"),
    ("accounts", "member", "members"),
    ("sessions", "member", "members"),
    ("passes", "member", "members"),
    ("passes", "school", "schools"),
    ("waiting", "channel", "channels"),
)
"""Which column of which table is of which other table, and of the same trust.

Deliveries, reflections and what hangs on these are left as they are: they may be millions of rows, which SQLite would
copy and PostgreSQL read through with everyone waiting.
"""
PARENTS = ("schools", "members", "channels", "programmes")
ONCE = {"schools", "members"}
"""These had an index by trust alone, in whose place the wider one serves."""
NEW = {("passes", "school")}
MOST_SHOWN = 5


def upgrade() -> None:
    """What is there stays as it is. Raises CannotMigrate, with nothing changed, where a row leads into another trust."""
    _refuse_strangers()
    for table, column, kind in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for parent in PARENTS:
        op.create_index(op.f(f"ix_{parent}_trust_id"), parent, ["trust", "id"], unique=True)
    for parent in ONCE:
        op.drop_index(op.f(f"ix_{parent}_trust"), table_name=parent)
    for table in dict.fromkeys(table for table, _, _ in WITHIN):
        with op.batch_alter_table(table) as batch:
            for column, parent in _of(table):
                if (table, column) not in NEW:
                    batch.drop_constraint(op.f(f"fk_{table}_{column}"), type_="foreignkey")
                name = op.f(f"fk_{table}_trust_{column}")
                batch.create_foreign_key(name, parent, ["trust", column], ["trust", "id"])
    make_marks()


def downgrade() -> None:
    """Codes for channels open nothing any more, and are gone; so is what leads have yet to hear."""
    drop_marks()
    op.execute("DELETE FROM passes WHERE school IS NOT NULL")
    for table in dict.fromkeys(table for table, _, _ in reversed(WITHIN)):
        with op.batch_alter_table(table) as batch:
            for column, parent in _of(table):
                batch.drop_constraint(op.f(f"fk_{table}_trust_{column}"), type_="foreignkey")
                if (table, column) not in NEW:
                    batch.create_foreign_key(op.f(f"fk_{table}_{column}"), parent, [column], ["id"])
    for parent in ONCE:
        op.create_index(op.f(f"ix_{parent}_trust"), parent, ["trust"])
    for parent in PARENTS:
        op.drop_index(op.f(f"ix_{parent}_trust_id"), table_name=parent)
    for table, column, _ in reversed(ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _of(table: str) -> list[tuple[str, str]]:
    return [(column, parent) for each, column, parent in WITHIN if each == table]


def _refuse_strangers() -> None:
    """No program of ours has ever written such a row: a person has to see what it is."""
    found: list[str] = []
    for table, column, parent in (each for each in WITHIN if each[:2] not in NEW):
        statement = sa.text(
            f"SELECT DISTINCT here.trust, here.{column}, there.trust FROM {table} AS here "  # noqa: S608 - words of ours
            f"JOIN {parent} AS there ON there.id = here.{column} WHERE there.trust <> here.trust"
        )
        found += [
            f"In {table}, the row with trust {ours} and {column} {which}, which is of the trust {theirs}"
            for ours, which, theirs in op.get_bind().execute(statement)
        ]
    if found:
        more = f" And {len(found) - MOST_SHOWN} more." if len(found) > MOST_SHOWN else ""
        raise CannotMigrate(
            "Some rows of this database lead from one trust into another, which version 0006 does not let stand. Nothing "
            "was changed. Make a backup, put each of these rows right or delete it, and migrate again. "
            + ". ".join(found[:MOST_SHOWN])
            + f".{more}"
        )
