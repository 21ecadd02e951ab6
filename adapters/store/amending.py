"""A set-up changed by an edit: what differs is written, with who did it, in one transaction.

What follows from the edit is worked out before that transaction, while others may write, and again in it only where the
set-up is not the one any more that it was worked out from.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, exists, select, tuple_, update

from adapters.store.charters import Read, read_charter
from adapters.store.marks import marks_of
from adapters.store.setting_up import Rows, Writing, rows_of
from adapters.store.sign_ins import end_all
from adapters.store.tables import deliveries, own_prompts, programmes, school_choices
from adapters.store.trail import hold, write
from bot.charter.differences import differences
from bot.charter.editing import changed_in, place_of, settled, to_plan_anew
from bot.domain.charter import Charter
from bot.domain.people import MemberId
from bot.domain.programme import ProgrammeId, SchoolChoice
from bot.domain.trail import Act, Difference
from bot.ports.directory import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one set-up to the next: the rows that differ, and what follows from them."""

    read: Read
    after: Charter
    rows: Rows
    new_trust: bool
    placed: Collection[ProgrammeId]
    """The programmes that have other channels than before."""
    unchosen: Collection[SchoolChoice]
    gone: Collection[str]
    """Keys of the trust's own prompts."""
    anew: Collection[ProgrammeId]
    """The programmes that are to be planned anew."""
    differences: tuple[Difference, ...]

    @property
    def before(self) -> Charter:
        """The set-up that the edit was given."""
        return self.read.charter

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new_trust or self.unchosen or self.gone or self._has_rows)

    @property
    def _has_rows(self) -> bool:
        return any(rows for table, rows in self.rows.items() if table.name != "trusts")


def step_of(read: Read, edit: Edit) -> Step:
    """What the edit makes of that set-up. Raises what the edit raises, and ValueError for what is another trust's."""
    return _step(read, settled(read.charter, edit(read.charter)))


def amend(
    connection: Connection, step: Step, *, edit: Edit, act: Act, ends: MemberId | None = None
) -> tuple[Charter, Charter]:
    """See `bot.ports.directory.Directory.amend`; `step` is what the edit makes of the set-up as it was read."""
    trust = step.before.trust.id
    hold(connection, trust)
    if marks_of(connection, trust) != step.read.marks:
        fresh = read_charter(connection, trust, known=step.read)
        if fresh is None:
            raise ValueError(f"there is no trust {trust}")
        step = step_of(fresh, edit)
    step = _with_what_was_asked(connection, step)
    if not step.changes and ends is None:
        return step.before, step.after
    _write(connection, step)
    if step.anew:
        connection.execute(
            update(programmes)
            .where(programmes.c.trust == trust, programmes.c.id.in_(sorted(step.anew)))
            .values(edition=programmes.c.edition + 1)
        )
    if ends is not None:
        end_all(connection, ends, trust=trust)
    write(connection, replace(act, differences=step.differences))
    return step.before, step.after


def _step(read: Read, after: Charter) -> Step:
    before = read.charter
    changed = changed_in(before, after)
    stood = {programme.id: programme.channels for programme in before.programmes}
    chosen = {place_of(choice) for choice in after.choices}
    kept = {prompt.key for prompt in after.prompts}
    return Step(
        read=read,
        after=after,
        rows=rows_of(changed),
        new_trust=after.trust != before.trust,
        placed={each.id for each in changed.programmes if stood.get(each.id) != each.channels},
        unchosen=[choice for choice in before.choices if place_of(choice) not in chosen],
        gone=[prompt.key for prompt in before.prompts if prompt.key not in kept],
        anew=to_plan_anew(before, after),
        differences=differences(before, after),
    )


def _with_what_was_asked(connection: Connection, step: Step) -> Step:
    """A prompt that was asked stays: what people answered is read beside it."""
    trust = step.before.trust.id
    asked = {
        key
        for key in step.gone
        if connection.execute(
            select(exists().where(deliveries.c.trust == trust, deliveries.c.prompt == key))
        ).scalar()
    }
    if not asked:
        return step
    stay = tuple(prompt for prompt in step.before.prompts if prompt.key in asked)
    return _step(step.read, replace(step.after, prompts=step.after.prompts + stay))


def _write(connection: Connection, step: Step) -> None:
    trust = step.before.trust.id
    writing = Writing(connection, trust=trust, keeping=False)
    if step.new_trust:
        writing.trust(step.rows)
    writing.all(step.rows, placed=step.placed)
    if step.unchosen:
        place = tuple_(school_choices.c.programme, school_choices.c.school)
        gone = [place_of(choice) for choice in step.unchosen]
        connection.execute(delete(school_choices).where(school_choices.c.trust == trust, place.in_(gone)))
    if step.gone:
        connection.execute(
            delete(own_prompts).where(own_prompts.c.trust == trust, own_prompts.c.key.in_(list(step.gone)))
        )
