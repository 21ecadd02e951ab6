"""The whole program's pages over stores in memory, with two trusts in them, and a browser for each person of the cast."""

import copy
import hmac
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from adapters.local.live import Live
from adapters.local.platform import LocalPlatform
from adapters.web.sign_in.kept import COOKIE
from bot.app import House, web
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.happenings import Said
from bot.domain.people import Grant, Member, MemberId, Role
from bot.domain.programme import ProgrammeId
from bot.domain.sign_in import Pass, PassKind, SignedIn, hash_of, new_secret
from bot.domain.trail import Act, Did
from bot.ports.outbox import Settlement
from bot.settings import read_settings
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from bot.usecases.hearing.record_reply import record_reply
from prompts.library import load_bank
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.stage import token
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

NOW = datetime(2026, 11, 16, 8, 15, tzinfo=UTC)
KEY = "vision-heard-in-the-corridor"
BANK = load_bank()
HOST = "localhost"
CHOOSE = "/demo/people"
WAYS_IN = ("/sign-in", "/invitations/", "/sign-out", "/account")
"""What there is outside the demonstration only."""
UNTOUCHED = frozenset({"calls", "on", "fails_after", "dies_before", "away", "spills"})

WALT = Member(id=MemberId("walt"), trust=cast.ASHGROVE.id, name="Walt Wren")
"""Answered a question once and holds no role."""
BEA = Member(
    id=MemberId("bea"),
    trust=cast.BEECHWOOD.id,
    name="Bea Beechwood",
    grants=frozenset(
        {
            Grant(role=Role.TRUST_LEAD),
            Grant(role=Role.DATA_PROTECTION_LEAD),
            *(Grant(role=role, school=cast.ELM.id) for role in (Role.SCHOOL_LEAD, Role.LEADER, Role.SENCO)),
        }
    ),
)
"""May do everything there is in the other trust."""

OURS = replace(BANK.get(KEY), key="ash-asks", question="What did we hear in the hall today?")
THEIRS = replace(BANK.get(KEY), key="elm-asks", question="What did we hear in Elm Street today?")
"""Prompts that each trust has added for itself."""

CANARIES = (
    "Beechwood",
    "Elm Street",
    "Elm&#39;s",
    "Elm's",
    "Olive Osei",
    "elm-weekly",
    "elm-leaders",
    "We sing in Elm",
)
"""Words that are only in the other trust: names, ids, and an answer."""


def charters() -> tuple[Charter, Charter]:
    """Both trusts, made up, so that a browser may be anybody."""
    ours, theirs = cast.ashgrove(), cast.beechwood()
    return (
        replace(
            ours,
            trust=replace(ours.trust, demonstration=True),
            members=(*ours.members, WALT),
            prompts=(OURS,),
        ),
        replace(
            theirs,
            trust=replace(theirs.trust, demonstration=True),
            members=(*theirs.members, BEA),
            prompts=(THEIRS,),
        ),
    )


@dataclass(kw_only=True)
class Pages:
    """The application, what it keeps, and the ids of what was asked and answered in it."""

    app: Starlette
    real: Starlette
    """The same program outside the demonstration, where people sign in."""
    signed_in: dict[str, str]
    """The secret of each person's session there, and under "" that of a browser in which nobody is signed in."""
    passes: dict[str, str]
    """A link and an invitation that are good."""
    things: dict[str, object]
    ids: dict[str, dict[str, str]]
    kept: list[tuple[str, str, Any]]
    browsers: dict[str, tuple[httpx.AsyncClient, str]]

    def put_back(self) -> None:
        """Everything is kept as it was at first."""
        for thing, name, value in copy.deepcopy(self.kept):
            setattr(self.things[thing], name, value)

    async def outside(self, member: Member | None) -> tuple[httpx.AsyncClient, str]:
        """A browser outside the demonstration in which that person has signed in, with what its forms carry."""
        key = member.id if member else ""
        if f"real {key}" not in self.browsers:
            secret = self.signed_in[key]
            browser = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=self.real),
                base_url=f"https://{HOST}",
                headers={"Origin": f"https://{HOST}", "Cookie": f"{COOKIE}={secret}"},
            )
            csrf = hmac.new(secret.encode(), b"golden-thread.form", "sha256").hexdigest()
            self.browsers[f"real {key}"] = browser, csrf
        return self.browsers[f"real {key}"]

    async def browser(self, member: Member | None) -> tuple[httpx.AsyncClient, str]:
        """A browser in which that person is chosen, with what its forms carry."""
        key = member.id if member else ""
        if key not in self.browsers:
            browser = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=self.app),
                base_url=f"http://{HOST}",
                headers={"Origin": f"http://{HOST}"},
            )
            page = CHOOSE
            if member:
                form = {"csrf": await token(browser, page), "member": member.id}
                assert (await browser.post(page, data=form)).status_code == 303
            self.browsers[key] = browser, await token(browser, page)
        return self.browsers[key]

    async def answer(
        self, member: Member | None, method: str, address: str, form: dict[str, str]
    ) -> httpx.Response:
        """What that person is answered; what it changed is put back."""
        real = address.startswith(WAYS_IN)
        browser, csrf = await (self.outside(member) if real else self.browser(member))
        if real:
            browser.cookies.clear()
        if method == "GET":
            return await browser.get(address)
        answer = await browser.request(method, address, data={"csrf": csrf, **form})
        if answer.status_code < 400:
            self.put_back()
        if address.startswith(CHOOSE):
            del self.browsers[member.id if member else ""]
        return answer

    async def close(self) -> None:
        """No browser is open."""
        for browser, _ in self.browsers.values():
            await browser.aclose()

    def routes(self) -> set[tuple[str, str]]:
        """Every method and path that the program answers to."""
        return {
            (method, route.path)
            for route in (*_flat(self.app.routes), *_flat(self.real.routes))
            for method in (route.methods or set()) - {"HEAD"}
        }


