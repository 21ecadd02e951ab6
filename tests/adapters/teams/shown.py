"""Every card that people meet on Teams, by the name of its golden file and of its picture."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from adapters.teams import chat_cards
from adapters.teams.render import OwnAnswer, Rendered, echo, prompt
from bot import wording
from bot.asking.words import Verb
from bot.domain.channel import MessageRef
from bot.domain.message import ShownAnswer
from bot.domain.owed import Reason, Why
from bot.domain.programme import SchoolMay
from bot.domain.reflection import ReflectionId
from bot.usecases.composing import show
from bot.usecases.reading.home import Asked, Coming
from bot.usecases.reading.preview import PreviewDate
from bot.usecases.reading.review import ReviewEntry
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Place,
    SignInLink,
    ThisWeek,
    Which,
)
from bot.wording.sign_in import link_offered
from tests import cast
from tests.adapters import drawn
from tests.adapters.slack import log_entries
from tests.fakes.bank import BANK

ADDRESS = "6e3f0f8a-9c1d-4f7e-8a53-d0c1b2a39485/19:oakfieldleaders@thread.tacv2"
THREAD = MessageRef(platform="teams", address=ADDRESS, id="1794298500000")
DELIVERY = "weekly:oakfield-leaders:2026-11-24"
WORDS = "We asked the midday supervisors.\nNobody had, before, & they see <more> than we do."
OWN = OwnAnswer(reflection=ReflectionId(910_000_000_000_000_001), text=WORDS, private=False)
SCALE = replace(
    drawn.FULL,
    reflected=4,
    positions=(
        "At present one of us carries most of the work on inclusion, and the others join in when something needs mending.",
        "Most of us take a part, and we agree who does what each term.",
        "All of us do it, & we check <how>.",
    ),
)


def entry(number: int = 1, *, prompt: str = "apples", **changes: Any) -> ReviewEntry:
    """An answer of Hana's to a prompt in Oakfield's channel on Teams, with something changed."""
    return replace(log_entries.entry(number, prompt=prompt, **changes), thread=THREAD)


def on(day: date, *, left_out: Reason | None = None, prompt: str = "bread") -> PreviewDate:
    """A date on which that prompt comes, or why none does."""
    return PreviewDate(
        occurrence=day,
        due_at=datetime.combine(day, time(8, 15), tzinfo=UTC),
        left_out=wording.skipped(left_out) if left_out else None,
        moved=None,
        prompt=None if left_out else show(BANK, prompt),
    )


COMING = Coming(
    programme=cast.WEEKLY,
    school=cast.OAKFIELD,
    dates=(
        on(date(2026, 11, 24)),
        on(date(2026, 12, 1), prompt="cheese"),
        on(date(2026, 12, 8), left_out=Reason(Why.DATE_SKIPPED)),
        on(date(2026, 12, 22), left_out=Reason(Why.CLOSED_DAY, "Christmas holiday")),
    ),
    paused_until=None,
    paused_here=False,
    skipped=frozenset({date(2026, 12, 8)}),
    may=frozenset(SchoolMay),
)
PAUSED = replace(
    COMING,
    school=cast.MILLBROOK,
    dates=(
        on(date(2026, 11, 24), left_out=Reason(Why.PAUSED, date(2026, 11, 30))),
        on(date(2026, 12, 1)),
    ),
    paused_until=date(2026, 11, 30),
    paused_here=True,
    skipped=frozenset(),
)
_apples = show(BANK, "apples")
assert _apples is not None
ASKED = Asked(
    school=cast.OAKFIELD,
    channel_name="Leadership",
    prompt=_apples,
    posted_at=datetime(2026, 11, 17, 8, 15, tzinfo=UTC),
    thread=THREAD,
)
PLACE = Place(programme=cast.WEEKLY.id, school=cast.OAKFIELD.id, on=date(2026, 12, 1))
LONG = (
    "I asked three people at break. Two said belonging, one said results. Nobody used the words on our wall. "
    * 4
)

IN_A_CHANNEL: dict[str, Rendered] = {
    "prompt": prompt(drawn.PLAIN, delivery=DELIVERY),
    "prompt_with_everything": prompt(replace(drawn.FULL, positions=(), reflected=1), delivery=DELIVERY),
    "prompt_on_a_scale": prompt(SCALE, delivery=DELIVERY),
    "prompt_answered": prompt(
        replace(drawn.PLAIN, reflected=3), delivery=DELIVERY, own=OWN, notice="Kept. Thank you."
    ),
    "prompt_answered_in_private": prompt(drawn.FULL, delivery=DELIVERY, own=replace(OWN, private=True)),
    "prompt_answered_as_a_message": prompt(drawn.PLAIN, delivery=DELIVERY, own=replace(OWN, boxed=False)),
    "prompt_not_kept": prompt(SCALE, delivery=DELIVERY, notice=wording.nothing_said(edited=False)),
    "echo": echo(ShownAnswer(mark="a1", author_name="Hana Haddad", text=WORDS)),
    "echo_of_the_longest": echo(ShownAnswer(mark="a1", author_name="Hana Haddad", text="We asked. " * 4_000)),
}
HELPS = Helps(puzzled=None, leads=False, reads=False, asked=True)
IN_A_CHAT: dict[str, Rendered] = {
    "chat_welcome": chat_cards.welcome("Hana Haddad", helps=HELPS),
    "chat_welcome_of_a_stranger": chat_cards.welcome(
        "Nell New", helps=None, told=wording.not_known(platform="teams", person=ADDRESS.partition("/")[0])
    ),
    "chat_sign_in": chat_cards.card(
        SignInLink(words=link_offered(), address="https://thread.example/sign-in/link/not-a-secret")
    ),
    "chat_help": chat_cards.card(HELPS),
    "chat_help_of_a_lead_puzzled": chat_cards.card(
        Helps(puzzled="dance **now** <at>x</at>", leads=True, reads=True, asked=True, connects=True)
    ),
    "chat_this_week": chat_cards.card(ThisWeek(asked=(ASKED,)), answered={THREAD}),
    "chat_this_week_nothing": chat_cards.card(ThisWeek(asked=())),
    "chat_mine": chat_cards.card(
        Mine(entries=(entry(1, boxed=True, text=LONG), entry(2, boxed=True, private=True), entry(3))),
        notice="Your answer is changed.",
    ),
    "chat_mine_nothing": chat_cards.card(Mine(entries=())),
    "chat_newest": chat_cards.card(Newest(entries=(entry(1, text=LONG), entry(2, private=True)))),
    "chat_found": chat_cards.card(Found(words="share", entries=(entry(1),))),
    "chat_found_nothing": chat_cards.card(Found(words="unheard", entries=())),
    "chat_dates": chat_cards.card(Dates(coming=(COMING,)), notice="Tuesday 8 December 2026 is skipped."),
    "chat_dates_of_two_schools": chat_cards.card(Dates(coming=(COMING, PAUSED))),
    "chat_which": chat_cards.card(
        Which(
            verb=Verb.PAUSE,
            choices=(
                ("A question for Tuesday, Oakfield Primary School", PLACE),
                ("A question for Tuesday, Millbrook Junior School", replace(PLACE, school=cast.MILLBROOK.id)),
            ),
        )
    ),
    "chat_done": chat_cards.card(Done(words="Paused: nothing comes before Tuesday 1 December 2026.")),
    "chat_change": chat_cards.change(entry(boxed=True, text=WORDS), notice=wording.nothing_said(edited=True)),
    "chat_change_a_message": chat_cards.change(entry(text=WORDS)),
}
EVERY = IN_A_CHANNEL | IN_A_CHAT
