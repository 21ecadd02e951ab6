"""One programme as it runs in a school: each setting with where it comes from, and what the school may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.owed import Why, not_running
from bot.domain.people import Member, Role, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, SchoolMay
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, Viewer, standing
from bot.usecases.reading.preview import PreviewDate, PreviewRequest, preview_for
from bot.usecases.schools.channels import makes
from bot.usecases.schools.shown import choice_of, programmes_at
from bot.wording import schools as words
from prompts.model import Prompt, PromptBank
from scheduler.model import OnDates, OnDemand, Weekday

DATES = 10
MORE_DATES = 40
"""A school year of weeks."""
SETTINGS = (
    SchoolMay.CHANGE_DAY,
    SchoolMay.CHANGE_TIME,
    SchoolMay.PAUSE,
    SchoolMay.SKIP,
    SchoolMay.LEAVE_OUT,
    SchoolMay.ADD_CHANNEL,
)
"""In the order in which a page shows them."""
WITHOUT_DATES = (SchoolMay.CHANGE_DAY, SchoolMay.LEAVE_OUT, SchoolMay.ADD_CHANNEL)
"""Those that there are of a programme which comes only when somebody asks for it."""


class Origin(Enum):
    """Where a setting comes from."""

    TRUST = auto()
    HERE = auto()
    LOCKED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting in people's words. `trusts` is what the trust has, where the school has changed it.

    `open` is true where this viewer may change it, `set` where there is anything to come from somewhere: not where
    nothing is paused, skipped or left out.
    """

    may: SchoolMay
    origin: Origin
    value: str
    trusts: str | None
    open: bool
    set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolProgramme:
    """The whole page. `asks` are the questions that may come here, `out` those that the school leaves out.

    `addable` are the school's channels to which it does not come, `own` those that the school has added itself.
    `skipped` are the dates to come that the school itself skips. `asks_now` says that this viewer may ask its next
    question now, and `tries` that this is a trust lead's trial; `in_chat`, that it can be asked for in chat as well.
    """

    school: School
    programme: Programme
    runs: Programme
    settings: tuple[Setting, ...]
    adjusts: bool
    weekday: Weekday | None
    dates: tuple[PreviewDate, ...]
    asks: tuple[Prompt, ...]
    out: tuple[Prompt, ...]
    addable: tuple[Channel, ...]
    own: tuple[Channel, ...]
    skipped: frozenset[date]
    paused_here: date | None
    ask: tuple[Member, ...]
    on_demand: bool
    connects: bool
    asks_now: bool
    tries: bool
    in_chat: bool


