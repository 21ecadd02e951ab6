"""The bot behind its real address, with our own Slack on the other side: what happens there, and what is kept here."""

import asyncio
import io
import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from adapters.slack import http
from adapters.slack.app import Choices, slack_app
from adapters.slack.intake import Ears
from adapters.slack.platform import SlackPlatform
from adapters.slack.workspaces import Workspaces
from adapters.store.sql_store import SqlStore
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import PersonRef, School
from bot.domain.programme import Programme
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
from tests.adapters.slack.double import Sender, Slack

KEY = "Z29sZGVuLXRocmVhZC10ZXN0cy1ub3RoaW5nLXRydWU="
TUESDAY = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
BANK = load_bank()
ASH, SLT, HEADS = "T01ASH", "C01SLT", "C01HEADS"
BEE, ELM = "T02BEE", "C02ELM"
AMINA, BEN = "U01AMINA", "U01BEN"


def _channel(key: str, school: School, address: str) -> Channel:
    return Channel(
        id=ChannelId(key),
        trust=school.trust,
        school=school.id,
        platform="slack",
        address=address,
        name=f"#{key}",
    )


OAKFIELD_SLT = _channel("slt", cast.OAKFIELD, f"{ASH}/{SLT}")
HEADS_OF_ALL = _channel("heads", cast.MILLBROOK, f"{ASH}/{HEADS}")
ELM_SLT = _channel("elm", cast.ELM, f"{BEE}/{ELM}")
PROMPT = next(iter(BANK.prompts)).key


@dataclass(kw_only=True)
class Stage:
    """`sender` is Slack speaking to us over HTTP, `slack` the rest of it; `written` is our log."""

    bot: Bot
    store: SqlStore
    clock: ManualClock
    slack: Slack
    workspaces: Workspaces
    later: Later
    ears: Ears
    sender: Sender
    address: str
    file: Path
    written: io.StringIO

    async def asked(
        self,
        channel: Channel = OAKFIELD_SLT,
        *,
        school: School = cast.OAKFIELD,
        programme: Programme | None = None,
    ) -> str:
        """A prompt was posted there now; returns the ts of its thread."""
        delivery = await self.claimed(channel, school=school, programme=programme)
        root = await self.posted(delivery, channel, school=school)
        await self.settled(delivery, root)
        return root

    async def claimed(
        self,
        channel: Channel = OAKFIELD_SLT,
        *,
        school: School = cast.OAKFIELD,
        programme: Programme | None = None,
    ) -> DeliveryId:
        """A prompt is on its way to that channel."""
        now, weekly = self.clock.now(), programme or _weekly(channel)
        delivery = Delivery(
            id=DeliveryId(f"{channel.id}-{now:%Y%m%d%H%M%S}"),
            trust=school.trust,
            school=school.id,
            channel=channel.id,
            programme=weekly.id,
            occurrence=now.date(),
            due_at=now,
            prompt=PROMPT,
        )
        outbox = self.bot.store.outbox
        await outbox.plan([delivery], programme=weekly.id, edition=1, planned_until=now)
        await outbox.claim(by="stage", now=now, lease=timedelta(minutes=5), limit=100)
        assert await outbox.begin(delivery.id, by="stage", now=now)
        return delivery.id

    async def posted(self, delivery: DeliveryId, channel: Channel, *, school: School = cast.OAKFIELD) -> str:
        """It stands in the channel on Slack, and we have not noted that yet."""
        trust = cast.ASHGROVE if school.trust == cast.ASHGROVE.id else cast.BEECHWOOD
        message = compose(
            BANK, BANK.get(PROMPT), programme=_weekly(channel), school=school, trust=trust, late=False
        )
        ref = await self.bot.platforms["slack"].post(message, to=channel, delivery=delivery)
        return ref.id

    async def settled(self, delivery: DeliveryId, root: str) -> None:
        """We have noted where it stands."""
        settlement = Settlement(state=State.POSTED, root=root, posted_at=self.clock.now())
        assert await self.bot.store.outbox.settle(delivery, settlement, by="stage")

    async def log(self) -> Sequence[LogLine]:
        """Everything that anyone at Oakfield has said and not taken back, newest first."""
        scope = Scope(trust=cast.ASHGROVE.id, schools=frozenset({cast.OAKFIELD.id}))
        return await self.store.log.page(scope, filters=LogFilter(), before=None, limit=50)

    async def said(self) -> list[str]:
        """The words of it, in the order of the alphabet."""
        return sorted(line.reflection.text or "" for line in await self.log())

    async def channel(self, channel: Channel = OAKFIELD_SLT) -> Channel:
        """That channel as it stands now, wherever it is by now."""
        for each in await self.store.directory.channels_on("slack"):
            if each.id == channel.id:
                return each
        raise LookupError(channel.id)

    async def told(self) -> None:
        """Everything that could wait until Slack had its answer is done."""
        await self.later.drained(within=5)

    def holds(self, words: str) -> bool:
        """Whether these words are anywhere in the database's files."""
        with sqlite3.connect(self.file) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return any(
            words.encode() in part.read_bytes() for part in self.file.parent.glob(f"{self.file.name}*")
        )

    def lines(self, event: str) -> list[Mapping[str, Any]]:
        """The log's lines of that event."""
        every = [json.loads(line) for line in self.written.getvalue().splitlines()]
        return [line for line in every if line["event"] == event]


