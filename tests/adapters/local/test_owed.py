"""What the built-in channel owes the bot is given until it is taken."""

from datetime import datetime, timedelta

from adapters.local.owed import give_or_owe, redeliver
from bot.domain.happenings import Happening, Said
from bot.domain.people import Role
from bot.domain.scope import Scope
from bot.ports.board import BoardEvent
from bot.ports.inbox import Inbox, Receipt
from bot.ports.log import LogFilter
from bot.ports.store import StoreUnavailable
from tests import cast
from tests.adapters.stage import Stage

ADDRESS = cast.OAKFIELD_LEADERS.address
KEY = "vision-heard-in-the-corridor"


async def said(stage: Stage, root: int, text: str) -> BoardEvent:
    stage.clock.advance(timedelta(seconds=1))
    event = await stage.bot.store.board.say(
        address=ADDRESS, root=root, author=cast.HANA.id, text=text, at=stage.clock.now()
    )
    assert event is not None
    return event


async def in_the_log(stage: Stage) -> list[str | None]:
    scope = Scope(trust=cast.ASHGROVE.id, schools=cast.PRIYA.schools_as(Role.SENCO))
    lines = await stage.bot.store.log.page(scope, filters=LogFilter(), before=None, limit=50)
    return [line.reflection.text for line in reversed(lines)]


async def test_what_was_said_while_the_bot_was_away_is_given_in_order_and_once(stage: Stage) -> None:
    root = await stage.ask(KEY)
    for text in ("one", "two", "three"):
        await said(stage, root, text)
    assert await redeliver(stage.bot) == 3
    assert await in_the_log(stage) == ["one", "two", "three"]
    assert await redeliver(stage.bot) == 0


async def test_an_event_given_twice_is_kept_once(stage: Stage) -> None:
    event = await said(stage, await stage.ask(KEY), "once")
    assert await give_or_owe(stage.bot, event)
    assert await give_or_owe(stage.bot, event)
    assert await in_the_log(stage) == ["once"]


async def test_an_event_the_database_could_not_take_stays_owed(stage: Stage) -> None:
    event = await said(stage, await stage.ask(KEY), "later")
    inbox = stage.store.inbox
    stage.store.inbox = Away()  # type: ignore[assignment]  # an inbox whose database is away
    assert not await give_or_owe(stage.bot, event)
    stage.store.inbox = inbox
    assert await redeliver(stage.bot) == 1
    assert await in_the_log(stage) == ["later"]


async def test_an_event_that_can_never_be_kept_does_not_hold_up_the_others(stage: Stage) -> None:
    root = await stage.ask(KEY)
    await said(stage, root, " \x07 ")
    await said(stage, root, "kept")
    assert await redeliver(stage.bot) == 2
    assert await in_the_log(stage) == ["kept"]


async def test_an_event_that_breaks_something_does_not_hold_up_the_others_and_stays_owed(
    stage: Stage,
) -> None:
    root = await stage.ask(KEY)
    await said(stage, root, "breaks")
    await said(stage, root, "kept")
    inbox = stage.store.inbox
    stage.store.inbox = Breaks(inbox)  # type: ignore[assignment]  # an inbox that trips over one answer
    assert await redeliver(stage.bot) == 1
    assert await in_the_log(stage) == ["kept"]
    stage.store.inbox = inbox
    assert await redeliver(stage.bot) == 1
    assert await in_the_log(stage) == ["breaks", "kept"]


class Breaks:
    """An inbox that trips over one answer."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def receive(self, happening: Happening, *, at: datetime, entropy: int) -> Receipt:
        if isinstance(happening, Said) and happening.text == "breaks":
            raise RuntimeError
        return await self._inbox.receive(happening, at=at, entropy=entropy)


class Away:
    """An inbox whose database is away."""

    async def receive(self, *_: object, **__: object) -> Receipt:
        raise StoreUnavailable

    async def forget_waiting(self, **_: object) -> int:
        raise StoreUnavailable
