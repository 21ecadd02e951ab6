"""`setup`: the first trust lead is let in by a link, and nobody else by running it again."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.store.sql_store import SqlStore
from bot.cli import app
from bot.domain.charter import Charter
from bot.domain.people import Grant, Role, TrustId
from bot.domain.sign_in import Pass, hash_of
from bot.settings import PREFIX
from tests.commands.conftest import Run

WORDS = (
    "setup", "--trust", "Ashgrove Trust", "--school", "St Mary's", "--school", "St Mary's Infants", "--lead", "Helen Marsh"
)  # fmt: skip
LINK = re.compile(r"(http\S+)/invitations/(\S+)")


def _kept(kept: Path, secret: str) -> tuple[Charter | None, Pass | None]:
    async def look() -> tuple[Charter | None, Pass | None]:
        store = await SqlStore.open(f"sqlite:///{kept}")
        try:
            charter = await store.directory.charter(TrustId("ashgrove-trust"))
            return charter, await store.sign_ins.look(hash_of(secret))
        finally:
            await store.close()

    return asyncio.run(look())


def _link(output: str) -> tuple[str, str]:
    found = LINK.search(output)
    assert found is not None
    return found[1], found[2]


def test_a_first_run_makes_a_trust_and_a_link_for_its_lead(run: Run, kept: Path) -> None:
    result = run(*WORDS)
    assert result.exit_code == 0
    base, secret = _link(result.output)
    assert base == "http://127.0.0.1:8000"
    charter, given = _kept(kept, secret)
    assert charter is not None
    assert [school.id for school in charter.schools] == ["st-marys", "st-marys-infants"]
    assert {school.calendar for school in charter.schools} == {charter.trust.calendar}
    (lead,) = charter.members
    assert (lead.name, lead.grants) == ("Helen Marsh", frozenset({Grant(role=Role.TRUST_LEAD)}))
    assert given is not None
    assert given.member == lead.id


def test_a_second_run_is_refused_and_says_what_to_do(run: Run, kept: Path) -> None:
    run(*WORDS)
    again = run(*WORDS)
    assert again.exit_code == 1
    assert "setup --again" in again.stderr
    assert not LINK.search(again.output)


def test_a_new_link_for_the_lead_takes_the_place_of_the_old_one(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, old = _link(run(*WORDS).output)
    monkeypatch.setenv(f"{PREFIX}PORT", "8123")
    assert run("setup", "--again", "--lead", "Somebody Else").exit_code == 1
    base, new = _link(run("setup", "--again", "--lead", "helen marsh").output)
    assert base == "http://127.0.0.1:8123"
    assert _kept(kept, old)[1] is None
    assert _kept(kept, new)[1] is not None


def test_what_is_not_given_is_asked_for(run: Run, kept: Path) -> None:
    del run
    result = CliRunner().invoke(app, ["setup"], input="Ashgrove Trust\nOakfield\nMillbrook\n\nHelen Marsh\n")
    assert result.exit_code == 0
    charter, _ = _kept(kept, _link(result.output)[1])
    assert charter is not None
    assert [school.name for school in charter.schools] == ["Millbrook", "Oakfield"]
