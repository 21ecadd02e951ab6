"""A programme out of a form, with everything that is wrong named at once; and the form of one that is there."""

from dataclasses import replace
from datetime import date

from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId, SchoolMay
from bot.usecases.changing import CannotSave
from bot.usecases.programmes.draft import Draft, typed_day
from bot.usecases.programmes.draft_reading import Reading
from bot.usecases.programmes.draft_recurrences import read_recurrence, recurrence_texts
from bot.wording import programme_forms as lacking
from prompts.model import PromptBank
from prompts.references import Order
from scheduler.model import ClosedDayRule

MOST_WEIGHT = 12
"""Two people, each with several things in one week: beyond that no threshold is ever met."""
MOST_DAYS_TO_REMIND = 10


def draft_of(programme: Programme, bank: PromptBank) -> Draft:
    """The form as it stands for a programme that is there."""
    chosen = programme.selection
    narrowed = bool(chosen.themes or chosen.frameworks or chosen.audiences or chosen.kinds)
    by = "sequence" if chosen.sequence else "hand" if chosen.keys else "fitting" if narrowed else "all"
    keys = [prompt.key for prompt in chosen.of(bank)] if chosen.keys and narrowed else chosen.keys
    numbers = {
        name: str(value) if value is not None else ""
        for name, value in (
            ("lighter_from", programme.lighter_from),
            ("moves_from", programme.moves_from),
            ("skips_from", programme.skips_from),
            ("remind_after", programme.remind_after),
        )
    }
    return Draft(
        texts={
            "id": programme.id,
            "name": programme.name,
            "by": by,
            "sequence": chosen.sequence or "",
            "keys": " ".join(keys),
            "left_out": " ".join(sorted(chosen.left_out)),
            "order": programme.order,
            "starts": programme.starts.isoformat(),
            "ends": programme.ends.isoformat() if programme.ends else "",
            "closed_day": programme.closed_day,
            "paused_until": programme.paused_until.isoformat() if programme.paused_until else "",
            "skipped_dates": "\n".join(map(typed_day, sorted(programme.skipped_dates))),
            "private_answers": "yes" if programme.private_answers else "",
            **numbers,
            **recurrence_texts(programme.recurrence),
        },
        lists={
            "themes": chosen.themes,
            "frameworks": chosen.frameworks,
            "audiences": chosen.audiences,
            "kinds": chosen.kinds,
            "schools_may": tuple(sorted(programme.schools_may)),
            "channels": programme.channels,
        },
    )


def read_draft(
    draft: Draft, *, charter: Charter, bank: PromptBank, today: date, before: Programme | None
) -> Programme:
    """The programme that the form describes. Raises CannotSave with everything that is wrong, field by field.

    What the form does not ask about stays as it was `before`; None is a programme that is new.
    """
    reading = Reading(draft, today=today)
    key = before.id if before else ProgrammeId(reading.id())
    name = reading.name(charter, besides=key)
    selection = reading.selection(bank)
    recurrence = read_recurrence(draft, reading.faults, today=today)
    starts = reading.day("starts", needed=True)
    ends = reading.day("ends")
    paused_until = reading.day("paused_until")
    if starts and ends and ends < starts:
        reading.faults["ends"] = lacking.ends_before_it_starts()
    if ends and ends < today and (before is None or before.ends != ends):
        reading.faults["ends"] = lacking.ends_in_the_past()
    made = Programme(
        id=key,
        trust=charter.trust.id,
        name=name,
        selection=selection,
        order=reading.word("order", Order, Order.IN_ORDER),
        recurrence=recurrence,
        starts=starts or today,
        ends=ends,
        closed_day=reading.word("closed_day", ClosedDayRule, ClosedDayRule.SKIP),
        paused_until=paused_until,
        skipped_dates=frozenset(reading.days("skipped_dates")),
        lighter_from=reading.number("lighter_from", most=MOST_WEIGHT),
        moves_from=reading.number("moves_from", most=MOST_WEIGHT),
        skips_from=reading.number("skips_from", most=MOST_WEIGHT),
        remind_after=reading.number("remind_after", most=MOST_DAYS_TO_REMIND),
        channels=reading.channels(charter),
        private_answers=bool(draft.text("private_answers")),
        schools_may=frozenset(reading.words("schools_may", SchoolMay)),
    )
    if reading.faults:
        raise CannotSave(reading.faults)
    return replace(made, late=before.late) if before else made
