"""One answer and its revisions, kept so that order and repetition make no difference."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Text, bindparam, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from adapters.store.echoes import owe_anew, owe_echo
from adapters.store.enrolling import enrolled
from adapters.store.places import Place
from adapters.store.prepared import Prepared
from adapters.store.tables import reflections, revisions, withdrawals
from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Said
from bot.domain.reflection import reflection_id

SAID = "said"
WITHDRAWN = "withdrawn"
"""Keys of the first and the last revision; between them stand the platform's own names of its edits."""

_MOST_CLASHES = 1_000

_is_message = (
    reflections.c.platform == bindparam("platform", type_=Text),
    reflections.c.address == bindparam("address", type_=Text),
    reflections.c.message == bindparam("message", type_=Text),
)
_withdrawn_before = exists().where(
    withdrawals.c.platform == bindparam("platform", type_=Text),
    withdrawals.c.address == bindparam("address", type_=Text),
    withdrawals.c.message == bindparam("message", type_=Text),
)
_columns = [column for column in reflections.c if column.name != "withdrawn_at"]
# Nothing is inserted for a message that was withdrawn first. Any unique constraint turns it away in silence: the
# message is there, or (which is not told apart here) the id is another's.
_insert_answer = (
    insert(reflections)
    .from_select(
        [column.name for column in _columns],
        select(*(bindparam(column.name, type_=column.type) for column in _columns)).where(~_withdrawn_before),
    )
    .on_conflict_do_nothing()
    .returning(reflections.c.id)
)
# The same with its first revision: a round trip less, where there is one to be saved.
_new_answer = _insert_answer.cte("new_answer")
_insert_answer_and_revision = (
    insert(revisions)
    .from_select(
        ["trust", "reflection", "key", "at", "text", "received_at"],
        select(
            bindparam("trust", type_=Text),
            _new_answer.c.id,
            bindparam("key", type_=Text),
            bindparam("at", type_=revisions.c.at.type),
            bindparam("text", type_=Text),
            bindparam("received_at", type_=revisions.c.received_at.type),
        ),
    )
    .returning(revisions.c.reflection)
)
_keep_answer = Prepared(_insert_answer)
_keep_answer_and_revision = Prepared(_insert_answer_and_revision)
_keep_revision = Prepared(
    insert(revisions).on_conflict_do_nothing().returning(revisions.c.id),
    columns=("trust", "reflection", "key", "at", "text", "received_at"),
)
_find_answer = (
    select(
        reflections.c.id,
        reflections.c.trust,
        reflections.c.withdrawn_at,
        reflections.c.boxed,
        reflections.c.private,
    )
    .where(*_is_message)
    .with_for_update()
)
_find_withdrawal = select(_withdrawn_before)
_revisions_of = select(revisions.c.key, revisions.c.at).where(
    revisions.c.reflection == bindparam("of", type_=BigInteger)
)
_say_now = (
    update(reflections)
    .where(reflections.c.id == bindparam("of", type_=BigInteger))
    .values(text=bindparam("text"), edited_at=bindparam("edited_at"))
)
_put_in_its_box = (
    update(reflections)
    .where(reflections.c.id == bindparam("of", type_=BigInteger))
    .values(boxed=True, private=bindparam("secretly"))
)
_withdraw = (
    update(reflections)
    .where(reflections.c.id == bindparam("of", type_=BigInteger))
    .values(text=None, withdrawn_at=bindparam("at"))
)
_blank_revisions = (
    update(revisions).where(revisions.c.reflection == bindparam("of", type_=BigInteger)).values(text=None)
)


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a message says from `at` on, according to one happening."""

    key: str
    at: datetime
    text: str

    @property
    def edited_at(self) -> datetime | None:
        return None if self.key == SAID else self.at


def keep(
    connection: Connection, happening: Said | Edited, *, place: Place, at: datetime, entropy: int
) -> bool:
    """It is a revision of its answer, and the answer says what was written last; False if nothing changed."""
    wording = _wording(happening)
    if _keep_new(connection, happening, wording, place=place, at=at, entropy=entropy):
        return True
    answer = connection.execute(_find_answer, _of(happening.message)).first()
    if answer is None or answer.withdrawn_at is not None:
        return False
    revision = _values(wording, answer=answer.id, trust=place.trust, at=at)
    if _keep_revision.first(connection, revision) is None:
        return False
    if isinstance(happening, Said) and happening.boxed:  # and an edit of it has overtaken it
        connection.execute(_put_in_its_box, {"of": answer.id, "secretly": happening.private})
        if not happening.private:
            owe_echo(connection, answer.id, trust=place.trust, since=at)
    written = connection.execute(_revisions_of, {"of": answer.id}).all()
    if all(rank(wording.key, wording.at) >= rank(row.key, row.at) for row in written):
        connection.execute(_say_now, {"of": answer.id, "text": wording.text, "edited_at": wording.edited_at})
        if answer.boxed and not answer.private:
            owe_anew(connection, answer.id, since=at)
    return True


def withdraw(
    connection: Connection, message: MessageRef, *, at: datetime, received_at: datetime
) -> bool | None:
    """The answer and all its revisions are without words for good.

    False if they were already; None if there is no answer of that message.
    """
    answer = connection.execute(_find_answer, _of(message)).first()
    if answer is None:
        return None
    if answer.withdrawn_at is not None:
        return False
    connection.execute(_withdraw, {"of": answer.id, "at": at})
    connection.execute(_blank_revisions, {"of": answer.id})
    if answer.boxed and not answer.private:
        owe_anew(connection, answer.id, since=received_at)
    values = {"trust": answer.trust, "reflection": answer.id, "key": WITHDRAWN, "at": at, "text": None}
    _keep_revision.first(connection, values | {"received_at": received_at})
    return True


def _keep_new(  # noqa: PLR0913 - one row, from four sources
    connection: Connection,
    happening: Said | Edited,
    wording: _Wording,
    *,
    place: Place,
    at: datetime,
    entropy: int,
) -> bool:
    """The message is a new answer; False if it is there already, or was withdrawn before it was heard."""
    number = reflection_id(happening.said_at, entropy=entropy)
    row = _of(happening.message) | {
        "trust": place.trust,
        "school": place.school,
        "channel": place.channel,
        "delivery": place.delivery,
        "prompt": place.prompt,
        "author": place.member or enrolled(connection, happening.author, trust=place.trust),
        "said_at": happening.said_at,
        "text": wording.text,
        "edited_at": wording.edited_at,
        "boxed": isinstance(happening, Said) and happening.boxed,
        "private": isinstance(happening, Said) and happening.private,
    }
    for id_ in range(number, number + _MOST_CLASHES):
        if _inserted(connection, row | {"id": id_}, _values(wording, answer=id_, trust=place.trust, at=at)):
            if isinstance(happening, Said) and happening.boxed and not happening.private:
                owe_echo(connection, id_, trust=place.trust, since=at)
            return True
        if connection.execute(_find_answer, _of(happening.message)).first() is not None:
            return False
        if connection.execute(_find_withdrawal, _of(happening.message)).scalar():
            return False
    raise RuntimeError(
        f"{_MOST_CLASHES} answers of the same millisecond have ids in a row; the source of entropy is broken"
    )


def _inserted(connection: Connection, answer: dict[str, object], revision: dict[str, object]) -> bool:
    if connection.dialect.name == "postgresql":
        return _keep_answer_and_revision.first(connection, answer | revision) is not None
    if _keep_answer.first(connection, answer) is None:
        return False
    _keep_revision.first(connection, revision)
    return True


def _values(wording: _Wording, *, answer: int, trust: str, at: datetime) -> dict[str, object]:
    return {
        "trust": trust,
        "reflection": answer,
        "key": wording.key,
        "at": wording.at,
        "text": wording.text,
        "received_at": at,
    }


def _wording(happening: Said | Edited) -> _Wording:
    if isinstance(happening, Said):
        return _Wording(SAID, happening.said_at, happening.text)
    return _Wording(happening.edit, happening.edited_at, happening.text)


def rank(key: str, at: datetime) -> tuple[datetime, bool, int, str]:
    """What was written later ranks higher; at the same moment an edit does, and the edit with the higher name."""
    return at, key != SAID, len(key), key


def _of(message: MessageRef) -> dict[str, object]:
    return {"platform": message.platform, "address": message.address, "message": message.id}
