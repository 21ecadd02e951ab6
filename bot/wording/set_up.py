"""What the command line says about a set-up: what differs, what an apply does, and the first run."""

from bot.domain.trail import Difference


def difference(found: Difference) -> str:
    """Such as "A question for Tuesday: Day: Monday → Tuesday" or "Golden questions: Schools: Oakfield joins"."""
    if found.was is None:
        said = (
            f"{found.setting}: {found.now} joins"
            if found.setting in JOINING
            else f"{found.setting}: {found.now} is new"
        )
    elif found.now is None:
        said = (
            f"{found.setting}: {found.was} leaves"
            if found.setting in JOINING
            else f"{found.setting}: {found.was} goes"
        )
    else:
        said = f"{found.setting}: {found.was} → {found.now}"
    return f"{found.about}: {said}"


JOINING = frozenset({"Schools", "Channels"})
"""What comes and goes as a whole, and is not made or lost by it."""
