"""What a programme's form offers: weeks in words, themes and elements in the order in which they are read."""

import re
from dataclasses import replace
from html import escape, unescape

import pytest

from adapters.web.framework_headings import by_framework
from bot.wording.programmes import weeks_to_spare
from prompts.references import Framework
from tests import cast
from tests.adapters.stage import Stage

EDIT = "/programmes/weekly/edit"


def options(page: str, name: str) -> list[tuple[str, str]]:
    """The values of a select with what is read, the chosen one marked."""
    inside = re.search(rf'<select id="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert inside
    found = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)<', inside[1])
    return [(value, f"{text}{' (chosen)' if chosen else ''}") for value, chosen, text in found]


@pytest.mark.parametrize(
    ("chosen", "weights"),
    [("", ["1", "2", "3"]), ("2", ["1", "2", "3"]), ("7", ["1", "2", "3", "7"]), ("many", ["1", "2", "3"])],
)
def test_a_weight_chosen_elsewhere_is_offered_too(chosen: str, weights: list[str]) -> None:
    assert [weight for weight, _ in weeks_to_spare(chosen)] == weights


async def test_weeks_to_spare_are_chosen_in_words(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    charter = await stage.store.directory.charter(cast.ASHGROVE.id)
    assert charter
    sparing = replace(cast.WEEKLY, skips_from=5, lighter_from=2)
    await stage.store.directory.establish(replace(charter, programmes=(sparing,)))
    page = (await browser.get(EDIT)).text
    assert options(page, "skips_from") == [
        ("", "No week"),
        ("1", "Busy weeks and busier (1 or more)"),
        ("2", "Very busy weeks and busier (2 or more)"),
        ("3", "Weeks to be left alone (3 or more)"),
        ("5", "Weeks in which much comes together (5 or more) (chosen)"),
    ]
    assert ("2", "Very busy weeks and busier (2 or more) (chosen)") in options(page, "lighter_from")
    shown = (await browser.get("/programmes/weekly")).text
    assert "In very busy weeks and busier (2 or more): a question of one minute." in shown


async def test_themes_stand_in_the_order_in_which_they_are_read(stage: Stage) -> None:
    page = (await (await stage.as_(cast.GRACE)).get(EDIT)).text
    themes = [unescape(name) for name in re.findall(r'name="themes" value="[^"]*"[^>]*><span>([^<]+)<', page)]
    assert len(themes) > 1
    assert themes == sorted(themes, key=str.casefold)


@pytest.mark.parametrize("address", [EDIT, "/prompts/own"])
async def test_elements_stand_under_their_framework(stage: Stage, address: str) -> None:
    page = (await (await stage.as_(cast.GRACE)).get(address)).text
    for heading, elements in by_framework(stage.bot.bank.frameworks):
        assert f"<legend>{escape(heading).replace('&#x27;', '&#39;')}</legend>" in page
        assert all(f'name="frameworks" value="{key}"' in page for key, _ in elements)


def test_an_element_is_named_without_its_framework() -> None:
    elements = [
        Framework(key=f"g.{n}", name=name, element="", family="g")
        for n, name in enumerate(["Governors", "Assurances: talking with parents", "Assurances: money"])
    ]
    assert by_framework(elements) == [
        ("Assurances", [("g.0", "Governors"), ("g.1", "Talking with parents"), ("g.2", "Money")])
    ]