async def school_programme(
    bot: Bot, viewer: Viewer, *, school: SchoolId, programme: ProgrammeId, dates: int = DATES
) -> SchoolProgramme:
    """That programme in that school, with that many dates to come. Raises NotFound, also where it does not come there, or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SEE_THE_SET_UP, school=school)
    here, charter = person.school(school), person.charter
    trusts = person.programme(programme)
    if trusts not in programmes_at(charter, school):
        raise NotFound("This programme does not come to this school.")
    chosen = choice_of(charter, trusts, school) or SchoolChoice(programme=programme, school=school)
    runs = trusts.at_school(chosen)
    adjusts = school in person.may(Deed.ADJUST_THE_PROGRAMME)
    bank = bank_in(bot, charter)
    channels = [each for each in charter.channels if each.school == school]
    today = bot.clock.now().astimezone(ZoneInfo(here.calendar.zone)).date()
    request = PreviewRequest(programme=programme, school=school, count=dates)
    found = await preview_for(bot, person, request=request)
    asks = adjusts and SchoolMay.ASK_NOW in trusts.schools_may
    tries = not asks and school in person.may(Deed.TRY_A_PROGRAMME)
    over = not_running(runs, on=today)
    out = chosen.left_out if SchoolMay.LEAVE_OUT in trusts.schools_may else frozenset[str]()
    on_demand = isinstance(runs.recurrence, OnDemand)
    return SchoolProgramme(
        school=here,
        programme=trusts,
        runs=runs,
        settings=tuple(
            _setting(may, trusts, runs, channels, today, adjusts=adjusts)
            for may in (WITHOUT_DATES if on_demand else SETTINGS)
        ),
        adjusts=adjusts,
        weekday=None if isinstance(runs.recurrence, OnDates | OnDemand) else runs.recurrence.weekday,
        dates=found[0].dates if found else (),
        asks=runs.selection.of(bank),
        out=_prompts(bank, out),
        addable=tuple(each for each in channels if each.id not in runs.channels),
        own=tuple(each for each in channels if each.id in runs.channels and each.id not in trusts.channels),
        skipped=runs.skipped_dates - trusts.skipped_dates,
        paused_here=_ahead(runs.paused_until, today) if runs.paused_until != trusts.paused_until else None,
        ask=_trust_leads(charter),
        on_demand=on_demand,
        connects=school in person.may(Deed.CONNECT_CHANNELS),
        asks_now=(asks and over is None) or (tries and (over is None or over.why is Why.NOT_STARTED)),
        tries=tries,
        in_chat=any(each.id in runs.channels and not makes(bot, each.platform) for each in channels),
    )


def _setting(  # noqa: PLR0913 - what a setting is worked out from
    may: SchoolMay,
    trusts: Programme,
    runs: Programme,
    channels: Iterable[Channel],
    today: date,
    *,
    adjusts: bool,
) -> Setting:
    of_trust, here = (_said(may, each, channels, today) for each in (trusts, runs))
    locked = may not in trusts.schools_may
    changed = _differs(may, trusts, runs, today)
    origin = Origin.LOCKED if locked else Origin.HERE if changed else Origin.TRUST
    return Setting(
        may=may,
        origin=origin,
        value=here,
        trusts=of_trust if origin is Origin.HERE else None,
        open=adjusts and not locked and _can_be_changed(may, trusts),
        set=origin is not Origin.TRUST or _is_set(may, runs, today),
    )


def _is_set(may: SchoolMay, programme: Programme, today: date) -> bool:
    match may:
        case SchoolMay.PAUSE:
            return _ahead(programme.paused_until, today) is not None
        case SchoolMay.SKIP:
            return any(day >= today for day in programme.skipped_dates)
        case SchoolMay.LEAVE_OUT:
            return bool(programme.selection.left_out)
        case _:
            return True


def _can_be_changed(may: SchoolMay, trusts: Programme) -> bool:
    """Whether there is such a thing: named dates have no weekday, and what is asked for has no time."""
    if may is SchoolMay.CHANGE_DAY:
        return not isinstance(trusts.recurrence, OnDates | OnDemand)
    return not isinstance(trusts.recurrence, OnDemand) or may in {SchoolMay.LEAVE_OUT, SchoolMay.ADD_CHANNEL}


def _said(may: SchoolMay, programme: Programme, channels: Iterable[Channel], today: date) -> str:
    match may:
        case SchoolMay.CHANGE_DAY:
            return words.on_which_day(programme.recurrence)
        case SchoolMay.CHANGE_TIME:
            return words.at_which_time(programme.recurrence)
        case SchoolMay.PAUSE:
            return words.pause(_ahead(programme.paused_until, today))
        case SchoolMay.SKIP:
            return words.skipped_dates(day for day in programme.skipped_dates if day >= today)
        case SchoolMay.LEAVE_OUT:
            return words.left_out(programme.selection.left_out)
        case _:
            return words.channels(each.name for each in channels if each.id in programme.channels)


def _differs(may: SchoolMay, trusts: Programme, runs: Programme, today: date) -> bool:
    match may:
        case SchoolMay.CHANGE_DAY:
            return words.on_which_day(trusts.recurrence) != words.on_which_day(runs.recurrence)
        case SchoolMay.CHANGE_TIME:
            return words.at_which_time(trusts.recurrence) != words.at_which_time(runs.recurrence)
        case SchoolMay.PAUSE:
            return _ahead(trusts.paused_until, today) != _ahead(runs.paused_until, today)
        case SchoolMay.SKIP:
            return any(day >= today for day in runs.skipped_dates - trusts.skipped_dates)
        case SchoolMay.LEAVE_OUT:
            return trusts.selection.left_out != runs.selection.left_out
        case _:
            return trusts.channels != runs.channels


def _ahead(until: date | None, today: date) -> date | None:
    return until if until and until > today else None


def _prompts(bank: PromptBank, keys: Iterable[str]) -> tuple[Prompt, ...]:
    """Those of the bank with these keys, by question; what is in it no more is left out."""
    wanted = frozenset(keys)
    return tuple(
        sorted((each for each in bank.prompts if each.key in wanted), key=lambda each: each.question)
    )


def _trust_leads(charter: Charter) -> tuple[Member, ...]:
    return tuple(each for each in charter.members if each.holds(Role.TRUST_LEAD))
