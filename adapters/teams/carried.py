"""What a press on a card of ours carries: ids and what was typed beside it; pure, and whatever is not ours is None.

A press of Action.Execute is an invoke, which waits for a card; of Action.Submit, on old clients, a message with a value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adapters.teams.inbound import actor, thread_of
from bot.domain.channel import ChannelId, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import PersonRef, SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.reflection import ReflectionId
from bot.fields import Json, part, text
from bot.usecases.spoken.outcomes import Place

ACTION = "adaptiveCard/action"
INPUTS = frozenset({"answer", "position", "words"})
"""The ids of our cards' inputs; Teams sends what was typed among the data."""
LARGEST_ID = 2**63 - 1
OTHER = "other"
"""A verb that is none of ours."""
LONGEST = 200
"""Characters of an id; what is longer was made by nobody here."""

_VERB = re.compile(r"[a-z]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button of a card: `verb` says which, `data` what we gave it, `inputs` what was typed.

    `thread` is the thread of a channel in which the card stands; None in a personal chat. `card` is the message that the
    card is, "" where Teams does not say it, and `delivery` what the card says that it is. `automatic`: no person pressed, their Teams asked how the card looks to them. `invoke`: a card is
    waited for.
    """

    verb: str
    data: Mapping[str, str | bool]
    inputs: Mapping[str, str]
    person: PersonRef
    thread: MessageRef | None
    card: str
    automatic: bool
    invoke: bool
    delivery: DeliveryId | None
    activity_id: str


def is_press(activity: Json) -> bool:
    """Whether a button was pressed, ours or not: such a message holds nothing that was said."""
    if activity.get("type") == "invoke":
        return activity.get("name") == ACTION
    return activity.get("type") == "message" and isinstance(activity.get("value"), dict)


def pressed(activity: Json) -> Press | None:
    """The press that it tells of; None where it is no press of a card of ours, or nobody's."""
    person = actor(activity)
    if not is_press(activity) or person is None:
        return None
    invoke, value = activity.get("type") == "invoke", part(activity, "value")
    action = part(value, "action") if invoke else {}
    carried = part(action, "data") if invoke else value
    verb = text(action, "verb") or text(carried, "verb")
    if not verb:
        return None
    # It will be in the log's lines, where no words of anybody's may be.
    verb = verb if _VERB.fullmatch(verb) else OTHER
    data = {
        name: given
        for name, given in carried.items()
        if name not in INPUTS | {"verb"} and isinstance(given, str | bool) and len(str(given)) <= LONGEST
    }
    return Press(
        verb=verb,
        data=data,
        inputs={name: text(carried, name) for name in INPUTS if text(carried, name)},
        person=person,
        thread=thread_of(activity),
        card=text(activity, "replyToId"),
        automatic=invoke and value.get("trigger") == "automatic",
        invoke=invoke,
        delivery=DeliveryId(text(data, "delivery")) if text(data, "delivery") else None,
        activity_id=text(activity, "id"),
    )


def reflection_in(press: Press) -> ReflectionId | None:
    """The id of the reflection meant, whether or not there is one."""
    number = text(press.data, "reflection")
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(LARGEST_ID)):
        return None
    return ReflectionId(int(number)) if int(number) <= LARGEST_ID else None


def place_in(press: Press) -> Place | None:
    """The programme and the school meant, and the date if it names one, whether or not there are any."""
    programme, school = text(press.data, "programme"), text(press.data, "school")
    on = _day(press.data.get("on"))
    if not programme or not school or ("on" in press.data and on is None):
        return None
    channel = text(press.data, "channel")
    at = ChannelId(channel) if channel else None
    return Place(programme=ProgrammeId(programme), school=SchoolId(school), on=on, channel=at)


def position_in(press: Press) -> int | None:
    """The place, from 0, of the sentence chosen on a scale."""
    chosen = text(press.inputs, "position")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 3 else None  # noqa: PLR2004 - a scale is short


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
