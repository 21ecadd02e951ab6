"""What a school has chosen about a programme of its trust, written down in place of what it chose before."""

from sqlalchemy import Connection, bindparam, exists, select

# PostgreSQL's form of INSERT: SQLite's compiler writes its ON CONFLICT in the same words, not the other way round.
from sqlalchemy.dialects.postgresql import insert

from adapters.store import rows
from adapters.store.tables import programmes, school_choices, schools
from bot.domain.programme import SchoolChoice

_new = insert(school_choices)
_choose = _new.on_conflict_do_update(
    index_elements=["programme", "school"],
    set_={column.name: _new.excluded[column.name] for column in school_choices.c if not column.primary_key},
)
_are_of_trust = select(
    exists().where(programmes.c.id == bindparam("programme"), programmes.c.trust == bindparam("trust"))
    & exists().where(schools.c.id == bindparam("school"), schools.c.trust == bindparam("trust"))
)


def choose(connection: Connection, choice: SchoolChoice, *, trust: str) -> None:
    """It stands. Raises ValueError if the programme or the school is not of that trust."""
    key = {"programme": choice.programme, "school": choice.school, "trust": trust}
    if not connection.execute(_are_of_trust, key).scalar():
        raise ValueError(
            f"{choice.programme} and {choice.school} are not both of {trust}: name a programme and a school of its own"
        )
    connection.execute(_choose, rows.choice_row(choice, trust=trust))
