"""A picture as an Adaptive Card: pure.

The card carries the picture itself, since one of a school's own is on no public address. What is too large for a card
is left out of it, and so may be what a client does not draw: the words beside it say the same.
See https://learn.microsoft.com/microsoftteams/platform/bots/how-to/agents-inline-images.
"""

from base64 import b64encode

from adapters.teams import limits
from adapters.teams.pieces import Element, card, paragraph, title, visible
from adapters.teams.render import Rendered
from bot.domain.picture import Picture


def drawn_picture(picture: Picture) -> Rendered:
    """The card with the picture, or without it where it is too large."""
    summary = limits.cut(visible(picture.title), limits.SUMMARY)
    whole = _card(picture, _image(picture))
    return Rendered(summary=summary, card=whole if limits.fits(whole) else _card(picture))


def _card(picture: Picture, *image: Element) -> Element:
    lines = [block for line in picture.words.split("\n") for block in paragraph(line)]
    return card([*title(picture.title), *image, *lines], fallback=picture.title)


def _image(picture: Picture) -> Element:
    return {
        "type": "Image",
        "url": f"data:image/png;base64,{b64encode(picture.png).decode('ascii')}",
        "altText": visible(picture.alt),
        "size": "Stretch",
        "msTeams": {"allowExpand": True},
    }
