"""A set-up file as `check` and `trust apply` read it: the same faults in both."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from adapters.slack import checking_places as on_slack
from adapters.slack.whose import PLATFORM as SLACK
from adapters.teams import checking_places as on_teams
from adapters.teams.inbound import PLATFORM as TEAMS
from bot.charter.document import CharterError, load_charter
from bot.charter.doubts import doubts
from bot.domain.charter import Charter
from bot.settings import Settings
from prompts.library import load_bank
from prompts.model import PromptBank
from scheduler.faults import Fault


def bank_of(settings: Settings | None) -> PromptBank:
    """The bank that is shipped, with the folder that the settings name. Raises BankError."""
    return load_bank(extra=[settings.bank] if settings and settings.bank else [])


def read_set_up(file: Path, *, bank: PromptBank | None, tenant: str | None) -> Charter:
    """The set-up that the file describes. Raises CharterError with every fault.

    Without a bank, what it names of prompts is not looked at. On Teams nothing is known of any `tenant` but the one
    that the settings name.
    """
    charter = load_charter(file, bank=bank)
    _refuse_what_no_platform_would_know(charter, where=file.name, tenant=tenant)
    return charter


def looked_into(
    file: Path, *, bank: PromptBank | None, tenant: str | None
) -> Iterator[tuple[bool | None, str]]:
    """What is in the file, or its faults (False), and what is worth a look without being one (None)."""
    try:
        charter = read_set_up(file, bank=bank, tenant=tenant)
    except CharterError as error:
        yield from ((False, str(fault)) for fault in error.faults)
        return
    schools, programmes = len(charter.schools), len(charter.programmes)
    counted = f"{schools} school{'' if schools == 1 else 's'}, {programmes} programme{'' if programmes == 1 else 's'}"
    yield True, f"{charter.trust.name}: {counted}"
    yield from ((None, doubt) for doubt in doubts(charter))


def _refuse_what_no_platform_would_know(charter: Charter, *, where: str, tenant: str | None) -> None:
    """Raises CharterError for every id that its platform cannot know; `check` asks the platform about the others."""
    # What is wrong with how an id is written, by platform; one that is not here takes any.
    channels: Mapping[str, Callable[[str], str | None]] = {
        SLACK: on_slack.badly_formed_channel,
        TEAMS: partial(on_teams.badly_formed_channel, tenant=tenant),
    }
    people: Mapping[str, Callable[[str], str | None]] = {
        SLACK: on_slack.badly_formed_person,
        TEAMS: partial(on_teams.badly_formed_person, tenant=tenant),
    }
    written = [
        (f"the channel {channel.name!r}", channels[channel.platform](channel.address))
        for channel in charter.channels
        if channel.platform in channels
    ]
    written += [
        (f"the person {member!r}", people[person.platform](person.id))
        for person, member in charter.identities
        if person.platform in people
    ]
    faults = [
        Fault(where=where, problem=f"{whose}: {problem}", remedy=remedy)
        for whose, (problem, _, remedy) in (
            (whose, wrong.partition("; ")) for whose, wrong in written if wrong
        )
    ]
    if faults:
        raise CharterError(tuple(faults))
