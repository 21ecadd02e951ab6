"""Every store keeps where the bot was let in, until it is put out."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.ports.installations import Installation
from bot.ports.store import Store

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ASH = Installation(
    platform="slack",
    workspace="T01ASH",
    name="Ashgrove",
    installed_at=AT,
    details={"bot_user": "U0BOT", "scopes": "chat:write"},
    secret="not-a-token-of-anyone",
)
BEECH = replace(ASH, workspace="T02BEECH", name="Beechwood", secret="nor-is-this")
ELSEWHERE = replace(ASH, platform="teams")


async def test_what_is_kept_is_there_as_it_was_given(store: Store) -> None:
    for each in (ASH, BEECH, ELSEWHERE):
        await store.installations.keep(each)
    assert await store.installations.of("slack", "T01ASH") == ASH
    assert await store.installations.of("teams", "T01ASH") == ELSEWHERE
    assert list(await store.installations.all("slack")) == [ASH, BEECH]


async def test_one_that_never_was_is_none(store: Store) -> None:
    await store.installations.keep(ASH)
    assert await store.installations.of("slack", "T02BEECH") is None
    assert list(await store.installations.all("teams")) == []


async def test_installed_anew_it_is_as_given_last(store: Store) -> None:
    newer = replace(ASH, name="Ashgrove Trust", secret="another", details={"bot_user": "U0NEW"})
    await store.installations.keep(ASH)
    await store.installations.keep(newer)
    assert list(await store.installations.all("slack")) == [newer]


async def test_one_without_a_secret_is_kept_without(store: Store) -> None:
    await store.installations.keep(replace(ASH, secret=""))
    assert await store.installations.of("slack", "T01ASH") == replace(ASH, secret="")


async def test_once_we_are_put_out_the_secret_is_forgotten(store: Store) -> None:
    await store.installations.keep(ASH)
    await store.installations.keep(BEECH)
    assert await store.installations.gone("slack", "T01ASH", because="The app was uninstalled.")
    gone = replace(ASH, secret="", gone_because="The app was uninstalled.")
    assert list(await store.installations.all("slack")) == [gone, BEECH]


async def test_being_put_out_is_known_once(store: Store) -> None:
    await store.installations.keep(ASH)
    assert not await store.installations.gone("slack", "T02BEECH", because="Never there.")
    assert await store.installations.gone("slack", "T01ASH", because="Uninstalled.")
    assert not await store.installations.gone("slack", "T01ASH", because="Tokens revoked.")
    found = await store.installations.of("slack", "T01ASH")
    assert found is not None
    assert found.gone_because == "Uninstalled."


async def test_let_in_again_it_is_not_gone_any_more(store: Store) -> None:
    await store.installations.keep(ASH)
    await store.installations.gone("slack", "T01ASH", because="Uninstalled.")
    await store.installations.keep(ASH)
    assert await store.installations.of("slack", "T01ASH") == ASH


async def test_what_is_sealed_with_the_newest_key_is_left_as_it_is(store: Store) -> None:
    await store.installations.keep(ASH)
    assert await store.installations.seal_anew() == 0
    assert await store.installations.of("slack", "T01ASH") == ASH


def test_an_installation_written_out_does_not_show_its_secret() -> None:
    assert ASH.secret not in repr(ASH)
