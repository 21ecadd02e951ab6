"""The pages of a trust lead while the trust grows, and a change of a programme: seen, saved and planned anew."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date

import httpx
from rich.progress import Progress

import adapters.web.http as web_pages
from adapters.store.remembered import Remembered
from adapters.web.assets import Assets
from adapters.web.sign_in.kept import COOKIE, KeptSessions
from adapters.web.site import site
from adapters.web.templating import make_templates
from bot.domain.inheritance import resettled
from bot.usecases.effect import effect_of
from bot.usecases.people.signing_in import offer_link, use_link
from bot.usecases.programmes.setting import form_of, propose_programme, save_programme
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import Closure, ClosureReason
from tests import cast
from tests.benchmarks.databases import Engine, Plain, plain
from tests.benchmarks.findings import Line, Section, duration, times
from tests.benchmarks.house import House, house
from tests.benchmarks.large_trust import (
    CHANNELS_EACH,
    EVERYWHERE,
    LEAD,
    PAST,
    PAST_WEEKS,
    each_its_own,
    large_trust,
    past,
)
from tests.benchmarks.measuring import Pairs, Spread, paired
from tests.benchmarks.sizes import Sizes

HOST = "localhost"
LIMITS = (0.3, 1.0)
"""Seconds within which a page is to be there, in the smaller and in the larger trust."""
HELD = 0.2
"""Seconds for which a reply may wait behind a save in the smaller trust."""
PREVIEW = "preview of a school"
FIRST = "the same as the first page of a process, which has yet to read the set-up"
PAGES = {
    PREVIEW: f"/schools/s0001/programmes/{EVERYWHERE}",
    "the page of one programme": f"/programmes/{EVERYWHERE}",
    "a school, with the next date of each programme": "/schools/s0001",
    "the ledger's first page": "/deliveries",
    "the heat map of a school": "/schools/s0001/pressure",
}
SEEN, SAVED, ANEW = "“See what this does”", "saving it", "the next look at what is due, which plans it anew"
LOOKED = "a look at what is due when nothing has changed"
DIFFERENT = "“See what this does” of a day added to the trust's year, every school with a year of its own"
SETS = ("trusts", "schools", "members", "grants", "identities", "channels", "programmes", "programme_channels", "school_choices")  # fmt: skip

ADDED = date(2026, 12, 1)
"""A Tuesday."""

Work = Callable[[], Awaitable[object]]


async def trusts(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"A trust lead's pages and changes, {engine.name}",
        about=(
            f"One trust with {CHANNELS_EACH} channels and three people in each school, one programme that goes to every channel, "
            f"four that go to one channel of each school, and {PAST_WEEKS} weeks of deliveries. Ours: the whole request of the signed-in trust lead "
            "through the application in one process, which has the set-up in memory, until the page is complete; the changes are the use cases that the forms call. The "
            "baseline: the bare driver fetches every row of the trust's set-up, as it is kept, with row-level security where "
            "there is any. What counts is how each grows with the schools."
        ),
    )
    found: dict[int, dict[str, Pairs]] = {}
    for schools, limit in zip(sizes.schools, LIMITS, strict=True):
        with engine.new() as url:
            charter = large_trust(schools)
            task = shown.add_task(f"  {section.title}: {schools:,} schools", total=None)
            async with house(url, [charter]) as here:
                with plain(url) as bare:
                    prompts = tuple(prompt.key for prompt in here.bot.bank.choose()[:8])
                    bare.many(PAST, past(charter, prompts=prompts, sqlite=bare.is_sqlite))
                    await here.survey()
                    await plan_deliveries(here.bot)
                    found[schools] = await _measured(
                        here, bare, section, sizes=sizes, schools=schools, limit=limit
                    )
            shown.update(task, total=1, completed=1)
    section.grid += _grid(found, sizes)
    return section


async def _measured(  # noqa: PLR0913 - one line of the table for each
    here: House, bare: Plain, section: Section, *, sizes: Sizes, schools: int, limit: float
) -> dict[str, Pairs]:
    async def fetch() -> float:
        began = time.perf_counter()
        for table in SETS:
            bare.run(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of ours
        return time.perf_counter() - began

    found: dict[str, Pairs] = {}
    used: dict[str, list[float]] = defaultdict(list)
    async with _browser(here) as browser:
        for name, address in PAGES.items():

            async def get(address: str = address) -> None:
                (await browser.get(address)).raise_for_status()

            await get()
            found[name] = await paired(_timed(get, used[name]), fetch, rounds=range(sizes.pairs))
            section.lines.append(_line(name, found[name], schools=schools, limit=limit))

        async def first() -> None:
            here.store.directory._remembered = Remembered()
            (await browser.get(PAGES[PREVIEW])).raise_for_status()

        found[FIRST] = await paired(_timed(first, used[FIRST]), fetch, rounds=range(sizes.pairs))
        section.lines.append(_line(FIRST, found[FIRST], schools=schools, limit=limit))
    changing = _Changing(here)
    steps: Mapping[str, Work] = {SEEN: changing.see, SAVED: changing.save, ANEW: changing.plan}
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(sizes.pairs):
        await changing.begin()
        for name, step in steps.items():
            pairs[name].append((await _timed(step, used[name])(), await fetch()))
    for name, each in pairs.items():
        ours, theirs = zip(*each, strict=True)
        found[name] = Pairs(ours, theirs)
        section.lines.append(_line(name, found[name], schools=schools, limit=None))
    waited = Spread.of([await changing.held() for _ in range(sizes.pairs)]).middle
    small = schools == sizes.schools[0]
    section.lines.append(
        Line(
            what=f"… the longest that another write waits meanwhile, {schools:,} schools (median)",
            ours=duration(waited),
            goal=f"< {duration(HELD)}" if small else "—",
            met=waited < HELD if small else None,
        )
    )
    await changing.plan()
    for name, work in ((LOOKED, changing.plan), (DIFFERENT, _different(here, schools))):
        found[name] = await paired(_timed(work, used[name]), fetch, rounds=range(sizes.pairs))
        section.lines.append(_line(name, found[name], schools=schools, limit=None))
    said = "; ".join(f"{name} {duration(Spread.of(each).middle)}" for name, each in used.items())
    section.notes.append(
        f"Processor time of ours, {schools:,} schools, which a busy machine leaves as it is: {said}."
    )
    return found


class _Changing:
    """A trust lead who moves the programme that goes everywhere to another time, and back again."""

    def __init__(self, here: House) -> None:
        self._here = here
        self._hours = 0

    async def begin(self) -> None:
        """The form is filled in."""
        self._hours += 1
        draft, self._seen = await form_of(self._here.bot, LEAD, EVERYWHERE)
        self._draft = draft.with_texts(at=f"{9 + self._hours % 6:02}:15")

    async def see(self) -> None:
        """What it would do is worked out."""
        await propose_programme(self._here.bot, LEAD, self._draft, programme=EVERYWHERE, seen=self._seen)

    async def save(self) -> None:
        """It is saved."""
        await save_programme(self._here.bot, LEAD, self._draft, programme=EVERYWHERE, seen=self._seen)

    async def plan(self) -> None:
        """It is planned anew."""
        await plan_deliveries(self._here.bot)

    async def held(self) -> float:
        """The longest that a small write waited while a change was saved."""
        await self.begin()
        longest, store = 0.0, self._here.store

        async def beat() -> None:
            nonlocal longest
            while True:
                began = time.perf_counter()
                await store.beat(at=self._here.clock.now(), by="beside")
                longest = max(longest, time.perf_counter() - began)

        beating = asyncio.create_task(beat())
        await self.save()
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        return longest


def _different(here: House, schools: int) -> Work:
    """The dearest effect that there is: no two schools have the same calendar, and every date is looked at."""
    before = each_its_own(large_trust(schools))
    day = Closure(first=ADDED, last=ADDED, reason=ClosureReason.INSET, name="A day for all")
    calendar = replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, day))
    after = resettled(replace(before, trust=replace(before.trust, calendar=calendar)))
    return lambda: asyncio.to_thread(effect_of, before, after, now=here.clock.now())


def _timed(work: Work, used: list[float]) -> Callable[[], Awaitable[float]]:
    """The work, timed; the processor time that this program used for it goes to `used`."""

    async def timed() -> float:
        began, using = time.perf_counter(), time.process_time()
        await work()
        used.append(time.process_time() - using)
        return time.perf_counter() - began

    return timed


@asynccontextmanager
async def _browser(here: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the trust lead is signed in."""
    assets, kept = Assets([]), KeptSessions(here.bot)
    templates = make_templates(assets=assets)
    routes = web_pages.routes(here.bot, templates=templates, sessions=None, links={})
    app = site(routes, bot=here.bot, templates=templates, assets=assets, sessions=kept, hosts=[HOST])
    cookies = {COOKIE: await use_link(here.bot, await offer_link(here.bot, LEAD))}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}", cookies=cookies) as browser:
        yield browser


def _line(name: str, pairs: Pairs, *, schools: int, limit: float | None) -> Line:
    ours = Spread.of(pairs.ours).middle
    return Line(
        what=f"{name}, {schools:,} schools",
        ours=duration(ours),
        baseline=duration(Spread.of(pairs.theirs).middle),
        ratio=times(pairs.times_as_long),
        goal=f"< {duration(limit)}" if limit else "—",
        met=ours < limit if limit else None,
    )


def _grid(found: Mapping[int, Mapping[str, Pairs]], sizes: Sizes) -> list[tuple[str, ...]]:
    """A line for each: our time at each number of schools, and how it and its ratio grew."""
    few, many = sizes.schools
    grid: list[tuple[str, ...]] = [
        (
            "What",
            f"{few:,} schools",
            f"{many:,} schools",
            f"Grown (schools: {many / few:.3g} times)",
            "Ratio grown",
        )
    ]
    for name, pairs in found[many].items():
        small, large = found[few][name], pairs
        before, after = (Spread.of(each.ours).middle for each in (small, large))
        ratios = large.times_as_long.middle / small.times_as_long.middle
        grid.append(
            (name, duration(before), duration(after), f"{after / before:.3g} times", f"{ratios:.2g} times")
        )
    return grid
