"""Which programmes come to which channels: by the trust's choice or a school's own, and how that is changed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId


def running(charter: Charter, *, on: date) -> tuple[Programme, ...]:
    """The programmes that are not over by then, by name."""
    there = (each for each in charter.programmes if not each.ends or each.ends >= on)
    return tuple(sorted(there, key=lambda each: (each.name.casefold(), each.id)))


def in_use(charter: Charter, *, on: date) -> frozenset[ChannelId]:
    """The channels to which any programme comes that is not over by then."""
    there = {each.id: each for each in running(charter, on=on)}
    added = (
        there[choice.programme].added_by(choice) for choice in charter.choices if choice.programme in there
    )
    return frozenset(key for keys in (*(each.channels for each in there.values()), *added) for key in keys)


def coming_to(charter: Charter, channel: Channel, *, on: date) -> tuple[Programme, ...]:
    """The programmes that come to that channel and are not over by then, by name."""
    added = {
        choice.programme: choice
        for choice in charter.choices
        if choice.school == channel.school and channel.id in choice.channels
    }
    return tuple(
        each
        for each in running(charter, on=on)
        if channel.id in each.channels or (each.id in added and channel.id in each.added_by(added[each.id]))
    )


def brought_to(charter: Charter, channel: Channel, *, of: Collection[ProgrammeId]) -> Charter:
    """The set-up in which the trust sends these programmes to that channel as well."""
    return replace(
        charter,
        programmes=tuple(
            replace(each, channels=(*each.channels, channel.id))
            if each.id in of and channel.id not in each.channels
            else each
            for each in charter.programmes
        ),
    )


def taken_out(charter: Charter, gone: Collection[ChannelId], *, of: Collection[ProgrammeId]) -> Charter:
    """The set-up in which these programmes come to none of these channels, whoever had sent them there."""
    out = frozenset(gone)
    return replace(
        charter,
        programmes=tuple(
            replace(each, channels=tuple(key for key in each.channels if key not in out))
            if each.id in of and not out.isdisjoint(each.channels)
            else each
            for each in charter.programmes
        ),
        choices=tuple(
            replace(each, channels=tuple(key for key in each.channels if key not in out))
            if each.programme in of and not out.isdisjoint(each.channels)
            else each
            for each in charter.choices
        ),
    )
