"""The heat map as a PNG, for a channel: weights and weeks, and no words that anybody wrote."""

from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.domain.pressure import ROWS, HeatMap, HeatTerm, HeatWeek

WIDTH = 800
"""Pixels, more than two for each of a phone's points; Teams takes up to 1,024."""
MARGIN, LABELS, ROW, TERM, GAP, TITLE, LEGEND = 22, 140, 44, 74, 18, 76, 54
WIDEST = 50
"""Pixels for a week. Everything stands at whole ones: equal things are then drawn equal, and pack small."""

PAPER, INK, QUIET, LINE, EMPTY = "#ffffff", "#23273a", "#5b6072", "#ded6c6", "#f3efe6"
HEAT = {1: ("#f6dd9f", INK), 2: ("#e3a02c", INK), 3: ("#8c3b12", "#ffffff")}
"""Light to dark, each with the ink of its number: weights are told by number and size too, never by colour alone."""
BOTH = "#23406b"
SIZES = {1: 26, 2: 32, 3: 40}
HEAVIEST = max(HEAT)
_EDGES = ((PAPER, INK), (PAPER, QUIET), (PAPER, BOTH), *HEAT.values())
PALETTE = (PAPER, INK, QUIET, LINE, EMPTY, BOTH, *(colour for colour, _ in HEAT.values()))
"""With what lies between a colour and what is written on it, sixteen at most: small enough to travel inside a card."""

_ROW_NAMES = (*ROWS, "Both stretched")


def paint(drawn: HeatMap, *, title: str) -> bytes:
    """The picture as a PNG: a block for each term, a row for each of the two, and where they meet."""
    height = TITLE + len(drawn.terms) * (TERM + len(_ROW_NAMES) * ROW + GAP) + LEGEND
    image = Image.new("RGB", (WIDTH, height), PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH - 1, height - 1), outline=LINE, width=2)
    canvas.text((MARGIN, 20), _fitting(canvas, title, size=30), fill=INK, font=_font(30))
    top = TITLE
    for term in drawn.terms:
        _paint_term(canvas, term, top)
        top += TERM + len(_ROW_NAMES) * ROW + GAP
    _paint_legend(canvas, top)
    return _written(image)


def _paint_term(canvas: ImageDraw.ImageDraw, term: HeatTerm, top: int) -> None:
    canvas.text((MARGIN, top), _fitting(canvas, term.name, size=24), fill=INK, font=_font(24))
    for number, name in enumerate(_ROW_NAMES):
        middle = top + TERM + number * ROW + ROW // 2
        canvas.text((MARGIN, middle), name, fill=QUIET, font=_font(19), anchor="lm")
    left = MARGIN + LABELS
    breaks = len(term.halves) - 1
    column = min((WIDTH - left - MARGIN - breaks * GAP) // max(1, len(term.weeks)), WIDEST)
    at, month = left, 0
    for half in term.halves:
        for week in half:
            middle = at + column // 2
            canvas.text((middle, top + 59), str(week.week.day), fill=INK, font=_font(19), anchor="mm")
            if week.week.month != month:
                canvas.text((middle, top + 39), f"{week.week:%b}", fill=QUIET, font=_font(17), anchor="mm")
            _paint_week(canvas, week, middle, top, column)
            at, month = at + column, week.week.month
        at += GAP


def _paint_week(canvas: ImageDraw.ImageDraw, week: HeatWeek, middle: int, top: int, column: int) -> None:
    for number, row in enumerate(ROWS):
        at = top + TERM + number * ROW + ROW // 2
        total = week.total(row)
        if not total:
            _square(canvas, middle, at, 10, EMPTY)
            continue
        level = min(total, HEAVIEST)
        colour, ink = HEAT[level]
        _square(canvas, middle, at, min(SIZES[level], column - 4), colour)
        canvas.text((middle, at), str(total), fill=ink, font=_font(22), anchor="mm")
    if week.meets:
        at = top + TERM + len(ROWS) * ROW + ROW // 2
        half = min(17, column // 2 - 2)
        canvas.ellipse((middle - half, at - half, middle + half, at + half), fill=BOTH)
        canvas.text((middle, at), str(week.together), fill="#ffffff", font=_font(20), anchor="mm")


def _paint_legend(canvas: ImageDraw.ImageDraw, top: int) -> None:
    at = MARGIN
    for level, words in ((1, "busy"), (2, "very busy"), (3, "or more: leave us alone")):
        colour, ink = HEAT[level]
        _square(canvas, at + 20, top + 22, SIZES[level], colour)
        canvas.text((at + 20, top + 22), str(level), fill=ink, font=_font(22), anchor="mm")
        canvas.text((at + 48, top + 22), words, fill=INK, font=_font(19), anchor="lm")
        at += 48 + int(canvas.textlength(words, font=_font(19))) + 26


def _square(canvas: ImageDraw.ImageDraw, middle: int, at: int, size: int, colour: str) -> None:
    half = size // 2
    box = (middle - half, at - half, middle + half, at + half)
    canvas.rounded_rectangle(box, radius=size // 6, fill=colour)


def _fitting(canvas: ImageDraw.ImageDraw, text: str, *, size: int) -> str:
    """As much of it as the picture is wide."""
    if canvas.textlength(text, font=_font(size)) <= WIDTH - 2 * MARGIN:
        return text
    while text and canvas.textlength(f"{text}…", font=_font(size)) > WIDTH - 2 * MARGIN:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _font(size: int) -> ImageFont.FreeTypeFont:
    """The one that comes with the library, so that the picture is the same on every machine."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType: install its wheel.")
    return found


def _written(image: Image.Image) -> bytes:
    few = Image.new("P", (1, 1))
    few.putpalette([part for colour in _palette() for part in colour])
    held = BytesIO()
    image.quantize(palette=few, dither=Image.Dither.NONE).save(held, format="PNG", optimize=True)
    return held.getvalue()


def _palette() -> list[tuple[int, ...]]:
    plain = [ImageColor.getrgb(each) for each in PALETTE]
    pairs = [(ImageColor.getrgb(one), ImageColor.getrgb(other)) for one, other in _EDGES]
    between = [tuple((a + b) // 2 for a, b in zip(one, other, strict=True)) for one, other in pairs]
    return [*plain, *between]
