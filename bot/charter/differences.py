"""What differs between two set-ups of a trust, setting by setting, in people's words."""

from bot.charter.editing import changed_in
from bot.domain.charter import Charter
from bot.domain.trail import Difference


def differences(before: Charter | None, after: Charter) -> tuple[Difference, ...]:
    """Every setting that is not what it was, in the order of the document; `before` None is a trust that is new."""
    was = before or Charter(trust=after.trust)
    changed = changed_in(was, after)
    names = [
        *(each.name for each in changed.schools),
        *(each.name for each in changed.members),
        *(each.name for each in changed.channels),
        *(each.name for each in changed.programmes),
    ]
    return tuple(Difference(about=name, setting="Set-up", was=None, now="changed") for name in names)
