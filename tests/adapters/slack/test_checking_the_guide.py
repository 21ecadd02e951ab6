"""`docs/install-slack.md` says what is so: its set-up file can be read, and its commands are there."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from adapters.slack.manifest import COMMAND, filled
from bot.asking.words import Verb, read_words
from bot.charter.document import read_charter
from bot.cli import app
from bot.domain.people import Role
from bot.domain.programme import SchoolMay

GUIDE = (Path(__file__).parents[3] / "docs" / "install-slack.md").read_text(encoding="utf-8")
WRITTEN = sorted(set(re.findall(r"golden-thread ((?:[a-z]+|--?[a-z]|[A-Z/.:])[^`\n]*)", GUIDE)))


def test_the_set_up_file_is_whole() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    charter = read_charter(tomllib.loads(example), where="the guide")
    (channel,) = charter.channels
    assert (channel.platform, channel.address) == ("slack", "T01ASH/C01SLT")
    assert {person.id for person, _ in charter.identities if person.platform == "slack"} == {
        "T01ASH/U01AMINA",
        "T01ASH/U01RUTH",
    }
    assert {grant.role for member in charter.members for grant in member.grants} == {
        Role.SCHOOL_LEAD,
        Role.SENCO,
    }
    (programme,) = charter.programmes
    # Step 8 has the school lead ask for a question, which a trust has to allow.
    assert SchoolMay.ASK_NOW in programme.schools_may


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
    for expected in ("slack manifest", "trust apply", "check --slack", "serve", "keys new", "keys rotate"):
        assert [written for written in WRITTEN if written.startswith(expected)], expected


def test_what_is_typed_in_slack_is_understood() -> None:
    typed = set(re.findall(rf"`{COMMAND} ([a-z ]+)`", GUIDE))
    assert typed == {"ask now"}
    assert {read_words(words).verb for words in typed} == {Verb.ASK_NOW}


def test_every_usage_that_the_command_suggests_is_understood() -> None:
    (hint,) = re.findall(r"usage_hint: (.+)", filled())
    assert {read_words(words).verb for words in hint.split(" | ")} == set(Verb)
    assert not [words for words in hint.split(" | ") if read_words(words).puzzled]


def test_the_shortcut_is_called_what_slack_calls_it() -> None:
    assert "*Withdraw my reflection*" in GUIDE
    assert "name: Withdraw my reflection" in filled()
