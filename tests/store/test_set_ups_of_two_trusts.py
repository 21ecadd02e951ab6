"""A set-up never reaches into another trust, whatever it calls its things."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.store.failures import RefusedByDatabase
from adapters.store.sql_store import SqlStore
from bot.domain.charter import Charter
from tests.cast import (
    ASHGROVE,
    BEECHWOOD,
    ELM,
    ELM_LEADERS,
    ELM_WEEKLY,
    HANA,
    OAKFIELD,
    OAKFIELD_LEADERS,
    OLIVE,
    WEEKLY,
    ashgrove,
    beechwood,
    person,
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(database_url)
    await store.directory.establish(ashgrove())
    await store.directory.establish(beechwood())
    yield store
    await store.close()


@pytest.mark.parametrize(
    "grasping",
    [
        Charter(trust=BEECHWOOD, schools=(replace(ELM, id=OAKFIELD.id),)),
        Charter(trust=BEECHWOOD, members=(replace(OLIVE, id=HANA.id),)),
        Charter(trust=BEECHWOOD, channels=(replace(ELM_LEADERS, id=OAKFIELD_LEADERS.id, address="new"),)),
        Charter(trust=BEECHWOOD, programmes=(replace(ELM_WEEKLY, id=WEEKLY.id),)),
        Charter(trust=BEECHWOOD, identities=((person(HANA), OLIVE.id),)),
    ],
)
async def test_what_another_trust_has_cannot_be_set_up(store: SqlStore, grasping: Charter) -> None:
    before = await store.directory.charter(ASHGROVE.id)
    with pytest.raises(ValueError, match="belongs to another trust, so beechwood cannot set it up"):
        await store.directory.establish(grasping)
    assert await store.directory.charter(ASHGROVE.id) == before
    assert await store.directory.known_as(person(HANA)) == HANA


async def test_what_says_it_is_another_trusts_cannot_be_set_up(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="oakfield says it belongs to ashgrove"):
        await store.directory.establish(Charter(trust=BEECHWOOD, schools=(OAKFIELD,)))


async def test_an_address_that_is_taken_cannot_be_taken_again(store: SqlStore) -> None:
    twin = replace(ELM_LEADERS, address=OAKFIELD_LEADERS.address)
    with pytest.raises(RefusedByDatabase, match="address"):
        await store.directory.establish(Charter(trust=BEECHWOOD, channels=(twin,)))


async def test_a_set_up_that_fails_half_way_leaves_nothing(store: SqlStore) -> None:
    renamed = replace(ELM, name="Elm Academy")
    twin = replace(ELM_LEADERS, address=OAKFIELD_LEADERS.address)
    with pytest.raises(RefusedByDatabase):
        await store.directory.establish(Charter(trust=BEECHWOOD, schools=(renamed,), channels=(twin,)))
    charter = await store.directory.charter(BEECHWOOD.id)
    assert charter is not None
    assert charter.schools == (ELM,)
