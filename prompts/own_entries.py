"""A trust's own prompt as people write it: its fields as text, and what is wrong with each."""

import hashlib
import re
from collections.abc import Collection, Mapping

from prompts.faults import close_to, shown
from prompts.model import LINE_LIMIT, OWN_THEME, QUESTION_LIMIT, Prompt
from prompts.own import OWN_PREFIX
from prompts.plain_text import Objection, objections, question_objections
from prompts.references import Audience, Kind

FIELDS = ("question", "why", "follow_up", "audience", "minutes", "key", "frameworks")
NEEDED = FIELDS[:5]
MOST_ELEMENTS = 8
"""Of one prompt: whatever touches more is about none of them."""
MINUTES = range(1, 11)
KEY = re.compile(r"own-[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_KEY = 80
SAID = {
    "question": "The question",
    "why": "“Why it is asked”",
    "follow_up": "“To go a step further”",
}
EMPTY = {
    "question": "Write the question.",
    "why": "Write in a line why it is asked.",
    "follow_up": "Write a second question, to go a step further.",
}

Entry = Mapping[str, str]
"""The fields of one prompt as text; several audiences or framework elements have commas or semicolons between them."""


def read_entry(
    entry: Entry, *, elements: Collection[str] = (), key: str | None = None
) -> tuple[Prompt | None, dict[str, str]]:
    """The prompt that an entry describes, or None with what to do about each field at fault.

    `elements` are the keys of the framework elements that it may name.
    """
    question, why, follow_up = (_tidy(entry.get(name, "")) for name in ("question", "why", "follow_up"))
    faults: dict[str, str] = {}
    for name, said, found in (
        ("question", question, question_objections(question, field="question", limit=QUESTION_LIMIT)),
        ("why", why, objections(why, field="why", limit=LINE_LIMIT)),
        ("follow_up", follow_up, question_objections(follow_up, field="follow_up", limit=LINE_LIMIT)),
    ):
        for objection in found:
            faults.setdefault(name, _said(name, objection) if said else EMPTY[name])
    audience = _several(entry.get("audience", ""))
    unknown = sorted(set(audience) - set(Audience))
    if unknown or not audience:
        faults["audience"] = "Tick at least one group of people it is written for."
    frameworks = tuple(dict.fromkeys(each.casefold() for each in _several(entry.get("frameworks", ""))))
    strange = next((each for each in frameworks if each not in elements), None)
    if strange is not None:
        faults["frameworks"] = _no_such_element(strange, elements)
    elif len(frameworks) > MOST_ELEMENTS:
        faults["frameworks"] = (
            f"Choose up to {MOST_ELEMENTS} elements: those that the question is most about."
        )
    said = entry.get("minutes", "").strip()
    if said not in {str(number) for number in MINUTES}:
        faults["minutes"] = f"Say how many minutes it takes, from {MINUTES[0]} to {MINUTES[-1]}."
    given = key or entry.get("key", "").strip()
    if given and (len(given) > LONGEST_KEY or not KEY.fullmatch(given)):
        faults["key"] = (
            "A key begins with own- and has small letters, digits and single hyphens. It may stay empty."
        )
    if faults:
        return None, faults
    return Prompt(
        key=given or own_key(question),
        question=question,
        why=why,
        follow_up=follow_up,
        theme=OWN_THEME.key,
        frameworks=frameworks,
        audience=tuple(each for each in Audience if each in audience),
        kind=Kind.QUESTION,
        minutes=int(said),
        draws_on=(),
    ), {}


def own_key(question: str) -> str:
    """A key that says what the question is about and is the same for the same question."""
    words = re.findall(r"[a-z0-9]+", question.casefold())[:5]
    return f"{OWN_PREFIX}{'-'.join([*words, hashlib.sha256(question.encode()).hexdigest()[:6]])}"


def entry_of(prompt: Prompt) -> dict[str, str]:
    """The entry that `read_entry` reads back as this prompt."""
    return {
        "question": prompt.question,
        "why": prompt.why,
        "follow_up": prompt.follow_up,
        "audience": ", ".join(prompt.audience),
        "minutes": str(prompt.minutes),
        "key": prompt.key,
        "frameworks": ", ".join(prompt.frameworks),
    }


def _several(said: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[,;]\s*|\s{2,}", said.strip()) if each)


def _no_such_element(named: str, elements: Collection[str]) -> str:
    whole = sorted(each for each in elements if each.startswith(f"{named}."))
    if whole:
        meant = f"Name its elements, such as {whole[0]}."
    else:
        near = close_to(named, elements)
        meant = (
            f"{near[:1].upper()}{near[1:]}"
            or "Use the keys that the list on the page gives, or leave it empty."
        )
    return f"There is no framework element {shown(named)}. {meant}"


def _tidy(said: str) -> str:
    return said.replace("\r\n", "\n").strip()


def _said(name: str, objection: Objection) -> str:
    problem = objection.problem.replace(f"`{name}`", SAID[name])
    return f"{problem}: {objection.remedy}."
