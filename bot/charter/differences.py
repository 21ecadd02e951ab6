"""What differs between two set-ups of a trust, setting by setting, in people's words."""

from bot.domain.charter import Charter
from bot.domain.trail import Difference


def differences(before: Charter | None, after: Charter) -> tuple[Difference, ...]:
    """Every setting that is not what it was, in the order of the document; `before` None is a trust that is new."""
    raise NotImplementedError
