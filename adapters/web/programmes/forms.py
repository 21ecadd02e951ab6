"""What the form of a programme offers and holds, in the shape that its page draws."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import School
from bot.usecases.programmes.draft import ALL_BUT, LISTS, Draft

NOT_OF_THE_DRAFT = frozenset(
    {"csrf", "step", "pick", "shown", "words", "was_shown", "forget_left_out", "seen"}
)
MANY_SCHOOLS = 60
"""Beyond so many, a page shows those that fit a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The schools of one page with their channels; `kept` counts the ticked that are not shown, and `carried` names them."""

    schools: tuple[tuple[School, tuple[Channel, ...]], ...]
    ticked: frozenset[str]
    kept: int
    carried: str
    every: int
    total: int


def draft_from(request: Request) -> Draft:
    """The form as it was sent."""
    form: Mapping[str, str] = request.state.form
    several: Mapping[str, tuple[str, ...]] = request.state.several
    texts = {name: value for name, value in form.items() if name not in NOT_OF_THE_DRAFT | set(LISTS)}
    if form.get("forget_left_out"):
        texts["left_out"] = ""
    lists = {name: tuple(several[name]) for name in LISTS if name in several}
    return Draft(texts=texts, lists=lists)


def ticks(draft: Draft, charter: Charter) -> Ticks:
    """The schools to tick; of very many only those whose name holds what was looked for."""
    channels: dict[str, list[Channel]] = {}
    for channel in charter.channels:
        channels.setdefault(channel.school, []).append(channel)
    schools = sorted(
        (each for each in charter.schools if each.id in channels), key=lambda each: each.name.casefold()
    )
    looked_for = draft.text("school_words").casefold()
    fitting = [each for each in schools if looked_for in each.name.casefold()]
    shown = tuple((each, tuple(channels[each.id])) for each in fitting[:MANY_SCHOOLS])
    every = frozenset(str(channel.id) for channel in charter.channels)
    ticked = draft.ticked(every)
    kept = ticked.difference(channel.id for _, each in shown for channel in each)
    return Ticks(
        schools=shown,
        ticked=ticked,
        kept=len(kept),
        carried=" ".join(_shorter(kept, every)) if draft.text("where") != "all" else "",
        every=len(charter.channels),
        total=len(schools),
    )


def _shorter(kept: frozenset[str], every: frozenset[str]) -> list[str]:
    """Those channels, or all but the others, whichever is said in fewer words."""
    others = every - kept
    return [ALL_BUT, *sorted(others)] if len(others) < len(kept) else sorted(kept)
