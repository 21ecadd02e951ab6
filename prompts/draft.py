"""A bank in the making: what has been read so far, which names are taken, and what is wrong."""

from collections.abc import Collection
from dataclasses import dataclass, field

from prompts.faults import Fault, shown
from prompts.glossary import Term
from prompts.model import Prompt, PromptBank
from prompts.references import Framework, Row, Scale, Sequence, Source, Theme
from prompts.table import Table


@dataclass(slots=True, kw_only=True)
class Draft:
    """Entries in reading order; `names` maps kind of entry → key → file, without a kind that could not be read."""

    faults: list[Fault] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    frameworks: list[Framework] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    sequences: list[Sequence] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)

    def take(self, table: Table, kind: str, name: str) -> None:
        """Give `name` to the entry in `table`, or note that another entry has it."""
        if not name:
            return
        taken = self.names.setdefault(kind, {})
        if name in taken:
            table.fault(
                f"the {kind} {shown(name)} is already in {taken[name]}",
                "choose another, or take one of the two out",
            )
        taken.setdefault(name, table.file)

    def known(self, kind: str) -> Collection[str] | None:
        """Return the names of this kind, or None when their file could not be read."""
        return self.names.get(kind)

    def forget(self, file: str) -> None:
        """Free every name that `file` gave, so that a newer version of it may be read."""
        for kind, taken in self.names.items():
            self.names[kind] = {name: home for name, home in taken.items() if home != file}

    def bank(self) -> PromptBank:
        """Return the finished bank; only for a draft without faults."""
        return PromptBank(
            prompts=tuple(self.prompts),
            themes=tuple(self.themes),
            frameworks=tuple(self.frameworks),
            scales=tuple(self.scales),
            sequences=tuple(self.sequences),
            sources=tuple(self.sources),
            rows=tuple(self.rows),
            glossary=tuple(self.glossary),
        )
