"""Who may be in a channel of the built-in platform, and the pictures that stand in it."""

from starlette.requests import Request
from starlette.responses import Response

from adapters.local.platform import NAME
from adapters.local.render import pictures_of
from bot.usecases.bot import Bot
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.reading.thread import Room, enter

KEPT = "private, max-age=86400"
"""A picture never changes, and each has an address of its own."""
LARGEST_ID = 2**63 - 1


async def entered(bot: Bot, request: Request) -> Room:
    """The channel of that address. Raises NotFound, also for whoever may not be in it."""
    try:
        return await enter(
            bot, request.state.viewer.id, platform=NAME, address=request.path_params["address"]
        )
    except NotAllowed:
        raise NotFound("There is no such channel here.") from None


async def picture(bot: Bot, request: Request) -> Response:
    """A picture that was posted there, as it was posted."""
    room = await entered(bot, request)
    root = number(request.path_params["root"])
    notes = await bot.store.board.thread(root) if root is not None else []
    found = pictures_of([note for note in notes if note.address == room.channel.address])
    if not found:
        raise NotFound("There is no such picture here.")
    return Response(found[0].picture.png, media_type="image/png", headers={"Cache-Control": KEPT})


def number(value: str | None) -> int | None:
    """The note id that was asked for, or None for what cannot be one."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > len(str(LARGEST_ID)):
        return None
    return found if (found := int(value)) <= LARGEST_ID else None
