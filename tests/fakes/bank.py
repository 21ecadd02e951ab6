"""A bank of six prompts, small enough to know by heart."""

from prompts.model import Prompt, PromptBank, Term
from prompts.references import Audience, Framework, Kind, Position, Row, Scale, Season, Source, Theme

VISION = Theme(key="vision", name="Shared vision", about="What we are for.")
PRACTICE = Theme(key="practice", name="In the classroom", about="What pupils meet.")


def _prompt(  # noqa: PLR0913
    key: str,
    *,
    theme: Theme = VISION,
    framework: str = "afa.vision",
    minutes: int = 2,
    seasons: tuple[Season, ...] = (),
    scale: str | None = None,
    question: str | None = None,
) -> Prompt:
    return Prompt(
        key=key,
        question=question or f"What would you tell a visitor about {key}?",
        why=f"Because {key} is worth a thought.",
        follow_up=f"How do you know about {key}?",
        theme=theme.key,
        frameworks=(framework,),
        audience=(Audience.LEADER,),
        kind=Kind.SCALE if scale else Kind.QUESTION,
        minutes=minutes,
        draws_on=("afa-1",),
        evidence=(f"a note on {key}",),
        seasons=seasons,
        scale=scale,
    )


APPLES = _prompt("apples")
BREAD = _prompt("bread", theme=PRACTICE, framework="dfe.values")
CHEESE = _prompt("cheese", minutes=1)
DATES = _prompt("dates", theme=PRACTICE, framework="dfe.values", seasons=(Season.TERM_START,))
EGGS = _prompt("eggs", scale="reach", question="How far does the SENCo reach into our plans?")
FIGS = _prompt("figs", theme=PRACTICE, framework="afa.strands", minutes=1)

BANK = PromptBank(
    prompts=(APPLES, BREAD, CHEESE, DATES, EGGS, FIGS),
    themes=(VISION, PRACTICE),
    frameworks=(
        Framework(key="afa.vision", name="Vision", element="Vision", family="afa"),
        Framework(key="afa.strands", name="Strands", element="Strands", family="afa"),
        Framework(key="dfe.values", name="Values", element="Values", family="dfe"),
    ),
    scales=(
        Scale(
            key="reach",
            name="Reach",
            about="How far it reaches.",
            positions=(
                Position(key="one", label="A start", sentence="We have begun."),
                Position(key="two", label="Throughout", sentence="It runs through everything."),
            ),
            draws_on=("afa-1",),
        ),
    ),
    sources=(Source(key="afa", title="Leading on inclusion", publisher="Achievement for All", date="2016"),),
    glossary=(
        Term(
            term="SENCo",
            meaning="special educational needs co-ordinator",
            plain="Leads on SEND.",
            area="school",
        ),
    ),
    rows=(Row(id="afa-1", source="afa", section="Section 2"),),
)
