"""The heat map as a PNG: it is one, it is small, and no word that anybody wrote is needed to paint it."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from PIL import Image

from adapters.web.painting import BOTH, HEAT, WIDTH, paint
from bot.domain.pressure import LEADER, SENCO, HeatMap, heat_map_of
from scheduler.model import PressureWeek
from tests import cast

AN_AREA = 500
"""Pixels: fewer are the edge of something."""


def charted(*points: tuple[str, int]) -> HeatMap:
    weeks = tuple(
        PressureWeek(week=date(2026, 11, 9), weight=weight, name="Reviews", whose=whose)
        for whose, weight in points
    )
    return heat_map_of(replace(cast.CALENDAR, pressure_weeks=weeks), year=2026)


def colours(png: bytes) -> set[str]:
    image = Image.open(BytesIO(png)).convert("RGB")
    found = image.getcolors(maxcolors=256) or []
    areas = [colour for pixels, colour in found if pixels >= AN_AREA and isinstance(colour, tuple)]
    return {"#{:02x}{:02x}{:02x}".format(*colour) for colour in areas}


def test_it_is_a_png_that_a_card_can_carry() -> None:
    png = paint(charted((SENCO, 2), (LEADER, 3)), title="Oakfield Primary School: pressure points 2026/27")
    image = Image.open(BytesIO(png))
    assert (image.format, image.width) == ("PNG", WIDTH)
    assert len(png) < 19_000


def test_each_weight_has_its_colour_and_meeting_has_one_of_its_own() -> None:
    legend = paint(charted((SENCO, 2)), title="Oakfield")
    assert {colour for colour, _ in HEAT.values()} <= colours(legend)
    assert BOTH not in colours(legend)
    assert BOTH in colours(paint(charted((SENCO, 2), (LEADER, 1)), title="Oakfield"))


def test_the_same_map_is_the_same_picture_whatever_its_points_are_called() -> None:
    one = heat_map_of(cast.CALENDAR, year=2026)
    renamed = tuple(replace(point, name="Something else") for point in cast.CALENDAR.pressure_weeks)
    other = heat_map_of(replace(cast.CALENDAR, pressure_weeks=renamed), year=2026)
    assert paint(one, title="Oakfield") == paint(other, title="Oakfield")


def test_a_long_name_ends_in_time() -> None:
    assert Image.open(BytesIO(paint(charted(), title="St Mary's " * 40))).width == WIDTH


def test_a_year_without_weeks_is_still_a_picture() -> None:
    empty = paint(heat_map_of(cast.CALENDAR, year=2030), title="Oakfield")
    assert Image.open(BytesIO(empty)).format == "PNG"
