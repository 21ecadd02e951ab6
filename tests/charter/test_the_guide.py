"""What docs/set-up-file.md shows can be applied as it stands."""

import tomllib
from pathlib import Path

from bot.charter.document import read_charter
from bot.domain.programme import SchoolMay

GUIDE = Path(__file__).parents[2] / "docs" / "set-up-file.md"
AROUND = """
[trust]
id = "t"
name = "T"

[[school]]
id = "oak"
name = "Oak"

[[channel]]
id = "oak-leaders"
school = "oak"
platform = "local"
address = "oak-leaders"
name = "Leaders"
"""


def test_the_examples_of_the_guide_make_a_set_up() -> None:
    examples = GUIDE.read_text(encoding="utf-8").split("```toml")[1:]
    shown = "\n".join(each.partition("```")[0] for each in examples)
    charter = read_charter(tomllib.loads(AROUND + shown), where="the guide")
    (programme,) = charter.programmes
    assert programme.schools_may == frozenset(SchoolMay)
    assert charter.schools[0].calendar == charter.trust.calendar
