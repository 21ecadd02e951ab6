"""A harness that cannot fail proves nothing: what is broken on purpose on Slack is found out, by what it does to people."""

import pytest

from tests.torture.conftest import Tell
from tests.torture.slack import mutants
from tests.torture.slack.conftest import BeginOnSlack
from tests.torture.slack.judge import SlackVerdict
from tests.torture.slack.season import QUICK

pytestmark = pytest.mark.torture


async def _of(mutant: str, sqlite_url: str, on_slack: BeginOnSlack, tell: Tell, *points: str) -> SlackVerdict:
    """It dies at each of the points, on a Slack that does nothing wrong, and then everything comes to its end."""
    here = on_slack(sqlite_url, order=QUICK.with_(mutant=mutant), calm=True)
    async with here.begun():
        for point in points:
            await here.die(point=point, nth=3)
        await here.survive()
    await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    return verdict


async def test_sending_again_without_looking_is_found_out(
    sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    verdict = await _of(mutants.NEVER_LOOKS, sqlite_url, on_slack, tell, *["after platform.post"] * 2)
    assert any("people see it 2 times" in fault for fault in verdict.doubled)


async def test_telling_slack_that_something_is_kept_before_it_is_is_found_out(
    sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    verdict = await _of(mutants.ANSWERS_FIRST, sqlite_url, on_slack, tell, *["before inbox.receive"] * 8)
    assert any("is not in the log" in fault for fault in verdict.lost)


async def test_showing_an_answer_again_without_looking_is_found_out(
    sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    verdict = await _of(mutants.SHOWS_BLINDLY, sqlite_url, on_slack, tell, *["after platform.show"] * 3)
    assert any("its thread shows it 2 times" in fault for fault in verdict.doubled)


async def test_taking_an_answer_for_shown_before_it_is_is_found_out(
    sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    verdict = await _of(mutants.FORGETS_TO_SHOW, sqlite_url, on_slack, tell, *["before platform.show"] * 3)
    assert any("its thread does not show it" in fault for fault in verdict.lost)


@pytest.mark.parametrize("mutant", list(mutants.MUTANTS))
async def test_as_long_as_nobody_dies_the_broken_look_whole_on_slack(
    mutant: str, sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    verdict = await _of(mutant, sqlite_url, on_slack, tell)
    assert not verdict.faults