def _flat(routes: list[BaseRoute]) -> list[Route]:
    found: list[Route] = []
    for route in routes:
        if isinstance(route, Mount):
            found += _flat(list(route.routes))
        else:
            assert isinstance(route, Route), route
            found.append(route)
    return found


async def pages(folder: Path) -> Pages:
    """One of each: a question and an answer at Oakfield, at Harbour, and at Elm of the other trust."""
    memory, clock = Memory(), ManualClock(NOW)
    store = FakeStore(memory)
    live = Live(store.board)
    platform = LocalPlatform(store.board, clock=clock, live=live)
    bot = Bot(name="table", store=store, bank=BANK, platforms={"local": platform}, clock=clock)
    for charter in charters():
        await store.directory.establish(charter)
    await store.beat(at=NOW, by="table")
    ids: dict[str, dict[str, str]] = {}
    places = (
        ("own", cast.OAKFIELD_LEADERS, cast.WEEKLY.id, cast.HANA, WALT.id),
        ("elsewhere", cast.HARBOUR_LEADERS, cast.WEEKLY.id, cast.SAM, WALT.id),
        ("foreign", cast.ELM_LEADERS, cast.ELM_WEEKLY.id, cast.OLIVE, cast.OLIVE.id),
    )
    for case, channel, programme, author, member in places:
        ids[case] = await _asked(bot, channel, programme, author) | {
            "school": channel.school,
            "programme": programme,
            "channel": channel.id,
            "address": channel.address,
            "member": member,
            "key": (THEIRS if case == "foreign" else OURS).key,
        }
    signed_in = {"": new_secret()}
    for who in (*cast.ashgrove().members, WALT):
        signed_in[who.id] = new_secret()
        opened = SignedIn(
            hashed=hash_of(signed_in[who.id]),
            trust=who.trust,
            member=who.id,
            opened_at=NOW,
            seen_at=NOW,
        )
        act = Act(trust=who.trust, did=Did.SIGNED_IN, at=NOW, by=who.id)
        await store.sign_ins.open(opened, act=act)
    passes = {}
    for kind in PassKind:
        passes[kind.value] = new_secret()
        hashed, until = hash_of(passes[kind.value]), NOW + timedelta(minutes=5)
        given = Pass(hashed=hashed, kind=kind, trust=WALT.trust, member=WALT.id, good_until=until)
        await store.sign_ins.offer(given)
    # Whoever watches a channel is let go at once: what counts here is whether they may.
    live.close()
    settings = read_settings(data=folder, demonstration=True)
    house = House(bot=bot, live=live)
    app = web(house, settings)
    real = web(house, read_settings(data=folder))
    things: dict[str, object] = {"memory": memory, "board": store.board}
    names = [("memory", each.name) for each in fields(memory) if each.name not in UNTOUCHED]
    names += [("board", name) for name in ("_notes", "_events", "_untaken")]
    kept = [(thing, name, getattr(things[thing], name)) for thing, name in names]
    return Pages(
        app=app,
        real=real,
        signed_in=signed_in,
        passes=passes,
        things=things,
        ids=ids,
        kept=copy.deepcopy(kept),
        browsers={},
    )


async def _asked(bot: Bot, channel: Channel, programme: ProgrammeId, author: Member) -> dict[str, str]:
    row = Delivery(
        id=DeliveryId(f"{channel.id}-asked"),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme,
        occurrence=NOW.date(),
        due_at=NOW,
        prompt=KEY,
    )
    outbox = bot.store.outbox
    await outbox.plan([row], programme=programme, edition=1, planned_until=NOW)
    await outbox.claim(by="table", now=NOW, lease=timedelta(minutes=5), limit=9)
    trust, school = (
        (cast.BEECHWOOD, cast.ELM)
        if channel.trust == cast.BEECHWOOD.id
        else (cast.ASHGROVE, next(each for each in cast.ashgrove().schools if each.id == channel.school))
    )
    weekly = replace(cast.WEEKLY, id=programme)
    message = compose(bot.bank, bot.bank.get(KEY), programme=weekly, school=school, trust=trust, late=False)
    posted = await bot.platforms["local"].post(message, to=channel, delivery=row.id)
    await outbox.settle(row.id, Settlement(state=State.POSTED, root=posted.id, posted_at=NOW), by="table")
    words = "We sing in Elm." if channel is cast.ELM_LEADERS else "We walked the corridors."
    event = await bot.store.board.say(
        address=posted.address, root=int(posted.id), author=author.id, text=words, at=NOW
    )
    assert event is not None
    said = Said(
        message=replace(posted, id=str(event.note.id)),
        root=posted.id,
        author=cast.person(author),
        text=words,
        said_at=NOW,
    )
    await record_reply(bot, said)
    return {"delivery": row.id, "root": posted.id, "note": str(event.note.id)}
