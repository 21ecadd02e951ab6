"""`golden-thread prompts` as people and programs use it."""

import json
from pathlib import Path

import pytest
from rich.text import Text
from typer.testing import CliRunner, Result

from bot.commands.prompts import app
from tests.prompts.small_bank import SOURCES, VISION, write_bank

ANOTHER_ROW = '\n[[row]]\nid = "paper-last"\nsource = "paper"\nsection = "The end"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bank(tmp_path / "small")


def run(*words: str | Path) -> Result:
    plain = {"COLUMNS": "200", "FORCE_COLOR": None, "NO_COLOR": None}
    return CliRunner(env=plain).invoke(app, [str(word) for word in words])


def test_list_prints_a_line_for_each_prompt_that_other_tools_can_cut(folder: Path) -> None:
    result = run("list", "--bank", folder)
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == [
        "roles-scale",
        "vision-known",
        "vision-step",
    ]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (["--theme", "vision"], ["vision-known", "vision-step"]),
        (["--theme", "vision", "--theme", "roles"], ["roles-scale", "vision-known", "vision-step"]),
        (["--framework", "dfe"], ["roles-scale", "vision-step"]),
        (["--framework", "dfe.roles", "--audience", "senco"], ["vision-step"]),
        (["--kind", "scale"], ["roles-scale"]),
        (["--audience", "governor"], []),
    ],
)
def test_list_as_json_holds_what_the_filters_let_through(
    folder: Path, filters: list[str], keys: list[str]
) -> None:
    result = run("list", "--json", "--bank", folder, *filters)
    assert [prompt["key"] for prompt in json.loads(result.stdout)] == keys


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--theme", "visions"], '"vision"'),
        (["list", "--framework", "nothing-like-it"], "afa.vision"),
        (["list", "--kind", "riddle"], "riddle"),
        (["show", "vision-knwon"], "vision-known"),
        (["list", "--colour"], "--colour"),
    ],
)
def test_a_word_the_bank_does_not_know_is_a_usage_error_that_says_what_there_is(
    folder: Path, words: list[str], said: str
) -> None:
    result = run(*words, "--bank", folder)
    assert result.exit_code == 2
    assert said in Text.from_ansi(result.stderr).plain


def test_show_prints_the_prompt_whole_with_its_source_and_its_acronyms_explained(folder: Path) -> None:
    result = run("show", "vision-known", "--bank", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Where would a SENCo see our vision this half-term?",
        "Why we ask: A vision counts once it can be seen.",
        "Follow-up: What did a TA or a parent say about it?",
        "For: leader; 3 min; question",
        "Theme: vision; afa.vision",
        "Season: year-start",
        "Look for: Minutes of a meeting",
        "Source: A paper on leadership (A college, 2010), A shared vision [paper-vision-1] https://example.org/paper",
        "SENCo: Special educational needs co-ordinator. The teacher who leads this work.",
        "TA: Teaching assistant. An adult who helps in lessons.",
    ]


def test_show_prints_the_positions_of_a_scale(folder: Path) -> None:
    assert "Alone: One of us carries most of it." in run("show", "roles-scale", "--bank", folder).stdout


def test_validate_counts_what_is_right(folder: Path) -> None:
    result = run("validate", "--bank", folder)
    assert result.exit_code == 0
    assert result.stdout.startswith("3 prompts in 2 themes, version ")
    assert result.stderr == ""


def test_validate_prints_every_fault_at_once_to_stderr(tmp_path: Path) -> None:
    broken = VISION.replace('kind = "action"', 'kind = "actoin"').replace('"paper-vision-1"', '"paper"')
    result = run("validate", "--bank", write_bank(tmp_path, vision=broken))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 4
    assert 'bank/vision.toml: vision-step: unknown kind "actoin"; did you mean "action"?' in result.stderr
    assert result.stderr.splitlines()[-1] == "3 faults."


def test_validate_checks_single_files_against_the_bank(folder: Path, tmp_path: Path) -> None:
    edited = tmp_path / "vision.toml"
    edited.write_text(VISION, encoding="utf-8")
    assert run("validate", edited, "--bank", folder).stdout == "1 file checked against the bank: no faults.\n"
    edited.write_text(VISION.replace("minutes = 3", "minutes = 30"), encoding="utf-8")
    result = run("validate", edited, "--bank", folder)
    assert result.exit_code == 1
    assert "vision-known: `minutes` is out of range; give a number from 1 to 10" in result.stderr


def test_every_command_says_what_is_wrong_with_a_broken_bank(tmp_path: Path) -> None:
    broken = write_bank(tmp_path, glossary="[[")
    for words in (["list"], ["show", "vision-known"], ["coverage"]):
        result = run(*words, "--bank", broken)
        assert result.exit_code == 1
        assert "glossary.toml: " in result.stderr


def test_coverage_lists_each_row_with_its_prompts(folder: Path) -> None:
    result = run("coverage", "--bank", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "paper-vision-1 (A shared vision): vision-known, vision-step",
        "paper-roles-1 (Roles): roles-scale",
        "2 of 2 rows are drawn on.",
    ]


def test_coverage_fails_when_a_row_is_bare_and_names_it(tmp_path: Path) -> None:
    bare = write_bank(tmp_path, sources=SOURCES + ANOTHER_ROW)
    result = run("coverage", "--json", "--bank", bare)
    assert result.exit_code == 1
    assert json.loads(result.stdout)[-1] == {
        "id": "paper-last",
        "source": "paper",
        "section": "The end",
        "prompts": [],
    }
    assert "paper-last" in result.stderr


def test_nothing_is_coloured_when_the_output_is_not_a_terminal(folder: Path) -> None:
    for words in (["list"], ["show", "roles-scale"], ["coverage"]):
        assert "\x1b" not in run(*words, "--bank", folder).stdout
