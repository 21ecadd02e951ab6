"""`docs/install-teams.md` says what is so: its set-up file can be read, and its commands, words and settings are there."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from botframework.connector.auth import GovernmentConstants
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from typer.main import get_command

from adapters.teams.authentication import Unchecked
from adapters.teams.checking_places import badly_formed_channel, badly_formed_person
from adapters.teams.desk import Answer
from adapters.teams.http import MESSAGES, routes
from adapters.teams.manifest import filled
from adapters.teams.render import OwnAnswer, prompt
from adapters.teams.turns import Turns
from bot.asking.words import Verb, read_words
from bot.charter.document import read_charter
from bot.cli import app
from bot.domain.people import Role
from bot.domain.programme import SchoolMay
from bot.domain.reflection import ReflectionId
from bot.fields import Json
from bot.settings import PREFIX, Settings, read_settings
from tests.adapters.teams.connected import MESSAGE
from tests.adapters.teams.test_manifest_for_teams import wanted

GUIDE = (Path(__file__).parents[3] / "docs" / "install-teams.md").read_text(encoding="utf-8")
WRITTEN = sorted(set(re.findall(r"golden-thread ((?:[a-z]+|--?[a-z]|[A-Z/.:])[^`>\n]*)", GUIDE)))
CHAT = GUIDE.partition("\n## 8.")[2].partition("\n## ")[0]


def test_the_set_up_file_is_whole() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    charter = read_charter(tomllib.loads(example), where="the guide")
    (channel,) = charter.channels
    assert channel.platform == "teams"
    assert badly_formed_channel(channel.address) is None
    people = [person.id for person, _ in charter.identities if person.platform == "teams"]
    assert [badly_formed_person(person) for person in people] == [None, None]
    assert {each.partition("/")[0] for each in (channel.address, *people)} == {settings()["TEAMS_TENANT_ID"]}
    assert {grant.role for member in charter.members for grant in member.grants} == {
        Role.SCHOOL_LEAD,
        Role.SENCO,
    }
    (programme,) = charter.programmes
    # Step 8 has the school lead ask for a question, which a trust has to allow.
    assert SchoolMay.ASK_NOW in programme.schools_may


def settings() -> dict[str, str]:
    """Every setting that stands in the guide with a value, outside a sentence."""
    return dict(re.findall(rf"^{PREFIX}([A-Z_]+)=(\S+)$", GUIDE, re.MULTILINE))


def test_its_settings_start_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in settings().items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    assert read_settings().teams_is_on


def test_every_setting_that_it_names_is_there() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", GUIDE))
    assert {
        "TEAMS_APP_ID",
        "TEAMS_TENANT_ID",
        "TEAMS_APP_SECRET",
        "TEAMS_MANAGED_IDENTITY",
        "PUBLIC_URL",
    } <= named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_other_cloud_is_the_one_that_the_sdk_knows() -> None:
    given, cloud = settings(), GovernmentConstants
    assert given["TEAMS_LOGIN_URL"] == cloud.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX
    assert given["TEAMS_SERVICE_SCOPE"] == f"{cloud.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE}/.default"
    assert given["TEAMS_KEYS_URL"] == cloud.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
    assert given["TEAMS_TOKEN_ISSUER"] == cloud.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER


def test_the_hosts_to_let_through_are_those_that_are_called() -> None:
    fields = Settings.model_fields
    for setting in ("teams_login_url", "teams_keys_url"):
        host = str(fields[setting].default).split("/")[2]
        assert f"`{host}`" in GUIDE


@pytest.mark.parametrize("written", WRITTEN)
def test_every_command_line_is_one_that_the_program_understands(written: str) -> None:
    words = shlex.split(written)
    command: Any = get_command(app)
    context = command.context_class(command, info_name="golden-thread")
    while hasattr(command, "resolve_command"):
        _, command, words = command.resolve_command(context, words)
        context = command.context_class(command, parent=context)
    # Raises for an option that there is not, or an argument too few.
    command.parse_args(context, words)


def test_the_guide_names_commands_at_all() -> None:
    for expected in ("teams package", "teams roster", "trust apply", "check --teams", "serve", "migrate"):
        assert [written for written in WRITTEN if written.startswith(expected)], expected


def test_the_endpoint_is_the_one_that_answers() -> None:
    endpoints = set(re.findall(r"https://[^/`\s]+(/teams[^`\s]*)", GUIDE))
    assert endpoints == {MESSAGES}
    assert "reverse_proxy /teams/*" in GUIDE


async def test_a_browser_is_answered_by_the_door_and_not_by_the_pages_behind_it() -> None:
    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(status_code=503)(scope, receive, send)

    class Nobody:
        async def heard(self, activity: Json) -> Answer:
            raise NotImplementedError

    turns = Turns(Unchecked(), tenant=None)
    whole = Starlette(routes=[*routes(Nobody(), turns), Mount("/", pages)])
    async with AsyncClient(
        transport=ASGITransport(whole), base_url="https://thread.ashgrove.example"
    ) as browser:
        assert (await browser.get(MESSAGES)).status_code == 405
        assert (await browser.get("/")).status_code == 503
    assert f"`https://YOUR-ADDRESS{MESSAGES}` should answer 405" in GUIDE


def test_what_is_typed_in_the_chat_is_understood_and_is_everything_there_is() -> None:
    typed = [words for words in re.findall(r"`([a-z][a-z' 0-9D]+)`", CHAT) if not words.startswith("golden")]
    asked = [read_words(words) for words in typed]
    assert not [each for each in asked if each.puzzled]
    # A date that was left out is brought back with the button beside it; a channel is connected from within it.
    assert {each.verb for each in asked} == set(Verb) - {Verb.KEEP_DATE, Verb.CONNECT}
    assert {"ask now", "newest", "my reflections"} <= set(typed)


@pytest.mark.parametrize("label", ["Share my reflection", "Withdraw"])
def test_the_buttons_that_it_names_are_on_the_card(label: str) -> None:
    assert re.search(rf"\*{label}\*", GUIDE)
    own = OwnAnswer(reflection=ReflectionId(1), text="We asked the families.", private=False)
    cards = (prompt(MESSAGE, delivery="d1"), prompt(MESSAGE, delivery="d1", own=own))
    assert any(label in json.dumps(drawn.card) for drawn in cards)


def test_the_package_has_what_the_guide_says_of_consent() -> None:
    table = GUIDE.partition("\n## 4.")[2].partition("\n## ")[0]
    assert "`golden-thread teams package --with-consent`" in table
    assert "authorization" in filled(wanted(consent=True))
    assert "authorization" not in filled(wanted(consent=False))
