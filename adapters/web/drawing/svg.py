"""SVG elements, escaped; colours come from classes of the style sheet, so that a picture follows light and dark."""

from collections.abc import Mapping

from markupsafe import Markup, escape

Value = str | float | int | None
HATCH = 5
"""Pixels from one line of a pattern to the next."""


def element(
    name: str, *inside: str | Markup, given: Mapping[str, Value] | None = None, **attributes: Value
) -> Markup:
    """One element: `class_` is written class, `stroke_width` stroke-width; None leaves an attribute out.

    Text inside is escaped; Markup is not. `given` is for names that are no Python names.
    """
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()} | dict(
        given or {}
    )
    written = "".join(
        f' {key}="{escape(_short(value))}"' for key, value in named.items() if value is not None
    )
    content = Markup("").join(inside)
    return Markup(f"<{name}{written}>{content}</{name}>") if content else Markup(f"<{name}{written}/>")  # noqa: S704 - every part is escaped above


def picture(  # noqa: PLR0913 - what makes a picture readable to everyone
    *inside: Markup, key: str, title: str, description: str, width: float, height: float, class_: str = ""
) -> Markup:
    """A whole picture, which a screen reader calls by its title and describes; `key` is unique on the page."""
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-desc"),
        *inside,
        given={
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_short(width)} {_short(height)}",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-desc",
        },
        width=width,
        height=height,
        class_=class_ or None,
    )


def group(*inside: Markup, class_: str | None = None, told: str | None = None) -> Markup:
    """Pieces that belong together; `told` is shown when a mouse rests on them."""
    title = (element("title", told),) if told else ()
    return element("g", *title, *inside, class_=class_)


def rect(  # noqa: PLR0913 - where, how large, how it looks
    *, x: float, y: float, width: float, height: float, class_: str | None = None, fill: str | None = None
) -> Markup:
    """A rectangle. `fill` is for patterns, such as "url(#year-wide)"; colours are classes."""
    return element("rect", x=x, y=y, width=width, height=height, class_=class_, fill=fill)


def line(*, x1: float, y1: float, x2: float, y2: float, class_: str | None = None) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(words: str, *, x: float, y: float, class_: str | None = None, anchor: str | None = None) -> Markup:
    """Words; `anchor` "middle" or "end" says which point of them lies at `x`."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def hatches(key: str) -> Markup:
    """Three patterns for those who cannot tell colours apart: `KEY-rising`, `KEY-falling`, `KEY-dots`."""
    size: dict[str, Value] = {
        "width": HATCH,
        "height": HATCH,
        "patternUnits": "userSpaceOnUse",
    }
    return element(
        "defs",
        element("pattern", _stroke(f"M0 {HATCH}L{HATCH} 0"), given={"id": f"{key}-rising", **size}),
        element("pattern", _stroke(f"M0 0L{HATCH} {HATCH}"), given={"id": f"{key}-falling", **size}),
        element(
            "pattern",
            element("circle", cx=HATCH / 2, cy=HATCH / 2, r=1, class_="hatch-dot"),
            given={"id": f"{key}-dots", **size},
        ),
    )


def _stroke(path: str) -> Markup:
    return element("path", d=path, class_="hatch")


def _short(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
