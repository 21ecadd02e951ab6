"""Made-up reflections that read like a leadership team's: words as frequent as Zipf has it, the same at every run."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

FEWEST_WORDS, MOST_WORDS = 20, 60

_COMMON = """
    the we to and of in a that is our for it with they was have on their this not but as at what are all when who from
    so more need time children staff pupils class teachers support school senco about parents learning would team one
    how next week out said could each term plan governors been reading had better can progress inclusion meeting which
    asked think before send shared maths adults lesson after because still year many evidence look first did working
    provision behaviour training sure some only than data trust targets lunch views listening early years visits know
    vision playground outcomes outside help speech language needs attendance review curriculum headteacher deputy clear
    expectations strategy improvement funding adaptive literacy phonics timetable corridor transition independence
    small group feedback observation walk questions answers parent carer family trip sensory routine calm anxious
    regulate autistic dyslexia hearing vision medical physical communication interaction cognition emotional social
    mental health plans annual report census resources budget deployed assistants teaching impact monitor evaluate
    graduated assess plan do review ordinarily available universal targeted specialist outreach
"""
# The most frequent first; after them come made-up names of things, ever rarer.
_RARE = tuple(
    f"{first}{second}"
    for first in (
        "ash",
        "birch",
        "cedar",
        "dune",
        "elder",
        "fern",
        "gorse",
        "hazel",
        "iris",
        "juniper",
        "kelp",
        "larch",
        "maple",
        "nettle",
        "oak",
        "pine",
        "quince",
        "rowan",
        "sorrel",
        "thistle",
    )
    for second in (
        "bank",
        "bourne",
        "brook",
        "bury",
        "combe",
        "croft",
        "dale",
        "den",
        "field",
        "ford",
        "garth",
        "ham",
        "hill",
        "holt",
        "hurst",
        "ley",
        "mere",
        "moor",
        "ridge",
        "side",
        "stead",
        "thorpe",
        "ton",
        "vale",
        "wick",
        "wood",
        "worth",
        "yard",
        "gate",
        "cross",
    )
)
VOCABULARY = (*dict.fromkeys(_COMMON.split()), *_RARE)
_WEIGHTS = tuple(accumulate(1 / (rank + 2) for rank in range(len(VOCABULARY))))


def reflections(*, seed: int = 20_26) -> Iterator[str]:
    """Texts of twenty to sixty words, without end."""
    random = Random(seed)  # noqa: S311 - made-up words, not secrets
    while True:
        words = random.choices(VOCABULARY, cum_weights=_WEIGHTS, k=random.randint(FEWEST_WORDS, MOST_WORDS))
        yield f"{' '.join(words).capitalize()}."
