"""The chat of one person with the bot: what they type is done and answered with a card, and so are its buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import structlog

from adapters.teams import chat_cards, limits
from adapters.teams.carried import Press, place_in, reflection_in
from adapters.teams.desk import Desk
from adapters.teams.inbound import actor
from adapters.teams.render import ANSWER, LONGEST, SAVE, WITHDRAW, Rendered, held
from adapters.teams.replying import reply
from adapters.teams.shown import Shown
from adapters.teams.typed import SHOWN, may_be_an_answer, typed
from adapters.teams.welcoming import greeting
from bot import wording
from bot.asking.words import Asked, Verb, read_words
from bot.domain.channel import MessageRef
from bot.domain.people import Member, PersonRef
from bot.domain.reflection import ReflectionId
from bot.fields import Json, part, text
from bot.ports.inbox import Receipt
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing import answering
from bot.usecases.hearing.record_reply import NotKept
from bot.usecases.people.who import who
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.reading.review import ReviewEntry, my_reflections
from bot.usecases.spoken import in_words
from bot.usecases.spoken.outcomes import Outcome, Place, ThisWeek

log = structlog.get_logger()

NOT_NOW = "Golden Thread cannot get at its log now. Nothing was changed: please try again in a minute."
NOT_AN_ANSWER = (
    "I keep no answers that are written to me here, so nothing of this was kept. If it was meant for a question, "
    "please give it under that question, where your colleagues see it too:"
)
CHANGED = "Your answer is changed."
UNCHANGED = "Your answer stands as it was: nothing in it was different."
WITHDRAWN = "Your answer is withdrawn: its words are deleted."
WITHDRAWN_HERE = "Your answer is withdrawn: its words are deleted here. The message in the channel is your own: delete it there too."
TYPED_AGAIN = "This button is of an older card: type “help” to see what there is."

_DATED = frozenset({Verb.PAUSE, Verb.SKIP, Verb.KEEP_DATE})
_MOST_ANSWERED = 20

Deed = Callable[[Desk, Press, Member], Awaitable[Shown]]


async def said(desk: Desk, activity: Json) -> None:
    """What they asked for is done, and the answer will be in their chat; nothing of it is logged.

    Whatever it raises, Teams is to send it again.
    """
    person = actor(activity)
    heard = f"{text(part(activity, 'conversation'), 'id')} {text(activity, 'id')}"
    if person is None or desk.once.heard(heard):
        return
    try:
        answer = await _answer(desk.bot, person, typed(activity))
    except StoreUnavailable as error:
        log_failure("teams.store_away", error, doing="chat")
        answer = chat_cards.said(NOT_NOW)
    except BaseException:
        desk.once.forget(heard)
        raise
    reply(desk, activity, answer)


async def pressed(desk: Desk, press: Press) -> Shown:
    """What takes the place of the card that was pressed. Raises StoreUnavailable, and then it stays as it was."""
    deed = _DEEDS.get(press.verb)
    try:
        member = await who(desk.bot, press.person)
    except NotFound as unknown:
        return Shown(card=await greeting(desk.bot, press.person, unknown=unknown))
    try:
        return _told(TYPED_AGAIN) if deed is None else await deed(desk, press, member)
    except (NotFound, NotAllowed, CannotAdjust) as error:
        log.info("teams.not_done", doing=press.verb, because=type(error).__name__)
        return _told(str(error))


async def _answer(bot: Bot, person: PersonRef, words: str) -> Rendered:
    try:
        member = await who(bot, person)
    except NotFound as unknown:
        return await greeting(bot, person, unknown=unknown)
    try:
        return await _done(bot, member, words)
    except (NotFound, NotAllowed, CannotAdjust) as error:
        log.info("teams.not_done", doing="chat", because=type(error).__name__)
        return chat_cards.said(str(error))


async def _done(bot: Bot, member: Member, words: str) -> Rendered:
    asked = read_words(words)
    long = may_be_an_answer(words)
    if long and asked.verb in _DATED:
        # No date is so long.
        asked = Asked(verb=Verb.HELP, puzzled=words)
    if asked.puzzled is not None:
        asked = replace(asked, puzzled=limits.cut(asked.puzzled, SHOWN))
        lately = await in_words.do(bot, member.id, Asked(verb=Verb.THIS_WEEK), here=None) if long else None
        if isinstance(lately, ThisWeek) and lately.asked:
            return await _drawn(bot, member, lately, notice=NOT_AN_ANSWER)
    asked = replace(asked, rest=limits.cut(asked.rest, SHOWN))
    return await _drawn(bot, member, await in_words.do(bot, member.id, asked, here=None))


async def _drawn(bot: Bot, member: Member, outcome: Outcome, *, notice: str = "") -> Rendered:
    answered: tuple[MessageRef, ...] = ()
    if isinstance(outcome, ThisWeek):
        mine = await my_reflections(bot, member.id, limit=_MOST_ANSWERED)
        answered = tuple(each.thread for each in mine.entries)
    return chat_cards.card(outcome, notice=notice, answered=answered)


async def _change(desk: Desk, press: Press, member: Member) -> Shown:
    """The box with their answer in it."""
    try:
        entry = await answering.own_answer(desk.bot, press.person, reflection=_reflection(press))
    except NotFound as gone:
        return await _anew(desk, member, Verb.MINE, notice=str(gone))
    return Shown(card=chat_cards.change(entry))


async def _save(desk: Desk, press: Press, member: Member) -> Shown:
    """Their answer says what is in the box, or they hear why not, with all that they typed still in a box."""
    bot, reflection, words = desk.bot, _reflection(press), press.inputs.get(ANSWER, "")
    try:
        before = await answering.own_answer(bot, press.person, reflection=reflection)
        try:
            receipt = await answering.change(
                bot, press.person, reflection=reflection, text=words, key=press.activity_id
            )
        except (NotKept, NotAllowed) as error:
            return _not_kept(before, words, why=str(error))
    except NotFound as gone:
        return await _anew(desk, member, Verb.MINE, notice=str(gone))
    again = desk.once.heard(f"press {press.person.id} {press.activity_id}")
    told = CHANGED if again or receipt is Receipt.KEPT else UNCHANGED
    return await _anew(desk, member, Verb.MINE, notice=told)


async def _withdraw(desk: Desk, press: Press, member: Member) -> Shown:
    """Its words are gone."""
    bot, reflection = desk.bot, _reflection(press)
    try:
        before = await answering.own_answer(bot, press.person, reflection=reflection)
        await answering.take_back(bot, press.person, reflection=reflection)
    except NotFound as gone:
        return await _anew(desk, member, Verb.MINE, notice=str(gone))
    told = WITHDRAWN if before.line.reflection.boxed else WITHDRAWN_HERE
    return await _anew(desk, member, Verb.MINE, notice=told)


async def _do(desk: Desk, press: Press, member: Member) -> Shown:
    """It is done there, or they hear why not, above the dates as they are now."""
    verb = _verb(press)
    place = _place(press, verb)
    if verb is None or place is None:
        raise NotFound(wording.ask_again())
    if verb is Verb.PAUSE and place.on is None:
        return await _anew(desk, member, Verb.NEXT, notice=wording.pause_until_when())
    try:
        told = (await in_words.do_at(desk.bot, member.id, verb, place)).words
    except CannotAdjust as error:
        told = str(error)
    return await _anew(desk, member, Verb.NEXT, notice=told)


async def _search(desk: Desk, press: Press, member: Member) -> Shown:
    """What was found."""
    words = limits.cut(" ".join(press.inputs.get(chat_cards.WORDS, "").split()), SHOWN)
    found = await in_words.do(desk.bot, member.id, Asked(verb=Verb.SEARCH, rest=words), here=None)
    return Shown(card=await _drawn(desk.bot, member, found))


async def _say(desk: Desk, press: Press, member: Member) -> Shown:
    """As if they had typed it."""
    return Shown(card=await _done(desk.bot, member, text(press.data, "word")))


async def _anew(desk: Desk, member: Member, verb: Verb, *, notice: str) -> Shown:
    """What they were looking at, as it is now, under what became of their press."""
    outcome = await in_words.do(desk.bot, member.id, Asked(verb=verb), here=None)
    return Shown(words=notice, card=await _drawn(desk.bot, member, outcome, notice=notice))


def _told(words: str) -> Shown:
    return Shown(words=words, card=chat_cards.said(words))


def _not_kept(before: ReviewEntry, words: str, *, why: str) -> Shown:
    """Why not, above what they typed; where no card can hold that, theirs stays as it is."""
    if len(words) > LONGEST or not held(words):
        return Shown(words=why, done=False)
    line = before.line
    typed = replace(before, line=replace(line, reflection=replace(line.reflection, text=words)))
    return Shown(words=why, card=chat_cards.change(typed, notice=why), done=False)


_DEEDS: dict[str, Deed] = {
    chat_cards.CHANGE: _change,
    SAVE: _save,
    WITHDRAW: _withdraw,
    chat_cards.DO: _do,
    chat_cards.SEARCH: _search,
    chat_cards.SAY: _say,
}


def _verb(press: Press) -> Verb | None:
    word = press.data.get("word")
    return next((verb for verb in Verb if verb.value == word), None)


def _place(press: Press, verb: Verb | None) -> Place | None:
    """Where, and for a pause until when: what is chosen beside the button, or what they had typed already."""
    place = place_in(press)
    if place is None or verb is not Verb.PAUSE:
        return place
    until = press.inputs.get(chat_cards.UNTIL) or text(press.data, chat_cards.UNTIL)
    try:
        return replace(place, on=date.fromisoformat(until)) if until else place
    except ValueError:
        return None


def _reflection(press: Press) -> ReflectionId:
    found = reflection_in(press)
    if found is None:
        raise NotFound(wording.no_answer_of_yours())
    return found
