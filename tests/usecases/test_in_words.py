"""What each person of the cast is given who asks in plain words, and what is done for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from bot.asking.words import Verb, read_words
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import State
from bot.domain.people import Grant, Member, MemberId, Role
from bot.domain.programme import SchoolMay
from bot.domain.sign_in import PassKind
from bot.ports.chat import OutcomeUnknown
from bot.usecases.people.signing_in import holder_of
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.spoken.in_words import MOST_FOUND, do, do_at
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    Place,
    SignInLink,
    ThisWeek,
    Which,
)
from bot.usecases.spoken.send_again import send_again, undecided
from bot.wording import connecting
from tests import cast
from tests.cast import DEV, DORA, GORDON, GRACE, HANA, LEWIS, NIA, OLIVE, PRIYA, SAM, TOM
from tests.fakes.chat import fails
from tests.fakes.world import DUE, SECOND, TUESDAY, World, world

WEEK = timedelta(weeks=1)
NEXT_TUESDAY = TUESDAY + WEEK
OAKFIELD, MILLBROOK, HARBOUR, ELM = (
    school.id for school in (cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR, cast.ELM)
)


async def says(here: World, who: Member, typed: str, *, channel: Channel | None = None) -> Outcome:
    return await do(here.bot, who.id, read_words(typed), here=channel)


async def busy() -> World:
    """A question stands in every channel, and somebody has answered each, Hana and Tom privately as well."""
    here = await world(cast.weekly(private_answers=True))
    await here.tick_at(DUE)
    for who, channel in (
        (HANA, cast.OAKFIELD_LEADERS),
        (TOM, cast.MILLBROOK_LEADERS),
        (SAM, cast.HARBOUR_LEADERS),
        (OLIVE, cast.ELM_LEADERS),
    ):
        await here.answer(who, f"We talk of thread, says {who.name}.", thread=here.thread(channel))
        here.clock.advance(SECOND)
    for who, channel in ((HANA, cast.OAKFIELD_LEADERS), (TOM, cast.MILLBROOK_LEADERS)):
        await here.answer_in_box(
            who, f"A private thread, says {who.name}.", private=True, thread=here.thread(channel)
        )
        here.clock.advance(SECOND)
    return here


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """By whom: the answers they read (`None` if it is not for them), and in which schools they are asked or lead."""

    reads: tuple[str, ...] | None = None
    privately: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    leads: tuple[str, ...] | None = None


OF_OAKFIELD, OF_MILLBROOK = (HANA.name,), (TOM.name,)
HEARD: Mapping[Member, Hears] = {
    HANA: Hears(reads=OF_OAKFIELD, privately=(HANA.name,), asked=(OAKFIELD,)),
    DEV: Hears(reads=OF_OAKFIELD, asked=(OAKFIELD,)),
    LEWIS: Hears(reads=OF_OAKFIELD, asked=(OAKFIELD,), leads=(OAKFIELD,)),
    TOM: Hears(reads=OF_MILLBROOK, privately=(TOM.name,), asked=(MILLBROOK,)),
    NIA: Hears(reads=OF_MILLBROOK, asked=(MILLBROOK,)),
    PRIYA: Hears(
        reads=OF_OAKFIELD + OF_MILLBROOK, privately=(HANA.name, TOM.name), asked=(MILLBROOK, OAKFIELD)
    ),
    SAM: Hears(reads=(SAM.name,), asked=(HARBOUR,)),
    GRACE: Hears(),
    GORDON: Hears(),
    DORA: Hears(reads=(*OF_OAKFIELD, SAM.name, *OF_MILLBROOK)),
    OLIVE: Hears(reads=(OLIVE.name,), asked=(ELM,)),
}
EVERYBODY = pytest.mark.parametrize("who", HEARD, ids=lambda who: who.id)


def test_the_whole_cast_is_here() -> None:
    assert set(HEARD) == set(cast.PEOPLE)


@EVERYBODY
@pytest.mark.parametrize("typed", ["newest", "search for thread"])
async def test_others_answers_are_for_those_who_may_read_them(who: Member, typed: str) -> None:
    here, hears = await busy(), HEARD[who]
    if hears.reads is None:
        with pytest.raises(NotAllowed, match="only for the leaders"):
            await says(here, who, typed)
        return
    shown = await says(here, who, typed)
    assert isinstance(shown, Newest | Found)
    private = {entry.line.author_name for entry in shown.entries if entry.line.reflection.private}
    assert private == set(hears.privately)
    open_to_all = {entry.line.author_name for entry in shown.entries if not entry.line.reflection.private}
    assert open_to_all == set(hears.reads)


@EVERYBODY
async def test_everybody_has_their_own_answers_and_nobody_elses(who: Member) -> None:
    here = await busy()
    shown = await says(here, who, "mine")
    assert isinstance(shown, Mine)
    said = {HANA: 2, TOM: 2, SAM: 1, OLIVE: 1}.get(who, 0)
    assert [entry.line.author_name for entry in shown.entries] == [who.name] * said


@EVERYBODY
async def test_this_weeks_questions_are_those_of_the_channels_they_are_in(who: Member) -> None:
    shown = await says(await busy(), who, "this week's question")
    assert isinstance(shown, ThisWeek)
    assert tuple(sorted(each.school.id for each in shown.asked)) == HEARD[who].asked


@EVERYBODY
async def test_help_says_which_words_are_theirs(who: Member) -> None:
    hears, shown = HEARD[who], await says(await world(), who, "dance")
    assert shown == Helps(
        puzzled="dance",
        leads=bool(hears.leads),
        reads=hears.reads is not None,
        asked=bool(hears.asked),
        connects=who in {LEWIS, GRACE},
    )


@EVERYBODY
async def test_whoever_would_connect_a_channel_from_a_chat_hears_where_to_do_it(who: Member) -> None:
    shown = await says(await world(), who, "connect K7QF-3M2P")
    assert shown == Done(words=connecting.typed_elsewhere())
    assert "from inside it" in connecting.typed_elsewhere()


@EVERYBODY
@pytest.mark.parametrize(
    "typed", ["next", "pause until 1 December", "resume", "skip", "bring back", "ask now"]
)
async def test_dates_are_for_school_leads(who: Member, typed: str) -> None:
    here = await world()
    if HEARD[who].leads is None:
        with pytest.raises(NotAllowed, match="only for the school lead"):
            await says(here, who, typed)
        assert not here.memory.choices
        assert not here.rows()
        return
    if typed == "bring back":
        with pytest.raises(CannotAdjust, match="No date is skipped"):
            await says(here, who, typed)
        return
    shown = await says(here, who, typed)
    assert isinstance(shown, Dates if typed == "next" else Done)


@pytest.mark.parametrize("typed", ["help", "mine", "this week", "newest", "search thread", "next", "skip"])
async def test_whoever_nobody_knows_hears_nothing(typed: str) -> None:
    here = await busy()
    with pytest.raises(NotFound):
        await do(here.bot, MemberId("nobody"), read_words(typed), here=cast.OAKFIELD_LEADERS)


@pytest.mark.parametrize("who", [GRACE, GORDON], ids=lambda who: who.id)
async def test_not_even_an_empty_search_is_for_those_who_may_not_read(who: Member) -> None:
    with pytest.raises(NotAllowed):
        await says(await world(), who, "search")


async def test_a_search_shows_a_few_and_says_what_it_looked_for() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(MOST_FOUND + 2):
        await here.answer(HANA, f"Reading, {number}.")
        here.clock.advance(SECOND)
    shown = await says(here, DEV, "find reading")
    assert isinstance(shown, Found)
    assert (shown.words, len(shown.entries)) == ("reading", MOST_FOUND)
    assert await says(here, DEV, "find") == Found(words="", entries=())
    assert await says(here, DEV, "find wombats") == Found(words="wombats", entries=())


async def two_schools() -> World:
    """Lewis leads Millbrook as well."""
    here = await world()
    both = frozenset(Grant(role=Role.SCHOOL_LEAD, school=each) for each in (OAKFIELD, MILLBROOK))
    lewis = replace(LEWIS, grants=both)
    await here.bot.store.directory.establish(replace(cast.ashgrove(), members=(lewis,)))
    return here


async def test_what_could_be_meant_for_several_is_asked_and_then_done_where_they_say() -> None:
    here = await two_schools()
    shown = await says(here, LEWIS, "pause until 1 December")
    assert isinstance(shown, Which)
    assert shown.verb is Verb.PAUSE
    assert {place.school for _, place in shown.choices} == {OAKFIELD, MILLBROOK}
    assert not here.memory.choices
    ((name, place),) = [choice for choice in shown.choices if choice[1].school == MILLBROOK]
    assert cast.MILLBROOK.name in name
    done = await do_at(here.bot, LEWIS.id, shown.verb, place)
    assert done == Done(words="Paused: nothing comes before Tuesday 1 December 2026.")
    assert [key[1] for key in here.memory.choices] == [MILLBROOK]


async def test_in_the_channel_of_one_school_that_school_is_meant() -> None:
    here = await two_schools()
    assert isinstance(await says(here, LEWIS, "skip", channel=cast.MILLBROOK_LEADERS), Done)
    assert [key[1] for key in here.memory.choices] == [MILLBROOK]
    shown = await says(here, LEWIS, "next", channel=cast.MILLBROOK_LEADERS)
    assert isinstance(shown, Dates)
    assert [each.school.id for each in shown.coming] == [MILLBROOK]


@pytest.mark.parametrize(
    "channel", [None, cast.HARBOUR_LEADERS, cast.ELM_LEADERS], ids=["chat", "theirs", "far"]
)
async def test_elsewhere_every_school_that_they_lead_is_meant(channel: Channel | None) -> None:
    shown = await says(await two_schools(), LEWIS, "next", channel=channel)
    assert isinstance(shown, Dates)
    assert {each.school.id for each in shown.coming} == {OAKFIELD, MILLBROOK}


async def test_only_where_it_is_paused_is_it_taken_up_again() -> None:
    here = await two_schools()
    await says(here, LEWIS, "pause until 1 December", channel=cast.OAKFIELD_LEADERS)
    assert await says(here, LEWIS, "resume") == Done(words="The pause has ended.")


async def test_a_skipped_date_is_brought_back_where_it_was_skipped() -> None:
    here = await two_schools()
    await says(here, LEWIS, "skip 17 November", channel=cast.OAKFIELD_LEADERS)
    with pytest.raises(CannotAdjust, match="Tuesday 24 November 2026 is not skipped"):
        await says(here, LEWIS, "bring back 24 November")
    assert await says(here, LEWIS, "bring back 17 November") == Done(
        words="Tuesday 17 November 2026 is back."
    )
    (choice,) = here.memory.choices.values()
    assert not choice.skipped_dates


async def test_without_a_date_the_next_skipped_one_is_brought_back() -> None:
    here = await world()
    for typed in ("skip 1 December", "skip 17 November"):
        await says(here, LEWIS, typed)
    assert await says(here, LEWIS, "bring back") == Done(words="Tuesday 17 November 2026 is back.")
    assert await says(here, LEWIS, "bring it back") == Done(words="Tuesday 1 December 2026 is back.")


async def test_the_answer_to_a_skip_can_be_said_as_it_stands() -> None:
    here = await world()
    # More than a year ahead, where a date without its year would be another one.
    done = await says(here, LEWIS, "skip 7/12/2027")
    assert isinstance(done, Done)
    back = done.words.partition("“")[2].partition("”")[0]
    assert back == "bring back 7 December 2027"
    assert await says(here, LEWIS, back) == Done(words="Tuesday 7 December 2027 is back.")


@pytest.mark.parametrize(
    "typed", ["skip 31/12/9999", "bring back 1/1/0001", "bring back 31/12/9999", "pause until 31/12/9999"]
)
async def test_a_date_outside_every_calendar_changes_nothing(typed: str) -> None:
    here = await world()
    with pytest.raises(CannotAdjust):
        await says(here, LEWIS, typed)
    assert not here.memory.choices


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("pause", "Say until when"),
        ("pause until whenever", "did not understand that date"),
        ("skip 31 June", "did not understand that date"),
        ("bring back something", "did not understand that date"),
    ],
)
async def test_a_date_nobody_can_read_is_said_and_changes_nothing(typed: str, heard: str) -> None:
    here = await world()
    with pytest.raises(CannotAdjust, match=heard):
        await says(here, LEWIS, typed)
    assert not here.memory.choices


@pytest.mark.parametrize("typed", ["skip", "bring back 17 November"])
async def test_what_the_trust_keeps_to_itself_is_said(typed: str) -> None:
    here = await world(cast.weekly(schools_may=frozenset({SchoolMay.PAUSE})))
    with pytest.raises(NotAllowed, match="only the trust skips a date"):
        await says(here, LEWIS, typed)


OPEN: Mapping[Member, set[str]] = {
    LEWIS: {cast.OAKFIELD_LEADERS.id},
    GRACE: {each.id for each in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS)},
}


@EVERYBODY
async def test_closed_channels_are_tried_again_by_those_who_may_open_them(who: Member) -> None:
    here = await world()
    every = (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS, cast.ELM_LEADERS)
    for channel in every:
        await here.bot.store.outbox.close_channel(channel.id, because="It is archived.")
    if who in OPEN:
        done = await says(here, who, "try again")
        assert isinstance(done, Done)
        assert "will be tried again" in done.words
        with pytest.raises(CannotAdjust, match="None of your channels is closed"):
            await says(here, who, "try again")
    else:
        with pytest.raises(NotAllowed, match="only for the school lead and the trust lead"):
            await says(here, who, "try again")
    opened = {each.id for each in every if here.memory.channels[each.id].closed_because is None}
    assert opened == OPEN.get(who, set())


LATER = DUE + timedelta(minutes=3)
"""By then what nobody can look for has been given up to a person."""


async def uncertain(*channels: Channel, at: datetime = LATER) -> World:
    """Nobody can look whether these channels' questions stand there; they do not."""
    here = await world()
    here.chat.cannot_tell()
    for channel in channels or (cast.OAKFIELD_LEADERS,):
        here.chat.next(channel, fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    await here.tick_at(LATER)
    here.clock.advance(at - here.clock.now())
    return here


@EVERYBODY
async def test_what_is_not_there_is_sent_again_by_those_who_may_decide(who: Member) -> None:
    here = await uncertain()
    if who not in OPEN:
        with pytest.raises(NotAllowed, match="only for the school lead and the trust lead"):
            await says(here, who, "send again")
        with pytest.raises(NotAllowed, match="only for the school lead and the trust lead"):
            await do_at(here.bot, who.id, Verb.SEND_AGAIN, missing(cast.OAKFIELD_LEADERS))
        assert here.states() == [State.UNCERTAIN]
        return
    done = await says(here, who, "it is not there")
    assert done == Done(words=f"It is on its way again to {cast.OAKFIELD_LEADERS.name}.")
    await here.tick_at(LATER)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1
    with pytest.raises(CannotAdjust, match="no question of yours to send again"):
        await says(here, who, "send again")


def missing(channel: Channel) -> Place:
    return Place(programme=cast.WEEKLY.id, school=channel.school, on=TUESDAY, channel=channel.id)


@pytest.mark.parametrize("channel", [cast.MILLBROOK_LEADERS, cast.ELM_LEADERS], ids=lambda each: each.id)
async def test_what_is_another_schools_or_trusts_is_not_theirs_to_send_again(channel: Channel) -> None:
    here = await uncertain(channel)
    before = here.states(channel)
    assert before == [State.UNCERTAIN]
    with pytest.raises(CannotAdjust, match="no question of yours"):
        await says(here, LEWIS, "send again", channel=channel)
    with pytest.raises(NotFound, match="please ask again"):
        await do_at(here.bot, LEWIS.id, Verb.SEND_AGAIN, missing(channel))
    assert here.states(channel) == before


async def test_of_several_that_are_not_there_they_say_which() -> None:
    here = await uncertain(cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS)
    shown = await says(here, GRACE, "send again")
    assert isinstance(shown, Which)
    places = dict(shown.choices)
    assert set(places.values()) == {missing(cast.OAKFIELD_LEADERS), missing(cast.MILLBROOK_LEADERS)}
    name = next(name for name, place in shown.choices if place == missing(cast.MILLBROOK_LEADERS))
    assert name == (
        f"{cast.MILLBROOK_LEADERS.name}, Tuesday 10 November 2026: {cast.WEEKLY.name}, {cast.MILLBROOK.name}"
    )
    await do_at(here.bot, GRACE.id, shown.verb, places[name])
    await here.tick_at(LATER)
    assert here.states(cast.MILLBROOK_LEADERS) == [State.POSTED]
    assert here.states() == [State.UNCERTAIN]
    with pytest.raises(NotFound, match="please ask again"):
        await do_at(here.bot, GRACE.id, shown.verb, places[name])
    with pytest.raises(NotFound, match="please ask again"):
        await do_at(here.bot, GRACE.id, shown.verb, replace(missing(cast.OAKFIELD_LEADERS), channel=None))


async def test_said_in_a_channel_its_own_is_meant_and_no_other_without_asking() -> None:
    here = await uncertain(cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS)
    shown = await says(here, GRACE, "send again", channel=cast.HARBOUR_LEADERS)
    assert isinstance(shown, Which)
    assert isinstance(await says(here, GRACE, "send again", channel=cast.OAKFIELD_LEADERS), Done)
    assert (here.states(), here.states(cast.MILLBROOK_LEADERS)) == ([State.DUE], [State.UNCERTAIN])
    shown = await says(here, GRACE, "send again", channel=cast.OAKFIELD_LEADERS)
    assert isinstance(shown, Which)
    assert [place for _, place in shown.choices] == [missing(cast.MILLBROOK_LEADERS)]


async def test_what_is_too_late_is_not_sent_again() -> None:
    here = await uncertain(at=DUE + timedelta(hours=9))
    done = await says(here, LEWIS, "send again")
    assert isinstance(done, Done)
    assert "too late for it now" in done.words
    assert here.states() == [State.MISSED]


async def test_what_is_still_looked_into_waits_for_nobody() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN]
    with pytest.raises(CannotAdjust, match="being looked into"):
        await says(here, LEWIS, "send again")
    with pytest.raises(CannotAdjust, match="one a day is enough"):
        await says(here, LEWIS, "ask now")


