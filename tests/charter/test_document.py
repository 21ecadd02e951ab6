"""A trust's set-up as one TOML document."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charter.document import CharterError, load_charter, read_charter
from bot.domain.people import Grant, Role, SchoolId
from prompts.library import load_bank
from scheduler.model import CalendarPart, ClosureReason, OwnCalendar

WHOLE = """
[trust]
id = "t"
name = "T Trust"
keep_months = 12

[calendar]
zone = "Europe/London"
nation = "England"
terms = [{ name = "Autumn", first = 2026-09-02, last = 2026-12-18 }]

[[school]]
id = "s"
name = "S School"
calendar = { closures = [{ first = 2026-10-09, reason = "inset", name = "Training" }] }

[[school]]
id = "u"
name = "U School"

[[member]]
id = "m"
name = "M. Person"
roles = [{ role = "senco", school = "s" }, { role = "trust-lead" }]
identities = [{ platform = "slack", person = "U1" }]

[[channel]]
id = "c"
school = "s"
platform = "slack"
address = "C1"
name = "slt"

[[programme]]
id = "p"
name = "Weekly"
starts = 2026-09-07
recurrence = { kind = "weekly", weekday = "monday", at = "08:15" }
channels = ["c"]
"""


CHOSEN = """
[[choice]]
programme = "p"
school = "s"
weekday = "thursday"
at = "07:45"
paused_until = 2026-10-01
skipped_dates = [2026-11-05]
left_out = ["vision-lunchtime-visitor"]
channels = ["c"]

