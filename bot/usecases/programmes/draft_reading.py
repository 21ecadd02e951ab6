"""Reading the form of a programme field by field: whatever is wrong is noted, and the reading goes on."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.programme import ProgrammeId, Selection
from bot.usecases.programmes.draft import MOST_DATES, Draft, read_day, read_days
from bot.wording import programme_forms as lacking
from prompts.model import Audience, Kind, PromptBank
from prompts.plain_text import objections

LONGEST_NAME = 80
ID = re.compile(r"programme-[0-9a-f]{12}")
"""As `set_programmes.new_id` makes them: nobody can try out which ids another trust has given."""

Word = TypeVar("Word", bound=StrEnum)


class Reading:
    """Reads the fields of a draft; whatever is wrong is noted in `faults`, and the reading goes on."""

    def __init__(self, draft: Draft, *, today: date) -> None:
        self._draft = draft
        self._today = today
        self.faults: dict[str, str] = {}

    def id(self) -> str:
        """The id that a new programme was given when its form was drawn."""
        given = self._draft.text("id")
        if not ID.fullmatch(given):
            self.faults["name"] = lacking.start_anew()
        return given

    def name(self, charter: Charter, *, besides: ProgrammeId) -> str:
        """A name that no other programme that still runs bears."""
        name = " ".join(self._draft.text("name").split())
        if not name:
            self.faults["name"] = lacking.give_a_name()
        for problem, remedy in objections(name, field="name", limit=LONGEST_NAME) if name else ():
            self.faults.setdefault("name", lacking.not_a_name(problem, remedy))
        others = (each for each in charter.programmes if each.id != besides)
        if any(name.casefold() == each.name.casefold() for each in others):
            self.faults["name"] = lacking.name_taken()
        return name

    def selection(self, bank: PromptBank) -> Selection:
        """Which prompts; there must be one at least."""
        draft = self._draft
        by = draft.text("by") or "all"
        known = {prompt.key for prompt in bank.prompts}
        chosen = Selection(left_out=frozenset(known.intersection(draft.keys("left_out"))))
        if by == "fitting":
            chosen = replace(
                chosen,
                themes=self.known("themes", (theme.key for theme in bank.themes)),
                frameworks=self.known("frameworks", _elements(bank)),
                audiences=self.words("audiences", Audience),
                kinds=self.words("kinds", Kind),
            )
        elif by == "sequence":
            if draft.text("sequence") not in {sequence.key for sequence in bank.sequences}:
                self.faults["sequence"] = lacking.choose_a_sequence()
                return chosen
            chosen = replace(chosen, sequence=draft.text("sequence"))
        elif by == "hand":
            chosen = Selection(keys=tuple(key for key in draft.keys("keys") if key in known))
            if not chosen.keys:
                self.faults["by"] = lacking.none_chosen_by_hand()
                return chosen
        elif by != "all":
            self.faults["by"] = lacking.choose_from_the_list()
        if "by" not in self.faults and not chosen.of(bank):
            self.faults["by"] = lacking.nothing_fits()
        return chosen

    def channels(self, charter: Charter) -> tuple[ChannelId, ...]:
        """The channels that are ticked, in the order of the set-up; all there are where all were asked for."""
        every = tuple(channel.id for channel in charter.channels)
        ticked = self._draft.ticked(every)
        if ticked.difference(every):
            self.faults["channels"] = lacking.no_such_channel()
        chosen = tuple(channel for channel in every if channel in ticked)
        if not chosen:
            self.faults.setdefault("channels", lacking.no_channel())
        return chosen

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A local date of this century, or None where nothing was typed."""
        said = self._draft.text(name)
        if not said:
            if needed:
                self.faults[name] = lacking.say_when_it_starts()
            return None
        found = read_day(said, today=self._today)
        if found is None:
            self.faults[name] = lacking.no_such_date(said)
            return None
        return found

    def days(self, name: str) -> Iterable[date]:
        """Dates, as a rule one a line."""
        found, wrong = read_days(self._draft.text(name), today=self._today)
        if wrong:
            self.faults[name] = lacking.no_such_date(wrong)
        elif len(found) > MOST_DATES:
            self.faults[name] = lacking.too_many_dates(MOST_DATES)
        return found[:MOST_DATES]

    def number(self, name: str, *, most: int) -> int | None:
        """A whole number from 1, or None where nothing was typed."""
        said = self._draft.text(name)
        if not said:
            return None
        if said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) <= most:  # noqa: PLR2004
            return int(said)
        self.faults[name] = lacking.no_such_number(most=most)
        return None

    def word(self, name: str, among: type[Word], usual: Word) -> Word:
        """One of a list that a page offers; `usual` where none was said."""
        said = self._draft.text(name)
        found = next((word for word in among if word == said), None)
        if said and found is None:
            self.faults[name] = lacking.choose_from_the_list()
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
            self.faults[name] = lacking.choose_from_the_list()
        return said


def _elements(bank: PromptBank) -> Iterable[str]:
    for framework in bank.frameworks:
        yield framework.key
        yield framework.family
