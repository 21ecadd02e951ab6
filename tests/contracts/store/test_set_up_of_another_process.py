"""What every directory promises of a set-up that another process changes: it is there at the next look, all of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.charter import Charter
from bot.domain.people import Grant, Role
from bot.domain.programme import SchoolChoice
from bot.domain.trail import Act, Did
from bot.ports.store import Store
from tests import cast
from tests.chosen import choose
from tests.contracts.store.conftest import Opener
from tests.contracts.store.stage import STRANGER, post, receive, said

OAK = cast.OAKFIELD_LEADERS
ACT = Act(
    trust=cast.ASHGROVE.id, did=Did.CHANGED_ROLES, at=datetime(2026, 9, 8, tzinfo=UTC), by=None, about="g"
)


async def _amends(store: Store) -> None:
    def without_roles(charter: Charter) -> Charter:
        first, *others = charter.members
        return replace(charter, members=(replace(first, grants=frozenset()), *others))

    await store.directory.amend(cast.ASHGROVE.id, without_roles, act=ACT)


async def _establishes(store: Store) -> None:
    was = cast.ashgrove()
    led = Grant(role=Role.TRUST_LEAD)
    members = tuple(replace(each, grants=each.grants | {led}) for each in was.members)
    await store.directory.establish(replace(was, members=members))


async def _chooses(store: Store) -> None:
    choice = SchoolChoice(programme=cast.WEEKLY.id, school=cast.OAKFIELD.id, paused_until=date(2026, 10, 1))
    await choose(store, choice, trust=cast.ASHGROVE.id)


async def _snoozes(store: Store) -> None:
    await store.directory.snooze(cast.GRACE.id, until=date(2026, 10, 1))


async def _moves_a_channel(store: Store) -> None:
    await store.directory.channel_is_now(OAK.id, address="new-address", name="slt-2026")


async def _closes_a_channel(store: Store) -> None:
    await store.outbox.close_channel(OAK.id, because="It was archived.")


async def _hears_a_stranger(store: Store) -> None:
    await post(store)
    await receive(store, said("Yes.", by=STRANGER))


@pytest.mark.parametrize(
    "changes",
    [_amends, _establishes, _chooses, _snoozes, _moves_a_channel, _closes_a_channel, _hears_a_stranger],
    ids=lambda change: change.__name__.strip("_"),
)
async def test_whatever_another_process_changes_is_there_at_the_next_look(
    store: Store, other_store: Store, open_store: Opener, changes: Callable[[Store], Awaitable[None]]
) -> None:
    before = await store.directory.charter(cast.ASHGROVE.id)
    await store.directory.plannable()
    await changes(other_store)
    newcomer = await open_store()
    now = await store.directory.charter(cast.ASHGROVE.id)
    assert now != before
    assert now == await newcomer.directory.charter(cast.ASHGROVE.id)
    assert await store.directory.plannable() == await newcomer.directory.plannable()