async def test_settled_in_the_meantime_it_is_not_sent_again() -> None:
    here = await uncertain()
    (waiting,) = await undecided(here.bot, LEWIS.id)
    root = MessageRef(platform=cast.PLATFORM, address=cast.OAKFIELD_LEADERS.address, id="root-9")
    assert await here.bot.store.outbox.witnessed(here.row().id, root=root, posted_at=DUE)
    with pytest.raises(CannotAdjust, match="settled in the meantime"):
        await send_again(here.bot, LEWIS.id, waiting)
    assert here.states() == [State.POSTED]


async def test_ask_now_says_what_to_do_where_todays_question_may_be_there() -> None:
    here = await uncertain()
    with pytest.raises(CannotAdjust, match=r"may stand in .* already.*say “send again”"):
        await says(here, LEWIS, "ask now")
    assert here.states() == [State.UNCERTAIN]


ADJUSTING = [Verb.PAUSE, Verb.RESUME, Verb.SKIP, Verb.KEEP_DATE, Verb.ASK_NOW]


@pytest.mark.parametrize("verb", ADJUSTING)
@pytest.mark.parametrize("who", [who for who in HEARD if who != LEWIS], ids=lambda who: who.id)
async def test_a_choice_that_is_not_theirs_to_make_changes_nothing(who: Member, verb: Verb) -> None:
    here = await world()
    place = Place(programme=cast.WEEKLY.id, school=OAKFIELD, on=NEXT_TUESDAY)
    with pytest.raises((NotAllowed, NotFound)):
        await do_at(here.bot, who.id, verb, place)
    assert not here.memory.choices
    assert not here.rows()


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in {Verb.RESUME, Verb.ASK_NOW}])
async def test_a_choice_without_what_it_needs_is_asked_for_again(verb: Verb) -> None:
    here = await world()
    with pytest.raises(NotFound, match="please ask again"):
        await do_at(here.bot, LEWIS.id, verb, Place(programme=cast.WEEKLY.id, school=OAKFIELD))


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in ADJUSTING])
async def test_what_is_no_deed_is_not_done_at_a_place(verb: Verb) -> None:
    here = await world()
    with pytest.raises(NotFound, match="please ask again"):
        await do_at(
            here.bot, LEWIS.id, verb, Place(programme=cast.WEEKLY.id, school=OAKFIELD, on=date(2026, 12, 1))
        )


@pytest.mark.parametrize(
    "typed", ["sign in", "Sign in!", "please sign me in", "log in", "Login", "can you open the web pages?"]
)
async def test_whoever_asks_to_sign_in_is_given_a_link_that_is_theirs(typed: str) -> None:
    here = await world()
    here = replace(here, bot=replace(here.bot, public_url="https://thread.example"))
    outcome = await says(here, HANA, typed)
    assert isinstance(outcome, SignInLink)
    beginning, _, secret = outcome.address.rpartition("/")
    assert beginning == "https://thread.example/sign-in/link"
    assert (await holder_of(here.bot, secret, PassKind.LINK)).member == HANA
    assert secret not in repr(outcome)
    assert secret not in repr(here.memory)


async def test_where_nobody_said_where_the_pages_are_no_link_is_made() -> None:
    here = await world()
    outcome = await says(here, HANA, "sign in")
    assert isinstance(outcome, Done)
    assert "PUBLIC_URL" in outcome.words
    assert here.memory.passes == {}
