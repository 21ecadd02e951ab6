"""What was asked, and which evidence to look for: the view for those who must not read who said what."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.delivery import DeliveryId, State
from bot.domain.people import Member, MemberId, School, SchoolId
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, standing
from prompts.model import PromptBank

PAGE = 20
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRequest:
    """Which part; what is None does not narrow. Dates are local, both included."""

    school: SchoolId | None = None
    since: date | None = None
    until: date | None = None
    before: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """One prompt that was posted in a school; `answered` is a phrase that never gives away a small number."""

    delivery: DeliveryId
    school_name: str
    prompt: PromptShown | None
    posted_at: datetime
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPage:
    """Prompts that were asked, newest first, and the cursor of the next page or None."""

    viewer: Member
    entries: tuple[AskedEntry, ...]
    next: str | None
    schools: tuple[School, ...]


async def asked(bot: Bot, viewer: MemberId, *, request: AskedRequest) -> AskedPage:
    """What the schools in their sight were asked, without names or words. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_WHAT_WAS_ASKED, school=request.school)
    lines, following = await bot.store.ledger.page(
        sorted(schools),
        trust=person.member.trust,
        filters=LedgerFilter(state=State.POSTED, since=request.since, until=request.until),
        before=request.before,
        limit=max(1, min(request.limit, LONGEST_PAGE)),
    )
    bank = bank_in(bot, person.charter)
    return AskedPage(
        viewer=person.member,
        entries=tuple(_entry(bank, line) for line in lines),
        next=following,
        schools=tuple(
            each for each in person.charter.schools if each.id in person.may(Deed.SEE_WHAT_WAS_ASKED)
        ),
    )


def _entry(bank: PromptBank, line: LedgerLine) -> AskedEntry:
    posted_at = line.delivery.posted_at or line.delivery.due_at
    return AskedEntry(
        delivery=line.delivery.id,
        school_name=line.school_name,
        prompt=show(bank, line.delivery.prompt),
        posted_at=posted_at.astimezone(ZoneInfo(line.zone)),
        answered=wording.answered(line.people),
    )
