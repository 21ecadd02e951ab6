"""Gathers what differs about one thing, setting by setting."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from bot.domain.people import SchoolId
from bot.domain.trail import Difference

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


class Notes:
    """What differs about one thing that people know as `about`, in the order it was noted."""

    def __init__(self, about: str, *, school: SchoolId | None = None) -> None:
        self._about = about
        self._school = school
        self.found: list[Difference] = []

    def setting(self, name: str, was: T, now: T, said: Callable[[T], str] = str) -> None:
        """A setting that always has a value, in words that are there for each."""
        if was != now:
            self.note(name, said(was), said(now))

    def items(
        self,
        name: str,
        was: Iterable[H],
        now: Iterable[H],
        said: Callable[[H], str] = str,
        *,
        school: Callable[[H], SchoolId | None] | None = None,
    ) -> None:
        """What is taken out of a list, and what is added to it, one by one and in the order of each."""
        old, new = dict.fromkeys(was), dict.fromkeys(now)
        for each in (each for each in old if each not in new):
            self.note(name, said(each), None, school=school(each) if school else None)
        for each in (each for each in new if each not in old):
            self.note(name, None, said(each), school=school(each) if school else None)

    def note(self, name: str, was: str | None, now: str | None, *, school: SchoolId | None = None) -> None:
        """One difference."""
        self.found.append(
            Difference(about=self._about, setting=name, was=was, now=now, school=school or self._school)
        )
