"""`golden-thread prompts`: look through the prompt bank, and check it."""

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from prompts.coverage import coverage as covered
from prompts.faults import BankError, Fault, UnknownPromptError, close_to, shown
from prompts.library import SHIPPED, bank_files, load_bank, read_faults
from prompts.model import Audience, Kind, Prompt, PromptBank

app = typer.Typer(name="prompts", help="Look through the prompt bank, and check it.", no_args_is_help=True)

BankFolder = Annotated[
    Path | None,
    typer.Option(
        "--bank", help="Read the bank in this folder instead of the one that is shipped.", metavar="FOLDER"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.command("list")
def list_prompts(
    *,
    theme: Annotated[list[str] | None, typer.Option(help="Only this theme; may be given again.")] = None,
    framework: Annotated[
        list[str] | None, typer.Option(help="Only this framework (afa) or element (afa.vision).")
    ] = None,
    audience: Annotated[list[Audience] | None, typer.Option(help="Only prompts for these people.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only prompts of this kind.")] = None,
    as_json: AsJson = False,
    bank: BankFolder = None,
) -> None:
    """List the prompts, in the bank's order."""
    opened = _open(bank)
    elements = [element.key for element in opened.frameworks]
    families = {element.family for element in opened.frameworks}
    _expect(theme or (), known=[known.key for known in opened.themes], option="--theme")
    _expect(framework or (), known=[*elements, *families], option="--framework")
    chosen = opened.choose(
        themes=theme or (), frameworks=framework or (), audiences=audience or (), kinds=kind or ()
    )
    if as_json:
        typer.echo(json.dumps([asdict(prompt) for prompt in chosen], ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        _print_by_theme(chosen, opened)
    else:
        for prompt in chosen:
            typer.echo(f"{prompt.key}\t{prompt.theme}\t{prompt.kind}\t{prompt.question}")


@app.command()
def show(
    key: Annotated[str, typer.Argument(help="A prompt's key, as `list` shows it.")],
    *,
    bank: BankFolder = None,
) -> None:
    """Show one prompt whole: why it is asked, what to look for, and where it comes from."""
    opened = _open(bank)
    try:
        prompt = opened.get(key)
    except UnknownPromptError as unknown:
        raise typer.BadParameter(str(unknown), param_hint="KEY") from None
    console = Console(soft_wrap=True, highlight=False)
    console.print(Text(prompt.question, style="bold"))
    for name, value in _details(prompt, opened):
        console.print(Text.assemble((f"{name}: ", "dim"), value))


@app.command()
def validate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders to check; the whole bank when none is named."),
    ] = None,
    *,
    bank: BankFolder = None,
) -> None:
    """Check the bank, or files against it, and say everything that is wrong at once."""
    if files:
        faults = read_faults(files, directory=bank or SHIPPED)
        if faults:
            _complain(faults)
        count = len(bank_files(files))
        typer.echo(f"{count} file{'' if count == 1 else 's'} checked against the bank: no faults.")
        return
    opened = _open(bank)
    typer.echo(
        f"{len(opened.prompts)} prompts in {len(opened.themes)} themes, version {opened.version}: no faults."
    )


@app.command()
def coverage(*, as_json: AsJson = False, bank: BankFolder = None) -> None:
    """Show every source row with the prompts that draw on it; a row that none draws on is a fault."""
    rows = covered(_open(bank))
    bare = [row.row.id for row in rows if row.bare]
    if as_json:
        typer.echo(
            json.dumps(
                [{**asdict(row.row), "prompts": row.prompts} for row in rows], ensure_ascii=False, indent=2
            )
        )
    else:
        console = Console(soft_wrap=True, highlight=False)
        for row in rows:
            drawing = (
                Text(", ".join(row.prompts))
                if row.prompts
                else Text("no prompt draws on it", style="bold red")
            )
            console.print(Text.assemble((row.row.id, "bold"), f" ({row.row.section}): ", drawing))
        console.print(f"{len(rows) - len(bare)} of {len(rows)} rows are drawn on.")
    if bare:
        typer.echo(f"bare: {', '.join(bare)}; write a prompt that draws on each", err=True)
        raise typer.Exit(1)


def _open(folder: Path | None) -> PromptBank:
    try:
        return load_bank(folder or SHIPPED)
    except BankError as broken:
        _complain(broken.faults)


def _complain(faults: Collection[Fault]) -> NoReturn:
    for fault in faults:
        typer.echo(str(fault), err=True)
    typer.echo(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}.", err=True)
    raise typer.Exit(1)


def _expect(given: Collection[str], *, known: Collection[str], option: str) -> None:
    for name in given:
        if name not in known:
            guess = close_to(name, known) or f"choose from {', '.join(sorted(known))}"
            raise typer.BadParameter(f"the bank has no {shown(name)}; {guess}", param_hint=option)


def _print_by_theme(chosen: Collection[Prompt], bank: PromptBank) -> None:
    console = Console(highlight=False)
    for theme in bank.themes:
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(no_wrap=True, style="cyan")
        for prompt in chosen:
            if prompt.theme == theme.key:
                table.add_row(Text(prompt.key), Text.assemble(prompt.question, (f"  {prompt.kind}", "dim")))
        if table.row_count:
            console.print(Text(f"{theme.name} ({theme.key})", style="bold"), table, "", sep="\n")


def _details(prompt: Prompt, bank: PromptBank) -> Iterator[tuple[str, str]]:
    yield "Why we ask", prompt.why
    yield "Follow-up", prompt.follow_up
    yield "For", f"{', '.join(prompt.audience)}; {prompt.minutes} min; {prompt.kind}"
    yield "Theme", f"{prompt.theme}; {', '.join(prompt.frameworks)}"
    if prompt.seasons:
        yield "Season", ", ".join(prompt.seasons)
    scale = bank.scale_of(prompt)
    for position in scale.positions if scale else ():
        yield position.label, position.sentence
    for example in prompt.evidence:
        yield "Look for", example
    for source in bank.sources_of(prompt):
        link = f" {source.url}" if source.url else ""
        yield (
            "Source",
            f"{source.title} ({source.publisher}, {source.published}), {source.section} [{source.row}]{link}",
        )
    for term in bank.terms_in(" ".join((prompt.question, prompt.why, prompt.follow_up, *prompt.evidence))):
        yield term.term, f"{term.meaning}. {term.plain}"
