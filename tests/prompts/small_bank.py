"""A bank of three prompts on disk, whole and right, for tests to bend."""

from pathlib import Path

from prompts.model import Prompt
from prompts.references import Audience, Kind, Season

SOURCES = """
[source.paper]
title = "A paper on leadership"
publisher = "A college"
date = "2010"
url = "https://example.org/paper"

[[row]]
id = "paper-vision-1"
source = "paper"
section = "A shared vision"

[[row]]
id = "paper-roles-1"
source = "paper"
section = "Roles"
"""

FRAMEWORKS = """
[[framework]]
key = "afa.vision"
name = "Achievement for All: a shared vision"
element = "A shared vision"
family = "afa"

[[framework]]
key = "dfe.roles"
name = "DfE: specialist leadership roles"
element = "Roles"
family = "dfe"
"""

SCALES = """
[[scale]]
key = "models"
name = "Ways of working together"
about = "Four ways in which two leaders share the work."
draws_on = ["paper-roles-1"]
position = [
    { key = "apart", label = "Apart", sentence = "Each of us works hard in our own corner." },
    { key = "alone", label = "Alone", sentence = "One of us carries most of it." },
    { key = "helping", label = "Helping", sentence = "We help each other when it matters." },
    { key = "together", label = "Together", sentence = "We plan it together from the start." },
]
"""

SEQUENCES = """
[[sequence]]
key = "first-steps"
name = "First steps"
about = "Roles first, then the vision."
audience = ["leader", "senco"]
order = "in order"
steps = ["roles-scale", "vision-known"]
draws_on = ["paper-roles-1"]
"""

GLOSSARY = """
[[term]]
term = "SENCo"
meaning = "Special educational needs co-ordinator"
plain = "The teacher who leads this work."
area = "send"

[[term]]
term = "TA"
meaning = "Teaching assistant"
plain = "An adult who helps in lessons."
area = "education"
local = true
"""

VISION = """
[theme]
key = "vision"
name = "A shared vision"
about = "What we want for every child."

[[prompt]]
key = "vision-known"
question = "Where would a SENCo see our vision this half-term?"
why = "A vision counts once it can be seen."
follow_up = "What did a TA or a parent say about it?"
theme = "vision"
frameworks = ["afa.vision"]
audience = ["leader"]
kind = "question"
minutes = 3
draws_on = ["paper-vision-1"]
evidence = ["Minutes of a meeting"]
seasons = ["year-start"]

[[prompt]]
key = "vision-step"
question = "What one step will we take by half-term?"
why = "One step is better than a plan."
follow_up = "Who owns it?"
theme = "vision"
frameworks = ["afa.vision", "dfe.roles"]
audience = ["leader", "senco"]
kind = "action"
minutes = 1
draws_on = ["paper-vision-1"]
"""

ROLES = """
[theme]
key = "roles"
name = "Roles"
about = "Who does what."

[[prompt]]
key = "roles-scale"
question = "How do we work together now?"
why = "To see movement over the terms."
follow_up = "What would a pupil point to?"
theme = "roles"
frameworks = ["dfe.roles"]
audience = ["pair"]
kind = "scale"
scale = "models"
minutes = 5
draws_on = ["paper-roles-1"]
"""

FILES = {
    "sources.toml": SOURCES,
    "frameworks.toml": FRAMEWORKS,
    "scales.toml": SCALES,
    "sequences.toml": SEQUENCES,
    "glossary.toml": GLOSSARY,
    "bank/vision.toml": VISION,
    "bank/roles.toml": ROLES,
}


def write_bank(folder: Path, **changed: str) -> Path:
    """Write the small bank into `folder`; `vision="…"` takes the place of that file's content."""
    (folder / "bank").mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_text(changed.get(Path(name).stem, content), encoding="utf-8")
    return folder


def a_prompt(  # noqa: PLR0913 — what tests vary, each by its name
    key: str = "vision-known",
    *,
    question: str = "Where would we see our vision this half-term?",
    frameworks: tuple[str, ...] = ("afa.vision",),
    minutes: int = 3,
    seasons: tuple[Season, ...] = (),
    audience: tuple[Audience, ...] = (Audience.LEADER,),
) -> Prompt:
    return Prompt(
        key=key,
        question=question,
        why="A vision counts once it can be seen.",
        follow_up="What would you point to?",
        theme="vision",
        frameworks=frameworks,
        audience=audience,
        kind=Kind.QUESTION,
        minutes=minutes,
        draws_on=("paper-vision-1",),
        seasons=seasons,
    )
