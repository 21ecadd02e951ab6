"""`python -m tests.adapters.teams.cards`: every card, wide and narrow, light and dark, as pictures in .cache/teams-cards."""

import asyncio

from tests.adapters.teams.cards.looking import DESKTOP, PHONE, PICTURES, draw, picture, table
from tests.adapters.teams.shown import EVERY


async def main() -> None:
    """The pictures are there to be looked at."""
    for width, kind in ((DESKTOP, "desktop"), (PHONE, "phone")):
        async with table(width=width) as page:
            for name, shown in EVERY.items():
                for dark in (False, True):
                    complaints = await draw(page, shown.card, dark=dark)
                    await picture(page, f"{name}-{kind}-{'dark' if dark else 'light'}")
                    if complaints:
                        print(name, complaints)  # noqa: T201 - for whoever asked
    print(f"Look at {PICTURES}")  # noqa: T201 - for whoever asked


asyncio.run(main())
