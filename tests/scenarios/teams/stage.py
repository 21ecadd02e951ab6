"""The bot behind its real address, with our own Teams on the other side: what happens there, and what is kept here."""

import io
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from adapters.store.sql_store import SqlStore
from adapters.teams import http
from adapters.teams.authentication import Checked, Unchecked
from adapters.teams.connector import Connector
from adapters.teams.credentials import NoTokens
from adapters.teams.desk import Desk
from adapters.teams.ears import Ears
from adapters.teams.keys import Keys
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from adapters.teams.turns import Turns
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import PersonRef, School
from bot.domain.scope import Scope
from bot.later import Later
from bot.ports.log import LogFilter, LogLine
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from prompts.library import load_bank
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.server import PLAIN
from tests.adapters.teams.connected import PLENTY
from tests.adapters.teams.double import Message, Sender, Teams
from tests.adapters.teams.identity import Identity
from tests.scenarios.slack.stage import served

TUESDAY = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
BANK = load_bank()
PROMPT = next(iter(BANK.prompts)).key
TENANT, OTHER = "72f988bf-0000-41af-91ab-2d7cd011db47", "0e1e0e1e-0000-41af-91ab-2d7cd011db47"
TEAM = "19:5a29d70e7b0e4a8c8ea0b2d7a1c2f0a1@thread.tacv2"
SLT = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2"
HEADS = "19:9c1d5fd1341670408fb6fe51050b6e5c@thread.tacv2"
STAFF = "19:77aa5fd1341670408fb6fe51050b6e5d@thread.tacv2"
"""A channel of the team in which we ask nothing."""
AMINA, BEN = "4c1a7d10-0000-4b6e-9c0a-8f6d5e4b3a21", "5d2b8e21-0000-4b6e-9c0a-8f6d5e4b3a22"
OLIVE = "6e3c9f32-0000-4b6e-9c0a-8f6d5e4b3a23"
"""She is known, in another trust, and is a guest here."""


def _channel(key: str, school: School, id_: str) -> Channel:
    return Channel(
        id=ChannelId(key),
        trust=school.trust,
        school=school.id,
        platform="teams",
        address=f"{TENANT}/{id_}",
        name=key,
    )


OAKFIELD_SLT = _channel("slt", cast.OAKFIELD, SLT)
HEADS_OF_ALL = _channel("heads", cast.MILLBROOK, HEADS)
WEEKLY = cast.weekly(channels=(OAKFIELD_SLT.id, HEADS_OF_ALL.id), private_answers=True)


