"""What the files beside the themes hold: sources, frameworks, scales, sequences and the glossary."""

from collections.abc import Callable

from prompts.draft import Draft
from prompts.fields import DOTTED
from prompts.glossary import Term
from prompts.model import QUESTION_LIMIT
from prompts.references import (
    Audience,
    Framework,
    Order,
    Position,
    Row,
    Scale,
    Sequence,
    Source,
)
from prompts.table import Table

NAME_LIMIT = 200
ABOUT_LIMIT = 400
POSITIONS = range(4, 6)
IN_ROWS = "use a row id of sources.toml"


def read_sources(top: Table, draft: Draft) -> None:
    """Read the documents, and the rows that prompts may draw on."""
    draft.names |= {"source": {}, "row": {}}
    for key, table in top.tables_by_key("source"):
        draft.take(table, "source", key)
        draft.sources.append(
            Source(
                key=key,
                title=table.text("title", limit=ABOUT_LIMIT),
                publisher=table.text("publisher", limit=ABOUT_LIMIT),
                date=table.date("date"),
                url=table.address("url"),
            )
        )
        table.close()
    for table in top.tables("row"):
        row = Row(
            id=table.code("id"),
            source=table.reference("source", known=draft.known("source"), remedy="use a key of [source.…]"),
            section=table.text("section", limit=NAME_LIMIT),
        )
        draft.take(table, "row", row.id)
        draft.rows.append(row)
        table.close()
    top.close()


def read_frameworks(top: Table, draft: Draft) -> None:
    """Read the framework elements; an element's key begins with its family."""
    draft.names["framework"] = {}
    for table in top.tables("framework"):
        framework = Framework(
            key=table.code("key", pattern=DOTTED),
            name=table.text("name", limit=NAME_LIMIT),
            element=table.text("element", limit=NAME_LIMIT),
            family=table.code("family"),
        )
        if not framework.key.startswith(f"{framework.family}."):
            table.fault("`key` does not begin with its family and a dot", "write it as family.element")
        draft.take(table, "framework", framework.key)
        draft.frameworks.append(framework)
        table.close()
    top.close()


def read_scales(top: Table, draft: Draft) -> None:
    """Read the scales, each with its positions from lowest to highest."""
    draft.names["scale"] = {}
    for table in top.tables("scale"):
        scale = Scale(
            key=table.code("key"),
            name=table.text("name", limit=NAME_LIMIT),
            about=table.text("about", limit=ABOUT_LIMIT),
            positions=_positions(table),
            draws_on=table.references("draws_on", known=draft.known("row"), remedy=IN_ROWS),
        )
        draft.take(table, "scale", scale.key)
        draft.scales.append(scale)
        table.close()
    top.close()


def _positions(scale: Table) -> tuple[Position, ...]:
    found: dict[str, Position] = {}
    count = 0
    for count, table in enumerate(scale.tables("position"), start=1):  # noqa: B007 — counted past the loop
        position = Position(
            key=table.code("key"),
            label=table.text("label", limit=NAME_LIMIT),
            sentence=table.text("sentence", limit=QUESTION_LIMIT),
        )
        if position.key in found:
            table.fault("another position of this scale has this key", "choose another")
        found[position.key] = position
        table.close()
    if count and count not in POSITIONS:
        scale.fault(f"it has {count} positions", f"give it {POSITIONS[0]} or {POSITIONS[-1]}")
    return tuple(found.values())


def read_sequences(top: Table, draft: Draft) -> None:
    """Read the sequences, whose steps are prompts of this bank."""
    draft.names["sequence"] = {}
    for table in top.tables("sequence"):
        sequence = Sequence(
            key=table.code("key"),
            name=table.text("name", limit=NAME_LIMIT),
            about=table.text("about", limit=ABOUT_LIMIT),
            audience=table.choices("audience", of=Audience),
            order=Order.IN_ORDER,
            steps=table.references(
                "steps", known=draft.known("prompt"), remedy="use keys of prompts in bank/"
            ),
            draws_on=table.references("draws_on", known=draft.known("row"), remedy=IN_ROWS),
        )
        table.reference("order", known=["in order"], remedy='write "in order"')
        draft.take(table, "sequence", sequence.key)
        draft.sequences.append(sequence)
        table.close()
    top.close()


def read_glossary(top: Table, draft: Draft) -> None:
    """Read the terms; one acronym may stand twice if it means two things."""
    draft.names["term"] = {}
    for table in top.tables("term"):
        term = Term(
            term=table.text("term", limit=NAME_LIMIT),
            meaning=table.text("meaning", limit=NAME_LIMIT),
            plain=table.text("plain", limit=ABOUT_LIMIT),
            area=table.text("area", limit=NAME_LIMIT),
            local=table.flag("local"),
            note=table.optional_text("note", limit=ABOUT_LIMIT),
        )
        draft.take(table, "term", f"{term.term}: {term.meaning}")
        draft.glossary.append(term)
        table.close()
    top.close()


# In the order in which they refer to one another; the themes stand between the two.
BEFORE_THEMES: dict[str, Callable[[Table, Draft], None]] = {
    "sources.toml": read_sources,
    "frameworks.toml": read_frameworks,
    "scales.toml": read_scales,
}
AFTER_THEMES: dict[str, Callable[[Table, Draft], None]] = {
    "sequences.toml": read_sequences,
    "glossary.toml": read_glossary,
}
