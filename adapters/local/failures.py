"""What went wrong with the board, in the words of the chat port."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.ports.chat import OutcomeUnknown, TryLater
from bot.ports.store import CommitUnclear, StoreUnavailable

SOON = timedelta(seconds=30)


@contextmanager
def told_on_posting() -> Iterator[None]:
    """A board that was away posted nothing; whatever else breaks may have come after the commit."""
    try:
        yield
    except CommitUnclear as trouble:
        raise OutcomeUnknown("The built-in channel's database went away in the middle of it.") from trouble
    except StoreUnavailable as away:
        raise TryLater("The built-in channel's database could not be used.", after=SOON) from away
    except Exception as trouble:
        raise OutcomeUnknown(f"The built-in channel broke off ({type(trouble).__name__}).") from trouble


@contextmanager
def told_on_looking() -> Iterator[None]:
    """Nothing is learnt from a board that is away: look again later."""
    try:
        yield
    except StoreUnavailable as away:
        raise TryLater("The built-in channel's database could not be used.", after=SOON) from away
