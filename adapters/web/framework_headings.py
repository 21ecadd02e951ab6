"""The elements of frameworks as people look for them: under the framework that they belong to."""

from collections import Counter
from collections.abc import Iterable

from prompts.references import Framework

Shelf = tuple[str, list[tuple[str, str]]]
"""A framework by its name, and its elements by key and name."""


def by_framework(elements: Iterable[Framework]) -> list[Shelf]:
    """Each framework with its elements in their order; an element's name is said without the framework's."""
    families: dict[str, list[Framework]] = {}
    for each in elements:
        families.setdefault(each.family, []).append(each)
    return [(_heading(every), [(each.key, _name(each)) for each in every]) for every in families.values()]


def _heading(elements: Iterable[Framework]) -> str:
    """What most of their names begin with."""
    return Counter(each.name.partition(": ")[0] for each in elements).most_common(1)[0][0]


def _name(element: Framework) -> str:
    said = element.name.partition(": ")[2] or element.name
    return said[:1].upper() + said[1:]
