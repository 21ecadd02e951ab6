"""Which prompts draw on each row of the sources, and which rows nobody asks about."""

from dataclasses import dataclass

from prompts.model import PromptBank
from prompts.references import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCoverage:
    """One row of a source with the keys of the prompts that draw on it, in bank order."""

    row: Row
    prompts: tuple[str, ...]

    @property
    def bare(self) -> bool:
        """True where no prompt draws on the row."""
        return not self.prompts


def coverage(bank: PromptBank) -> tuple[RowCoverage, ...]:
    """Return every row of the sources, in their order; scales and sequences alone do not cover a row."""
    drawn: dict[str, list[str]] = {}
    for prompt in bank.prompts:
        for row in prompt.draws_on:
            drawn.setdefault(row, []).append(prompt.key)
    return tuple(RowCoverage(row=row, prompts=tuple(drawn.get(row.id, ()))) for row in bank.rows)
