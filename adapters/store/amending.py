"""A set-up changed by an edit: what differs is written, with who did it, in one transaction."""

from dataclasses import replace

from sqlalchemy import Connection, delete, exists, select, tuple_, update

from adapters.store.charters import charter_of
from adapters.store.setting_up import Writing, rows_of
from adapters.store.tables import deliveries, own_prompts, programmes, school_choices
from adapters.store.trail import hold, write
from bot.charter.differences import differences
from bot.charter.editing import changed_in, place_of, settled, to_plan_anew
from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.domain.trail import Act
from bot.ports.directory import Edit


def amend(connection: Connection, trust: TrustId, edit: Edit, act: Act) -> tuple[Charter, Charter]:
    """See `bot.ports.directory.Directory.amend`."""
    if act.trust != trust:
        raise ValueError(f"an act of {act.trust} cannot tell of a change of {trust}")
    hold(connection, trust)
    before = charter_of(connection, trust)
    if before is None:
        raise ValueError(f"there is no trust {trust}")
    after = _with_what_was_asked(connection, before, settled(before, edit(before)))
    if not _write(connection, before, after):
        return before, after
    anew = to_plan_anew(before, after)
    if anew:
        connection.execute(
            update(programmes)
            .where(programmes.c.trust == trust, programmes.c.id.in_(sorted(anew)))
            .values(edition=programmes.c.edition + 1)
        )
    write(connection, replace(act, differences=differences(before, after)))
    return before, after


def _with_what_was_asked(connection: Connection, before: Charter, after: Charter) -> Charter:
    """A prompt that was asked stays: what people answered is read beside it."""
    left = {prompt.key for prompt in after.prompts}
    gone = [prompt for prompt in before.prompts if prompt.key not in left]
    asked = tuple(
        prompt
        for prompt in gone
        if connection.execute(
            select(exists().where(deliveries.c.trust == before.trust.id, deliveries.c.prompt == prompt.key))
        ).scalar()
    )
    return replace(after, prompts=after.prompts + asked) if asked else after


def _write(connection: Connection, before: Charter, after: Charter) -> bool:
    """Whether there was anything to write, and it is written."""
    trust = after.trust.id
    changed = changed_in(before, after)
    given = rows_of(changed)
    writing = Writing(connection, trust=trust, keeping=False)
    new_trust = after.trust != before.trust
    if new_trust:
        writing.trust(given)
    stood = {programme.id: programme.channels for programme in before.programmes}
    placed = {each.id for each in changed.programmes if stood.get(each.id) != each.channels}
    writing.all(given, placed=placed)
    chosen = {place_of(choice) for choice in after.choices}
    unchosen = [place_of(choice) for choice in before.choices if place_of(choice) not in chosen]
    if unchosen:
        place = tuple_(school_choices.c.programme, school_choices.c.school)
        connection.execute(delete(school_choices).where(school_choices.c.trust == trust, place.in_(unchosen)))
    kept = {prompt.key for prompt in after.prompts}
    gone = [prompt.key for prompt in before.prompts if prompt.key not in kept]
    if gone:
        connection.execute(
            delete(own_prompts).where(own_prompts.c.trust == trust, own_prompts.c.key.in_(gone))
        )
    return new_trust or bool(unchosen or gone) or changed != _nothing(changed)


def _nothing(charter: Charter) -> Charter:
    return Charter(trust=charter.trust)