@dataclass(kw_only=True)
class Stage:
    """`sender` is Teams speaking to us over HTTP, `teams` the rest of it; `written` is our log."""

    bot: Bot
    store: SqlStore
    clock: ManualClock
    teams: Teams
    desk: Desk
    later: Later
    sender: Sender
    url: str
    written: io.StringIO

    async def asked(self, channel: Channel = OAKFIELD_SLT, *, school: School = cast.OAKFIELD) -> str:
        """A question was posted there now; returns the id of its thread."""
        delivery = await self.claimed(channel, school=school)
        root = await self.posted(delivery, channel, school=school)
        await self.settled(delivery, root)
        return root

    async def claimed(self, channel: Channel = OAKFIELD_SLT, *, school: School = cast.OAKFIELD) -> DeliveryId:
        """A question is on its way to that channel."""
        now, outbox = self.clock.now(), self.bot.store.outbox
        delivery = Delivery(
            id=self.delivery(channel),
            trust=school.trust,
            school=school.id,
            channel=channel.id,
            programme=WEEKLY.id,
            occurrence=now.date(),
            due_at=now,
            prompt=PROMPT,
        )
        await outbox.plan([delivery], programme=WEEKLY.id, edition=1, planned_until=now)
        await outbox.claim(by="stage", now=now, lease=timedelta(minutes=5), limit=100)
        assert await outbox.begin(delivery.id, by="stage", now=now)
        return delivery.id

    def delivery(self, channel: Channel = OAKFIELD_SLT) -> DeliveryId:
        """What a question that is asked there now is called."""
        return DeliveryId(f"{channel.id}-{self.clock.now():%Y%m%d%H%M%S}")

    async def posted(self, delivery: DeliveryId, channel: Channel, *, school: School = cast.OAKFIELD) -> str:
        """It stands in the channel on Teams, and we have not noted that yet."""
        message = compose(
            BANK, BANK.get(PROMPT), programme=WEEKLY, school=school, trust=cast.ASHGROVE, late=False
        )
        ref = await self.bot.platforms["teams"].post(message, to=channel, delivery=delivery)
        return ref.id

    async def settled(self, delivery: DeliveryId, root: str) -> None:
        """We have noted where it stands."""
        settlement = Settlement(state=State.POSTED, root=root, posted_at=self.clock.now())
        assert await self.bot.store.outbox.settle(delivery, settlement, by="stage")

    async def uncertain(self, delivery: DeliveryId) -> None:
        """Teams has not said whether it was posted."""
        settlement = Settlement(
            state=State.UNCERTAIN,
            reason="Teams did not say.",
            not_before=self.clock.now() + timedelta(hours=1),
        )
        assert await self.bot.store.outbox.settle(delivery, settlement, by="stage")

    async def sent(self, activity: Mapping[str, Any]) -> httpx.Response:
        """What Teams hears from us when it sends this; what could wait is done as well."""
        answer = await self.sender.activity(activity)
        await self.told()
        return answer

    async def says(
        self, person: str, text: str, *, root: str | None, channel: str = SLT, mention: bool = False
    ) -> dict[str, Any]:
        """Somebody writes, and we have taken it in; returns the activity."""
        activity = self.teams.people.say(person, text, channel=channel, root=root, mention=mention)
        assert (await self.sent(activity)).status_code == 200
        return activity

    async def presses(
        self, person: str, verb: str, *, root: str, typed: str | None = None, **data: Any
    ) -> dict[str, Any]:
        """Somebody presses a button of the card; returns what takes the card's place, or what they are told."""
        inputs = {} if typed is None else {"answer": typed}
        answer = await self.sent(
            self.teams.people.press(person, verb, data, channel=SLT, root=root, inputs=inputs)
        )
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    async def log(self) -> Sequence[LogLine]:
        """Everything that anyone at Oakfield has said in the open and not taken back, newest first."""
        scope = Scope(trust=cast.ASHGROVE.id, schools=frozenset({cast.OAKFIELD.id}))
        return await self.store.log.page(scope, filters=LogFilter(), before=None, limit=50)

    async def said(self) -> list[str]:
        """The words of it, in the order of the alphabet."""
        return sorted(line.reflection.text or "" for line in await self.log())

    def thread(self, root: str, *, channel: str = SLT) -> list[Message]:
        """What we have written under that post, oldest first."""
        return [each for each in self.teams.channel(channel).thread(root) if not each.by]

    def whispered(self, person: str) -> list[str]:
        """What we have told them in private."""
        return [str(each.activity.get("text") or "") for each in self.teams.told(person) if not each.by]

    async def told(self) -> None:
        """Everything that could wait until Teams had its answer is done."""
        await self.later.drained(within=10)

    def holds(self, words: str) -> bool:
        """Whether these words are anywhere in the database's files, before and after all is written through."""
        before = self._holds(words)
        with sqlite3.connect(self.file) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return before or self._holds(words)

    def rows(self, table: str) -> int:
        """How many there are in that table."""
        with sqlite3.connect(self.file) as database:
            (number,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own tests' word
        database.close()
        return int(number)

    @property
    def file(self) -> Path:
        """The database's, on SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    def lines(self, event: str) -> list[Mapping[str, Any]]:
        """The log's lines of that event."""
        every = [json.loads(line) for line in self.written.getvalue().splitlines()]
        return [line for line in every if line["event"] == event]

    def _holds(self, words: str) -> bool:
        parts = self.file.parent.glob(f"{self.file.name}*")
        return any(words.encode() in part.read_bytes() for part in parts)


def peopled(teams: Teams) -> Teams:
    """Ashgrove's people and team are there, with our app in it; Amina and Ben have it for themselves, too."""
    teams.add_person(AMINA, "Amina Khan", tenant=TENANT, has_app=True)
    teams.add_person(BEN, "Ben Bell", tenant=TENANT, has_app=True)
    teams.add_person(OLIVE, "Olive Osei", tenant=TENANT, has_app=True)
    teams.add_team(TEAM, "Ashgrove leaders", tenant=TENANT)
    for id_, name in ((SLT, "SLT"), (HEADS, "Heads"), (STAFF, "Staff room")):
        teams.add_channel(id_, name, AMINA, BEN, OLIVE, team=TEAM)
    return teams


@asynccontextmanager
async def opened(
    url: str, teams: Teams, *, written: io.StringIO, anew: bool = True, identity: Identity | None = None
) -> AsyncIterator[Stage]:
    """Everything runs until the block ends, and the app has just been added to the team.

    Not `anew`, it was only started again: it knows what it knew, and nobody has told it anything since. With an
    `identity` whoever sends has to prove who they are, as Teams does.
    """
    clock, later = teams.state.clock, Later()
    assert isinstance(clock, ManualClock)
    store = await SqlStore.open(url)
    connector = Connector(
        NoTokens(), pacing=Pacing(clock, in_a_channel=PLENTY, in_a_tenant=PLENTY), timeout=5
    )
    try:
        if anew:
            await _set_up(store)
        references = References(store.installations, clock=clock)
        platform = TeamsPlatform(connector, references)
        bot = Bot(name="stage", store=store, bank=BANK, platforms={"teams": platform}, clock=clock)
        desk = Desk(bot=bot, connector=connector, references=references, later=later)
        checked = Checked(Keys(identity.keys_url), app_id=teams.state.app) if identity else Unchecked()
        pages = Starlette(routes=[*http.routes(Ears(desk), Turns(checked, tenant=TENANT))])
        async with (
            served(pages) as address,
            httpx.AsyncClient(base_url=address, timeout=30, verify=PLAIN) as browser,
        ):
            stage = Stage(
                bot=bot,
                store=store,
                clock=clock,
                teams=teams,
                desk=desk,
                later=later,
                sender=Sender(browser=browser, bearer=_bearer(identity, app=teams.state.app)),
                url=url,
                written=written,
            )
            for each in teams.people.add_bot(TEAM, by=BEN) if anew else ():
                assert (await stage.sent(each)).status_code == 200
            yield stage
    finally:
        await later.drained(within=10)
        await connector.close()
        await store.close()


def _bearer(identity: Identity | None, *, app: str) -> Callable[[Mapping[str, Any]], str] | None:
    if identity is None:
        return None
    return lambda activity: identity.token(audience=app, service_url=activity["serviceUrl"])


async def _set_up(store: SqlStore) -> None:
    ashgrove, beechwood = cast.ashgrove(WEEKLY), cast.beechwood()
    ben = PersonRef(platform="teams", id=f"{TENANT}/{BEN}", name=cast.DEV.name)
    olive = PersonRef(platform="teams", id=f"{TENANT}/{OLIVE}", name=cast.OLIVE.name)
    await store.directory.establish(
        replace(
            ashgrove,
            channels=(OAKFIELD_SLT, HEADS_OF_ALL),
            identities=(*ashgrove.identities, (ben, cast.DEV.id)),
        )
    )
    await store.directory.establish(
        replace(beechwood, identities=(*beechwood.identities, (olive, cast.OLIVE.id)))
    )