[[prompt]]
key = "own-walk"
question = "What did you see?"
why = "We agreed to walk."
follow_up = "And then?"
audience = ["pair"]
"""


def test_a_whole_set_up_is_read() -> None:
    charter = read_charter(tomllib.loads(WHOLE), where="t.toml")

    assert charter.trust.keep_months == 12
    assert [school.name for school in charter.schools] == ["S School", "U School"]
    assert charter.members[0].grants == {
        Grant(role=Role.SENCO, school=SchoolId("s")),
        Grant(role=Role.TRUST_LEAD),
    }
    assert [(person.platform, person.id, member) for person, member in charter.identities] == [
        ("local", "m", "m"),
        ("slack", "U1", "m"),
    ]
    assert charter.channels[0].address == "C1"
    assert charter.programmes[0].channels == ("c",)


def test_a_school_inherits_the_trusts_calendar_and_adds_its_own() -> None:
    charter = read_charter(tomllib.loads(WHOLE), where="t.toml")
    with_training, plain = charter.schools

    assert charter.trust.calendar == plain.calendar
    assert plain.own == OwnCalendar()
    assert [closure.reason for closure in with_training.calendar.closures] == [ClosureReason.INSET]
    assert with_training.own == OwnCalendar(closures=with_training.calendar.closures)
    assert with_training.calendar.terms == plain.calendar.terms


def test_a_school_that_inherits_nothing_has_all_of_its_calendar_here() -> None:
    alone = WHOLE.replace(
        "calendar = { closures", 'calendar = { inherits = false, zone = "Europe/Paris", closures'
    )
    school, _ = read_charter(tomllib.loads(alone), where="t.toml").schools
    assert (school.own, school.calendar.zone, school.calendar.terms) == (None, "Europe/Paris", ())


def test_a_school_of_a_trust_without_a_calendar_has_its_own() -> None:
    without = WHOLE.replace("[calendar]", "[[school]]\nid = 'x'\nname = 'X'\n[school.calendar]")
    with pytest.raises(CharterError, match="zone is missing"):
        read_charter(tomllib.loads(without), where="t.toml")


def test_what_the_trust_locks_counts_no_more_in_its_schools() -> None:
    locked = WHOLE.replace("keep_months = 12", 'keep_months = 12\nlocked = ["closures", "terms"]')
    charter = read_charter(tomllib.loads(locked), where="t.toml")
    assert charter.trust.locked == {CalendarPart.CLOSURES, CalendarPart.TERMS}
    assert charter.schools[0].own is not None
    assert charter.schools[0].own.closures
    assert charter.schools[0].calendar.closures == ()


def test_a_faulty_programme_is_told_once_and_not_again_as_missing_where_it_is_chosen() -> None:
    written = WHOLE.replace('"08:15"', '"8.15"', 1) + CHOSEN
    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(written), where="t.toml")
    assert "8.15" in str(error.value)
    assert "which is not here" not in str(error.value)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('themes = ["belongin"]', "themes names 'belongin'"),
        ('frameworks = ["afa.visoin"]', "frameworks names 'afa.visoin'"),
        ('keys = ["nope", "own-kept-in-the-database"]', "keys names 'nope'"),
        ('sequence = "nowhere"', "sequence names 'nowhere'"),
        ('left_out = ["nope"]', "left_out names 'nope'"),
    ],
)
def test_what_the_bank_does_not_hold_is_named_because_it_would_ask_nothing(written: str, named: str) -> None:
    chosen = f"{WHOLE}\n[programme.selection]\n{written}\n"
    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(chosen), where="t.toml", bank=load_bank())
    assert [f"programme p: {named}" in fault.problem for fault in error.value.faults] == [True]


def test_choices_and_own_prompts_are_read() -> None:
    charter = read_charter(tomllib.loads(WHOLE + CHOSEN), where="t.toml")
    (choice,) = charter.choices
    assert (choice.programme, choice.school, choice.weekday, choice.channels) == (
        "p",
        "s",
        "thursday",
        ("c",),
    )
    assert [prompt.key for prompt in charter.prompts] == ["own-walk"]


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('school = "s"\nplatform', 'school = "x"\nplatform', "channel c names school 'x'"),
        ('channels = ["c"]', 'channels = ["d"]', "programme p names channel 'd'"),
        ('id = "u"', 'id = "s"', "school 's' stands here 2 times"),
        ("keep_months = 12", "keep_months = 0", "keep_months is 0"),
        ('role = "senco"', 'role = "boss"', "role is 'boss'"),
        ('{ role = "senco", school = "s" }', '{ role = "senco" }', "none is named"),
        ("Europe/London", "Europe/Lundon", "is not a time zone"),
        ('id = "u"', f'id = "{"u" * 65}"', "at most 64 characters"),
        ('id = "u"', 'id = "u u"', "without spaces"),
        ('"U School"', '"U\\u0000School"', "without line breaks or control characters"),
        ("keep_months", "keep_month", "did you mean keep_months?"),
        ("[trust]", "[rust]", "[trust] is missing"),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(wrong: str, right: str, named: str) -> None:
    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(WHOLE.replace(wrong, right, 1)), where="t.toml")

    assert named in str(error.value)
    assert all(str(fault).startswith("t.toml") for fault in error.value.faults)


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('programme = "p"', 'programme = "q"', "names programme 'q', which is not here"),
        ('school = "s"\nweekday', 'school = "z"\nweekday', "names school 'z', which is not here"),
        ('school = "s"\nweekday', 'school = "u"\nweekday', "channel 'c', which is not one of that school's"),
        ('"thursday"', '"thor"', "weekday is 'thor'"),
        ("weekday", "day", "'day' is not known here"),
        ("own-walk", "walk", "prompt walk: `key` does not begin with own-"),
        ("see?", "see.", "prompt own-walk: `question` does not end with a question mark"),
        ("[[prompt]]", "[prompt]", "`prompt` is a table, not a list"),
        (
            "[[choice]]",
            CHOSEN.partition("[[prompt]]")[0] + "[[choice]]",
            "choice 'p at s' stands here 2 times",
        ),
    ],
)
def test_what_is_wrong_with_a_choice_or_a_prompt_is_named(wrong: str, right: str, named: str) -> None:
    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(WHOLE + CHOSEN.replace(wrong, right, 1)), where="t.toml")

    assert named in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("keep_months = 12", 'locked = ["term"]', "locked is 'term'"),
        ("closures = [", "inherits = 1, closures = [", "inherits is not false"),
        ("closures = [", "zone = 'Nowhere', closures = [", "'Nowhere' is not a time zone"),
        ("closures = [", "closure = [", "did you mean closures?"),
    ],
)
def test_what_is_wrong_with_what_a_school_inherits_is_named(wrong: str, right: str, named: str) -> None:
    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(WHOLE.replace(wrong, right, 1)), where="t.toml")

    assert named in str(error.value)


def test_every_fault_is_named_at_once() -> None:
    broken = (
        WHOLE.replace('"senco"', '"boss"')
        .replace("Lundon", "")
        .replace('channels = ["c"]', 'channels = ["d"]')
    )

    with pytest.raises(CharterError) as error:
        read_charter(tomllib.loads(broken), where="t.toml")

    assert len(error.value.faults) >= 2


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[trust", "it is not TOML"), (b"\xff\xfe", "not UTF-8"), (b"#" * 10_000_001, "larger than 10 MB")],
)
def test_a_file_that_is_no_set_up_says_so(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)

    with pytest.raises(CharterError, match=said):
        load_charter(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CharterError, match="cannot be read"):
        load_charter(tmp_path / "nowhere.toml")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "trust", "school", "calendar", "roles", "recurrence", "zone", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["trust", "calendar", "school", "member", "channel", "programme", "choice", "prompt", "y"]
        ),
        junk,
        max_size=6,
    )
)
def test_junk_is_refused_in_words_and_never_by_a_crash(values: dict[str, object]) -> None:
    with contextlib.suppress(CharterError):
        read_charter(values, where="junk.toml")
