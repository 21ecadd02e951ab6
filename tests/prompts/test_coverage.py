"""Every row of the sources with the prompts that draw on it."""

from pathlib import Path

from prompts.coverage import coverage
from prompts.library import load_bank
from tests.prompts.small_bank import SOURCES, write_bank

ANOTHER_ROW = '\n[[row]]\nid = "paper-last"\nsource = "paper"\nsection = "The end"\n'


def test_each_row_names_the_prompts_that_draw_on_it_in_bank_order(tmp_path: Path) -> None:
    rows = {row.row.id: row.prompts for row in coverage(load_bank(write_bank(tmp_path)))}
    assert rows == {"paper-vision-1": ("vision-known", "vision-step"), "paper-roles-1": ("roles-scale",)}


def test_a_row_that_no_prompt_draws_on_is_bare(tmp_path: Path) -> None:
    rows = coverage(load_bank(write_bank(tmp_path, sources=SOURCES + ANOTHER_ROW)))
    assert [row.row.id for row in rows if row.bare] == ["paper-last"]
