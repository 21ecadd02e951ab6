"""A trust's own prompts out of a file: all of it, or every fault by its line and field."""

import pytest

from prompts.own import kept_own_prompt, write_own_prompt
from prompts.own_entries import entry_of, own_key, read_entry
from prompts.own_files import read_own_file
from prompts.references import Audience

GOOD = {
    "question": "What would a visitor notice first?",
    "why": "First impressions last.",
    "follow_up": "Who would show them round?",
    "audience": "leader, senco",
    "minutes": "2",
}
HEAD = "question,why,follow_up,audience,minutes\n"
LINE = '"What would a visitor notice first?",First impressions last.,Who would show them round?,"leader; senco",2\n'


def faults_of(name: str, text: str) -> list[tuple[int | None, str | None]]:
    found, faults = read_own_file(name, text)
    assert found == ()
    return [(fault.line, fault.field) for fault in faults]


def test_an_entry_becomes_a_prompt_and_back() -> None:
    prompt, faults = read_entry(GOOD)
    assert faults == {}
    assert prompt is not None
    assert prompt.audience == (Audience.LEADER, Audience.SENCO)
    assert prompt.key == own_key(GOOD["question"])
    assert prompt.key.startswith("own-what-would-a-visitor-notice-")
    assert read_entry(entry_of(prompt)) == (prompt, {})
    assert kept_own_prompt(write_own_prompt(prompt)) == prompt


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("question", ""),
        ("question", "Tell us about the visitor."),
        ("question", "x" * 280 + "?"),
        ("question", "What of *this*?"),
        ("why", ""),
        ("why", "<b>Because</b>"),
        ("follow_up", "No question."),
        ("audience", ""),
        ("audience", "everybody"),
        ("minutes", "soon"),
        ("minutes", "11"),
        ("key", "vision-action"),
    ],
)
def test_a_field_at_fault_is_named(field: str, typed: str) -> None:
    prompt, faults = read_entry({**GOOD, field: typed})
    assert prompt is None
    assert list(faults) == [field]


def test_a_spreadsheet_gives_its_prompts() -> None:
    found, faults = read_own_file("Ours.CSV", HEAD + LINE + ",,,,\n")
    assert faults == ()
    assert [prompt.question for prompt in found] == [GOOD["question"]]


def test_toml_gives_its_prompts() -> None:
    text = (
        "[[prompt]]\n"
        f'question = "{GOOD["question"]}"\nwhy = "{GOOD["why"]}"\nfollow_up = "{GOOD["follow_up"]}"\n'
        'audience = ["leader", "senco"]\nminutes = 2\n'
    )
    found, faults = read_own_file("ours.toml", text)
    assert faults == ()
    assert read_entry(GOOD)[0] == found[0]


def test_every_fault_of_a_spreadsheet_has_its_line_and_field() -> None:
    text = HEAD + LINE + "Not a question,,Who?,leader,2\n" + '"Why\nnot?",x,y,nobody,2\n'
    assert faults_of("ours.csv", text) == [
        (3, "question"),
        (3, "why"),
        (4, "question"),
        (4, "follow_up"),
        (4, "audience"),
    ]


def test_every_fault_of_toml_has_its_line_and_field() -> None:
    text = "# ours\n\n[[prompt]]\nquestion = 'No'\nwhy = 'x'\nfollow_up = 'Who?'\naudience = 'leader'\nminutes = 2\n"
    assert faults_of("ours.toml", text) == [(3, "question")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ours.xlsx", "x"),
        ("ours.csv", ""),
        ("ours.csv", "question,why\n"),
        ("ours.csv", HEAD + 'x,"y'),
        ("ours.csv", HEAD + "a,b,c,d,e,f,g\n"),
        ("ours.csv", HEAD.replace("why", "because")),
        ("ours.csv", HEAD + LINE + LINE),
        ("ours.toml", "prompt = 1"),
        ("ours.toml", "prompt = [1]"),
        ("ours.toml", "[[prompt]"),
        ("ours.toml", "[[prompt]]\nsurprise = 1\n"),
        ("ours.toml", "[theme]\n"),
        ("ours.toml", "[[prompt]]\nminutes = " + "1" * 5_000),
        # Each of these would take minutes to be read, and hours at a megabyte.
        ("ours.toml", "a." * 40_000 + "a = 1"),
        ("ours.toml", "[[prompt]]\nminutes = 1\n" * 30_000),
    ],
)
def test_a_file_that_is_none_is_refused_whole(name: str, text: str) -> None:
    assert faults_of(name, text)


def test_cells_may_have_another_sign_between_them() -> None:
    line = LINE.replace('"leader; senco"', "leader").replace(",", ";")
    found, faults = read_own_file("ours.csv", HEAD.replace(",", ";") + line, delimiter=";")
    assert ([prompt.question for prompt in found], faults) == ([GOOD["question"]], ())
    _, faults = read_own_file("ours.csv", HEAD.replace(",", ";") + "a;b;c;d;e;f\n", delimiter=";")
    assert "semicolons" in faults[0].message


def test_a_file_is_told_the_words_for_whom_and_a_form_the_boxes() -> None:
    _, on_a_form = read_entry({**GOOD, "audience": "", "follow_up": ""})
    assert on_a_form == {
        "follow_up": "Write a second question, to go a step further.",
        "audience": "Tick at least one group of people it is written for.",
    }
    _, faults = read_own_file("ours.csv", HEAD + LINE.replace("leader; senco", "everybody"))
    assert [fault.message for fault in faults] == [
        "Say who it is written for: any of leader, senco, pair, governor, new-leader, whole-staff."
    ]


ELEMENTS = ("afa.vision", "afa.commitment", "dfe.values")


def test_a_prompt_belongs_to_the_elements_that_are_named() -> None:
    prompt, faults = read_entry({**GOOD, "frameworks": "AFA.vision; dfe.values"}, elements=ELEMENTS)
    assert faults == {}
    assert prompt is not None
    assert prompt.frameworks == ("afa.vision", "dfe.values")
    assert read_entry(entry_of(prompt), elements=ELEMENTS) == (prompt, {})


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("afa.visoin", 'Did you mean "afa.vision"?'),
        ("afa", "Name its elements, such as afa.commitment."),
        ("ofsted.rating", "Use the keys that the list on the page gives"),
    ],
)
def test_an_element_the_bank_does_not_know_is_named_with_what_was_meant(named: str, told: str) -> None:
    prompt, faults = read_entry({**GOOD, "frameworks": named}, elements=ELEMENTS)
    assert prompt is None
    assert f'no framework element "{named}"' in faults["frameworks"]
    assert told in faults["frameworks"]


def test_a_file_names_elements_line_by_line() -> None:
    head, line = HEAD.strip() + ",frameworks\n", LINE.strip()
    found, faults = read_own_file("ours.csv", f"{head}{line},afa.vision\n", elements=ELEMENTS)
    assert (found[0].frameworks, faults) == (("afa.vision",), ())
    found, faults = read_own_file("ours.csv", f"{head}{line},afa.missing\n", elements=ELEMENTS)
    assert (found, [(fault.line, fault.field) for fault in faults]) == ((), [(2, "frameworks")])
    toml = "[[prompt]]\n" + "".join(f'{name} = "{value}"\n' for name, value in GOOD.items())
    found, faults = read_own_file(
        "ours.toml", f'{toml}frameworks = ["afa.vision", "dfe.values"]\n', elements=ELEMENTS
    )
    assert (found[0].frameworks, faults) == (("afa.vision", "dfe.values"), ())
