"""What a theme's file holds: the theme, and its prompts."""

from prompts.draft import Draft
from prompts.entries import ABOUT_LIMIT, IN_ROWS, NAME_LIMIT
from prompts.model import LINE_LIMIT, QUESTION_LIMIT, Prompt
from prompts.references import Audience, Kind, Season, Theme
from prompts.table import Table

MINUTES = range(1, 11)


def read_theme(top: Table, draft: Draft, *, stem: str) -> None:
    """Read one theme and its prompts; `stem` is the file's name without .toml, which the theme shares."""
    draft.names.setdefault("theme", {})
    draft.names.setdefault("prompt", {})
    key = ""
    table = top.table("theme")
    if table is not None:
        theme = Theme(
            key=table.code("key"),
            name=table.text("name", limit=NAME_LIMIT),
            about=table.text("about", limit=ABOUT_LIMIT),
        )
        key = theme.key
        if key and key != stem:
            table.fault(
                "`key` is not the name of its file", "rename the file or the theme, so that both agree"
            )
        draft.take(table, "theme", key)
        draft.themes.append(theme)
        table.close()
    for entry in top.tables("prompt"):
        prompt = _prompt(entry, draft, theme=key)
        draft.take(entry, "prompt", prompt.key)
        draft.prompts.append(prompt)
        entry.close()
    top.close()


def _prompt(table: Table, draft: Draft, *, theme: str) -> Prompt:
    kind = table.choice("kind", of=Kind)
    has_scale = "scale" in table
    if kind is Kind.SCALE and not has_scale:
        table.fault("`scale` is missing", "name the scale it is answered on, or choose another kind")
    if kind not in {Kind.SCALE, None} and has_scale:
        table.fault(f'`scale` is there but the kind is "{kind}"', 'take it out, or make the kind "scale"')
    return Prompt(
        key=table.code("key"),
        question=table.question("question", limit=QUESTION_LIMIT),
        why=table.text("why", limit=LINE_LIMIT),
        follow_up=table.question("follow_up", limit=LINE_LIMIT),
        theme=table.reference(
            "theme", known=[theme] if theme else None, remedy=f'write "{theme}", as in [theme]'
        ),
        frameworks=table.references(
            "frameworks", known=draft.known("framework"), remedy="use a key of frameworks.toml"
        ),
        audience=table.choices("audience", of=Audience),
        kind=kind or Kind.QUESTION,  # where None, a fault was noted and no bank will be built
        minutes=table.number("minutes", within=MINUTES),
        draws_on=table.references("draws_on", known=draft.known("row"), remedy=IN_ROWS),
        evidence=table.texts("evidence", limit=LINE_LIMIT) if "evidence" in table else (),
        seasons=table.choices("seasons", of=Season) if "seasons" in table else (),
        scale=table.reference("scale", known=draft.known("scale"), remedy="use a key of scales.toml")
        if has_scale
        else None,
    )
