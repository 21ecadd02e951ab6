"""A school has chosen something about a programme: its trust's set-up is amended so."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.domain.programme import SchoolChoice
from bot.domain.trail import Act, Did
from bot.ports.store import Store

AT = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


async def choose(store: Store, choice: SchoolChoice, *, trust: TrustId) -> None:
    """It stands, in place of what the school chose before."""
    place = (choice.programme, choice.school)

    def edit(charter: Charter) -> Charter:
        others = (each for each in charter.choices if (each.programme, each.school) != place)
        return replace(charter, choices=(*others, choice))

    act = Act(trust=trust, did=Did.CHOSE_FOR_SCHOOL, at=AT, about=choice.programme, school=choice.school)
    await store.directory.amend(trust, edit, act=act)
