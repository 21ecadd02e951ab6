"""When the board is away, the bot hears what to do next."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.local.platform import LocalPlatform
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import ShownAnswer
from bot.ports.chat import CannotTell, ChatPlatform, OutcomeUnknown, Refused, TryLater
from bot.ports.store import StoreUnavailable
from scheduler.clock import ManualClock
from tests import cast
from tests.contracts.platform.test_platform import message

NOW = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
DELIVERY = DeliveryId("d")


class BrokenBoard:
    """Every method of it breaks the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, _: str) -> Callable[..., Awaitable[None]]:
        async def breaks(**__: object) -> None:
            raise self._error

        return breaks


def over(error: Exception) -> ChatPlatform:
    return LocalPlatform(BrokenBoard(error), clock=ManualClock(NOW))  # type: ignore[arg-type]  # breaks by design


async def test_a_board_that_is_away_posted_nothing_and_is_asked_again_soon() -> None:
    with pytest.raises(TryLater) as told:
        await over(StoreUnavailable()).post(message(), to=cast.OAKFIELD_LEADERS, delivery=DELIVERY)
    assert told.value.after > timedelta(0)
    with pytest.raises(TryLater):
        await over(StoreUnavailable()).find(DELIVERY, at=cast.OAKFIELD_LEADERS, since=NOW)


async def test_whatever_else_breaks_may_have_come_after_the_post() -> None:
    with pytest.raises(OutcomeUnknown):
        await over(RuntimeError("gone")).post(message(), to=cast.OAKFIELD_LEADERS, delivery=DELIVERY)


async def test_a_channel_of_another_platform_is_refused_for_good() -> None:
    elsewhere = replace(cast.OAKFIELD_LEADERS, platform="slack")
    with pytest.raises(Refused) as told:
        await over(RuntimeError()).post(message(), to=elsewhere, delivery=DELIVERY)
    assert told.value.closes_channel


async def test_the_board_tells_again_by_itself_and_need_not_be_read_back() -> None:
    root = MessageRef(platform="local", address=cast.OAKFIELD_LEADERS.address, id="1")
    with pytest.raises(CannotTell):
        await over(RuntimeError()).replies(root, at=cast.OAKFIELD_LEADERS)


async def test_what_the_built_in_channel_does_not_have_is_refused_and_closes_nothing() -> None:
    platform, channel = over(RuntimeError()), cast.OAKFIELD_LEADERS
    root = MessageRef(platform="local", address=channel.address, id="1")
    answer = ShownAnswer(mark="1", author_name="Hana Haddad", text="Yes.")
    with pytest.raises(Refused) as shown:
        await platform.show(answer, root=root, at=channel, stands=None, look=False)
    with pytest.raises(Refused) as told:
        await platform.tell("Your channel needs you.", to=cast.person(cast.LEWIS))
    assert not shown.value.closes_channel
    assert not told.value.closes_channel
