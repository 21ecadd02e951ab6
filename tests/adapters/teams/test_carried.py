"""What a press on a card of ours carries."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from adapters.teams.carried import is_press, place_in, position_in, pressed, reflection_in
from adapters.teams.dates_card import do
from bot.asking.words import Verb
from bot.domain.channel import ChannelId, MessageRef
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.usecases.spoken.outcomes import Place
from tests.adapters.teams.recorded import FOLDER, recorded
from tests.adapters.teams.test_inbound import AMINA, CHANNEL, OTHERS, ROOT, TENANT, anything, paths

PRESSES = ("press_reflect", "press_refresh", "submit_reflect", "press_in_chat", "card_button")
THREAD = MessageRef(platform="teams", address=f"{TENANT}/{CHANNEL}", id=ROOT)


def carrying(**data: Any) -> Any:
    activity = recorded("press_reflect")
    activity["value"]["action"]["data"] = data
    return pressed(activity)


def read(activity: dict[str, Any]) -> None:
    press = pressed(activity)
    if press is not None:
        reflection_in(press)
        place_in(press)
        position_in(press)


def test_a_press_of_execute_carries_what_we_gave_it_and_what_was_typed() -> None:
    press = pressed(recorded("press_reflect"))
    assert press is not None
    assert (press.verb, press.person, press.thread, press.card) == ("reflect", AMINA, THREAD, ROOT)
    assert (press.delivery, press.data) == ("d-17", {"delivery": "d-17", "private": True})
    assert press.inputs == {"answer": "We met the parents first.", "position": "2"}
    assert (press.invoke, press.automatic, press.activity_id) == (True, False, "f:0a1b2c3d")
    assert position_in(press) == 2


def test_a_press_of_submit_carries_the_same_and_waits_for_no_card() -> None:
    press = pressed(recorded("submit_reflect"))
    assert press is not None
    assert (press.verb, press.person, press.thread, press.invoke) == ("reflect", AMINA, THREAD, False)
    assert (press.data["private"], press.inputs) == (False, {"answer": "We met the parents first."})
    assert position_in(press) is None


@pytest.mark.parametrize("verb", ["We met the parents", "Ännä", "x" * 21, "re.flect"])
def test_what_can_be_no_verb_of_ours_is_not_handed_on(verb: str) -> None:
    activity = recorded("press_reflect")
    activity["value"]["action"]["verb"] = verb
    press = pressed(activity)
    assert press is not None
    assert press.verb == "other"


def test_a_card_that_is_only_looked_at_was_pressed_by_nobody() -> None:
    press = pressed(recorded("press_refresh"))
    assert press is not None
    assert (press.verb, press.automatic, press.invoke) == ("view", True, True)


def test_a_press_in_a_chat_has_no_thread_and_says_which_place_it_means() -> None:
    press = pressed(recorded("press_in_chat"))
    assert press is not None
    assert (press.thread, press.person) == (None, AMINA)
    where = Place(programme=ProgrammeId("weekly"), school=SchoolId("oakfield"), on=date(2026, 11, 24))
    assert place_in(press) == where


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_what_is_a_press_holds_nothing_that_was_said_and_all_else_is_none(name: str) -> None:
    activity = recorded(name)
    assert is_press(activity) == (name in PRESSES)
    assert is_press(activity) or pressed(activity) is None


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("7", 7),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 150, None),
        ("-7", None),
        ("\u0667", None),
        ("", None),
        (7, None),
    ],
)
def test_a_reflection_is_a_number_that_can_be_one(number: object, found: int | None) -> None:
    assert reflection_in(carrying(reflection=number)) == found


def test_a_place_in_one_channel_comes_back_as_it_was() -> None:
    place = Place(
        programme=ProgrammeId("weekly"),
        school=SchoolId("oakfield"),
        on=date(2026, 11, 24),
        channel=ChannelId("oakfield-leaders"),
    )
    button = do("Choose", verb=Verb.SEND_AGAIN, place=place)
    assert place_in(carrying(**button["data"])) == place


@pytest.mark.parametrize(
    "data",
    [
        {"school": "oakfield"},
        {"programme": "weekly"},
        {"programme": "weekly", "school": "oakfield", "on": "tomorrow"},
        {"programme": "weekly", "school": "oakfield", "on": True},
        {"programme": "w" * 300, "school": "oakfield"},
    ],
)
def test_half_a_place_is_none(data: dict[str, Any]) -> None:
    assert place_in(carrying(**data)) is None


@pytest.mark.parametrize("chosen", ["", "-1", "two", "100", "\u00b2", "1.5"])
def test_a_position_is_a_small_number(chosen: str) -> None:
    assert position_in(carrying(position=chosen)) is None


def test_a_press_of_no_button_of_ours_is_none() -> None:
    activity = recorded("press_reflect")
    activity["value"]["action"].pop("verb")
    assert pressed(activity) is None
    assert pressed(recorded("press_reflect") | {"name": "composeExtension/query"}) is None


@pytest.mark.parametrize("name", PRESSES)
def test_any_field_may_be_missing_or_of_another_kind(name: str) -> None:
    for path in paths(recorded(name)):
        for other in OTHERS:
            activity = holder = recorded(name)
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = other
            read(activity)


@given(value=anything)
def test_whatever_a_press_carries_it_is_read_or_not_and_never_an_error(value: Any) -> None:
    for name in ("press_reflect", "submit_reflect"):
        read(recorded(name) | {"value": value})
