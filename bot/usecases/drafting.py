"""A programme out of a form, with everything that is wrong named at once; and the form of one that is there."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId, SchoolMay, Selection
from bot.usecases.changing import CannotSave
from bot.usecases.draft import MOST_DATES, Draft, read_as, read_days
from bot.usecases.draft_recurrences import read_recurrence, recurrence_texts
from bot.wording import programmes as wording
from prompts.model import Audience, Kind, PromptBank
from prompts.plain_text import objections
from prompts.references import Order
from scheduler.model import ClosedDayRule

LONGEST_NAME = 80
MOST_WEIGHT = 12
"""Two people, each with several things in one week: beyond that no threshold is ever met."""
MOST_DAYS_TO_REMIND = 10
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
BY = ("all", "fitting", "sequence", "hand")
"""How its prompts are chosen: the whole bank, those that fit, a sequence of the bank, or one by one."""

Word = TypeVar("Word", bound=StrEnum)


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
            "skipped_dates": "\n".join(day.isoformat() for day in sorted(programme.skipped_dates)),
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
    reading = _Reading(draft)
    key = before.id if before else ProgrammeId(reading.id())
    name = reading.name(charter, besides=key)
    selection = reading.selection(bank)
    recurrence = read_recurrence(draft, reading.faults)
    starts = reading.day("starts", needed=True)
    ends = reading.day("ends")
    paused_until = reading.day("paused_until")
    if starts and ends and ends < starts:
        reading.faults["ends"] = wording.ends_before_it_starts()
    if ends and ends < today and (before is None or before.ends != ends):
        reading.faults["ends"] = wording.ends_in_the_past()
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


class _Reading:
    """Reads the fields of a draft; whatever is wrong is noted in `faults`, and the reading goes on."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.faults: dict[str, str] = {}

    def id(self) -> str:
        """The id that a new programme was given when its form was drawn."""
        given = self._draft.text("id")
        if not ID.fullmatch(given):
            self.faults["name"] = wording.start_anew()
        return given

    def name(self, charter: Charter, *, besides: ProgrammeId) -> str:
        """A name that no other programme that still runs bears."""
        name = " ".join(self._draft.text("name").split())
        if not name:
            self.faults["name"] = wording.give_a_name()
        for problem, remedy in objections(name, field="name", limit=LONGEST_NAME) if name else ():
            self.faults.setdefault("name", f"{problem.capitalize()}: {remedy}.")
        others = (each for each in charter.programmes if each.id != besides)
        if any(name.casefold() == each.name.casefold() for each in others):
            self.faults["name"] = wording.name_taken()
        return name

    def selection(self, bank: PromptBank) -> Selection:
        """Which prompts; there must be one at least."""
        draft = self._draft
        by = draft.text("by") or "all"
        chosen = Selection(left_out=frozenset(draft.keys("left_out")))
        if by == "fitting":
            chosen = replace(
                chosen,
                themes=self.known("themes", (theme.key for theme in bank.themes)),
                frameworks=self.known("frameworks", _elements(bank)),
                audiences=self.words("audiences", Audience),
                kinds=self.words("kinds", Kind),
            )
        elif by == "sequence":
            known = {sequence.key for sequence in bank.sequences}
            if draft.text("sequence") not in known:
                self.faults["sequence"] = wording.choose_a_sequence()
                return chosen
            chosen = replace(chosen, sequence=draft.text("sequence"))
        elif by == "hand":
            chosen = Selection(keys=draft.keys("keys"))
            if not chosen.keys:
                self.faults["by"] = wording.none_chosen_by_hand()
                return chosen
        elif by != "all":
            self.faults["by"] = wording.choose_from_the_list()
        if "by" not in self.faults and not chosen.of(bank):
            self.faults["by"] = wording.nothing_fits()
        return chosen

    def channels(self, charter: Charter) -> tuple[ChannelId, ...]:
        """The channels that are ticked, in the order of the set-up; all there are where all were asked for."""
        every = tuple(channel.id for channel in charter.channels)
        if self._draft.text("where") == "all":
            return every
        ticked = {*self._draft.several("channels"), *self._draft.keys("also_channels")}
        if ticked - set(every):
            self.faults["channels"] = wording.no_such_channel()
        chosen = tuple(channel for channel in every if channel in ticked)
        if not chosen:
            self.faults.setdefault("channels", wording.no_channel())
        return chosen

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A local date of this century, or None where nothing was typed."""
        said = self._draft.text(name)
        if not said:
            if needed:
                self.faults[name] = wording.say_when_it_starts()
            return None
        found = read_as(date.fromisoformat, said)
        if found is None or not 2000 <= found.year < 2100:  # noqa: PLR2004 - this century
            self.faults[name] = wording.no_such_date(said)
            return None
        return found

    def days(self, name: str) -> Iterable[date]:
        """Dates, one a line or with commas between."""
        found, wrong = read_days(self._draft.text(name))
        if wrong:
            self.faults[name] = wording.no_such_date(wrong)
        elif len(found) > MOST_DATES:
            self.faults[name] = wording.too_many_dates(MOST_DATES)
        return found[:MOST_DATES]

    def number(self, name: str, *, most: int) -> int | None:
        """A whole number from 1, or None where nothing was typed."""
        said = self._draft.text(name)
        if not said:
            return None
        if said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) <= most:  # noqa: PLR2004
            return int(said)
        self.faults[name] = wording.no_such_number(most=most)
        return None

    def word(self, name: str, among: type[Word], usual: Word) -> Word:
        """One of a list that a page offers; `usual` where none was said."""
        said = self._draft.text(name)
        found = next((word for word in among if word == said), None)
        if said and found is None:
            self.faults[name] = wording.choose_from_the_list()
        return found or usual

    def words(self, name: str, among: type[Word]) -> tuple[Word, ...]:
        """Several of a list that a page offers."""
        self.known(name, among)
        said = self._draft.several(name)
        return tuple(word for word in among if word in said)

    def known(self, name: str, among: Iterable[str]) -> tuple[str, ...]:
        """Several keys, all of them known."""
        said = self._draft.several(name)
        if set(said) - set(among):
            self.faults[name] = wording.choose_from_the_list()
        return said


def _elements(bank: PromptBank) -> Iterable[str]:
    for framework in bank.frameworks:
        yield framework.key
        yield framework.family
