"""What a set-up names of the prompt bank and the bank does not hold: it would ask nothing, and say nothing."""

from collections.abc import Collection, Iterable, Iterator

from bot.domain.charter import Charter
from bot.domain.programme import Programme
from prompts.faults import close_to
from prompts.model import OWN_THEME, PromptBank
from prompts.own import OWN_PREFIX
from scheduler.faults import Problem


def unknown_to(bank: PromptBank, charter: Charter) -> Iterator[Problem]:
    """Each such word; a prompt of the trust's own may be in the database and is not asked about."""
    prompts = {prompt.key for prompt in bank.prompts}
    for programme in charter.programmes:
        yield from _in_programme(bank, programme, prompts)
    for choice in charter.choices:
        what = f"the choice of {choice.school} about {choice.programme}"
        yield from _unknown(what, "left_out", sorted(choice.left_out), prompts)


def _in_programme(bank: PromptBank, programme: Programme, prompts: Collection[str]) -> Iterator[Problem]:
    what, chosen = f"programme {programme.id}", programme.selection
    themes = {theme.key for theme in bank.themes} | {OWN_THEME.key}
    elements = {framework.key for framework in bank.frameworks}
    families = {key.partition(".")[0] for key in elements}
    sequences = {sequence.key for sequence in bank.sequences}
    yield from _unknown(what, "themes", chosen.themes, themes)
    yield from _unknown(what, "frameworks", chosen.frameworks, elements | families)
    yield from _unknown(what, "sequence", [chosen.sequence] if chosen.sequence else [], sequences)
    yield from _unknown(what, "keys", chosen.keys, prompts)
    yield from _unknown(what, "left_out", sorted(chosen.left_out), prompts)


def _unknown(what: str, line: str, named: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    for word in named:
        if word not in known and not word.startswith(OWN_PREFIX):
            meant = close_to(word, known)
            yield Problem(
                problem=f"{what}: {line} names {word[:60]!r}, which is not in the prompt bank",
                remedy=f"{meant} Otherwise take it out" if meant else "take it out",
            )
