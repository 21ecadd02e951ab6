"""Rows and the values of the domain, each made from the other."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy import cast as as_type

from adapters.store.kept import kept_calendar, kept_own, kept_programme
from adapters.store.tables import (
    channels,
    deliveries,
    own_prompts,
    programmes,
    school_choices,
    schools,
    trusts,
)
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, State
from bot.domain.people import School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, SchoolChoice
from prompts.model import Prompt
from prompts.own import kept_own_prompt
from scheduler.model import CalendarPart, Weekday

TRUST: tuple[ColumnElement[Any], ...] = (
    trusts.c.id,
    trusts.c.name,
    trusts.c.keep_months,
    trusts.c.demonstration,
    as_type(trusts.c.calendar, Text),
    trusts.c.locked,
)
SCHOOL: tuple[ColumnElement[Any], ...] = (
    schools.c.id,
    schools.c.trust,
    schools.c.name,
    as_type(schools.c.calendar, Text),
    as_type(schools.c.own, Text),
)
CHANNEL = (
    channels.c.id,
    channels.c.trust,
    channels.c.school,
    channels.c.platform,
    channels.c.address,
    channels.c.name,
    channels.c.closed_because,
)
PROGRAMME: tuple[ColumnElement[Any], ...] = (
    programmes.c.id,
    programmes.c.trust,
    as_type(programmes.c.definition, Text),
)
DELIVERY = (
    deliveries.c.id,
    deliveries.c.trust,
    deliveries.c.school,
    deliveries.c.channel,
    deliveries.c.programme,
    deliveries.c.occurrence,
    deliveries.c.due_at,
    deliveries.c.state,
    deliveries.c.prompt,
    deliveries.c.reason,
    deliveries.c.late,
    deliveries.c.attempts,
    deliveries.c.not_before,
    deliveries.c.claimed_by,
    deliveries.c.lease_until,
    deliveries.c.started_at,
    deliveries.c.posted_at,
    deliveries.c.root,
    deliveries.c.asked_by,
)

CHOICE = (
    school_choices.c.programme,
    school_choices.c.school,
    school_choices.c.paused_until,
    school_choices.c.skipped_dates,
    school_choices.c.weekday,
    school_choices.c.at,
    school_choices.c.left_out,
    school_choices.c.channels,
)

PROMPT = (own_prompts.c.definition,)

_STATES = {state.value: state for state in State}

# What follows takes a row, or the stretch of a joined row, in the order of the columns above.
Values = Sequence[Any]


def trust(values: Values) -> Trust:
    """The trust in a row of TRUST."""
    key, name, keep_months, demonstration, calendar, locked = values
    return Trust(
        id=TrustId(key),
        name=name,
        keep_months=keep_months,
        demonstration=demonstration,
        calendar=None if calendar is None else kept_calendar(calendar),
        locked=frozenset(map(CalendarPart, locked)),
    )


def school(values: Values) -> School:
    """The school in a row of SCHOOL."""
    key, of, name, calendar, own = values
    return School(
        id=SchoolId(key),
        trust=TrustId(of),
        name=name,
        calendar=kept_calendar(calendar),
        own=None if own is None else kept_own(own),
    )


def channel(values: Values) -> Channel:
    """The channel in a row of CHANNEL."""
    key, of, at, platform, address, name, closed_because = values
    return Channel(
        id=key,
        trust=of,
        school=at,
        platform=platform,
        address=address,
        name=name,
        closed_because=closed_because,
    )


def programme(values: Values) -> Programme:
    """The programme in a row of PROGRAMME."""
    _, of, definition = values
    return kept_programme(definition, of)


def choice(values: Values) -> SchoolChoice:
    """The choice in a row of CHOICE."""
    of, at_school, paused_until, skipped_dates, weekday, at, left_out, own_channels = values
    return SchoolChoice(
        programme=of,
        school=SchoolId(at_school),
        paused_until=paused_until,
        skipped_dates=frozenset(map(date.fromisoformat, skipped_dates)),
        weekday=None if weekday is None else Weekday(weekday),
        at=at,
        left_out=frozenset(left_out),
        channels=tuple(map(ChannelId, own_channels)),
    )


def choice_row(value: SchoolChoice, *, trust: str) -> dict[str, Any]:
    """The choice as a row of its table."""
    return {
        "programme": value.programme,
        "school": value.school,
        "trust": trust,
        "paused_until": value.paused_until,
        "skipped_dates": sorted(day.isoformat() for day in value.skipped_dates),
        "weekday": None if value.weekday is None else value.weekday.value,
        "at": value.at,
        "left_out": sorted(value.left_out),
        "channels": list(value.channels),
    }


def prompt(values: Values) -> Prompt:
    """The own prompt in a row of PROMPT."""
    (definition,) = values
    return kept_own_prompt(definition)


def delivery(values: Values) -> Delivery:
    """The delivery in a row of DELIVERY."""
    (
        key,
        of,
        at,
        to,
        by,
        occurrence,
        due_at,
        state,
        prompt,
        reason,
        late,
        attempts,
        not_before,
        claimed_by,
        lease_until,
        started_at,
        posted_at,
        root,
        asked_by,
    ) = values
    return Delivery(
        id=key,
        trust=of,
        school=at,
        channel=to,
        programme=by,
        occurrence=occurrence,
        due_at=due_at,
        state=_STATES[state],
        prompt=prompt,
        reason=reason,
        late=late,
        attempts=attempts,
        not_before=not_before,
        claimed_by=claimed_by,
        lease_until=lease_until,
        started_at=started_at,
        posted_at=posted_at,
        root=root,
        asked_by=asked_by,
    )


def delivery_values(value: Delivery) -> tuple[Any, ...]:
    """The delivery in the order of DELIVERY."""
    return (
        value.id,
        value.trust,
        value.school,
        value.channel,
        value.programme,
        value.occurrence,
        value.due_at,
        value.state.value,
        value.prompt,
        value.reason,
        value.late,
        value.attempts,
        value.not_before,
        value.claimed_by,
        value.lease_until,
        value.started_at,
        value.posted_at,
        value.root,
        value.asked_by,
    )