@asynccontextmanager
async def opened(
    url: str, slack: Slack, *, written: io.StringIO, choices: Choices | None = None, several: bool = False
) -> AsyncIterator[Stage]:
    """Everything runs until the block ends; with `several` workspaces their tokens come from the table alone."""
    file = Path(url.removeprefix("sqlite:///"))
    clock, later = ManualClock(TUESDAY), Later()
    store = await SqlStore.open(url, keys=(KEY,))
    token = None if several else slack.state.teams[ASH].token
    workspaces = Workspaces(store.installations, token=token, api_url=slack.api_url)
    try:
        await _set_up(store)
        external = choices.external if choices else False
        platform = SlackPlatform(workspaces, clock=clock, lookups_per_minute=600, external=external)
        bot = Bot(name="stage", store=store, bank=BANK, platforms={"slack": platform}, clock=clock)
        given = choices or Choices()
        given = replace(given, api_url=slack.api_url)
        ears = slack_app(bot, workspaces=workspaces, choices=given, later=later, changed=platform.forget)
        pages = Starlette(routes=[*http.routes(ears, signing_secret=slack.state.app.signing_secret)])
        async with (
            served(pages) as address,
            httpx.AsyncClient(base_url=address, timeout=30, verify=PLAIN) as browser,
        ):
            yield Stage(
                bot=bot,
                store=store,
                clock=clock,
                slack=slack,
                workspaces=workspaces,
                later=later,
                ears=ears,
                sender=Sender(browser=browser),
                address=address,
                file=file,
                written=written,
            )
    finally:
        await later.drained(within=5)
        await workspaces.close()
        await store.close()


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """The address at which that is served, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, timeout=10)


async def _set_up(store: SqlStore) -> None:
    ashgrove, beechwood = cast.ashgrove(_weekly(OAKFIELD_SLT)), cast.beechwood()
    ben = PersonRef(platform="slack", id=f"{ASH}/{BEN}", name=cast.DEV.name)
    await store.directory.establish(
        replace(
            ashgrove,
            channels=(OAKFIELD_SLT, HEADS_OF_ALL),
            identities=(*ashgrove.identities, (ben, cast.DEV.id)),
        )
    )
    await store.directory.establish(replace(beechwood, channels=(ELM_SLT,), programmes=(_weekly(ELM_SLT),)))


def _weekly(channel: Channel) -> Programme:
    if channel.trust == cast.BEECHWOOD.id:
        return replace(cast.ELM_WEEKLY, channels=(ELM_SLT.id,))
    return cast.weekly(channels=(OAKFIELD_SLT.id, HEADS_OF_ALL.id))
