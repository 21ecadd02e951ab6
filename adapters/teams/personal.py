"""The chat of one person with the bot: what they type is done and answered with a card, and so are its buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import structlog

from adapters.teams import chat_cards, limits
from adapters.teams.carried import Press, place_in, reflection_in
from adapters.teams.desk import Desk
from adapters.teams.fields import Json, part, text
from adapters.teams.inbound import actor
from adapters.teams.render import ANSWER, Rendered
from adapters.teams.replying import reply
from adapters.teams.typed import SHOWN, may_be_an_answer, typed
from adapters.teams.welcoming import greeting
from bot import wording
from bot.asking.words import Asked, Verb, read_words
from bot.domain.channel import MessageRef
from bot.domain.people import Member, PersonRef
from bot.domain.reflection import ReflectionId
from bot.ports.store import StoreUnavailable
from bot.usecases import answering, in_words
from bot.usecases.adjusting import CannotAdjust
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.in_words import Outcome, Place, ThisWeek
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.record_reply import NotKept
from bot.usecases.review import ReviewEntry, my_reflections
from bot.usecases.who import who

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

Deed = Callable[[Bot, Press, Member], Awaitable[Rendered]]


async def said(desk: Desk, activity: Json) -> None:
    """What they asked for is done, and the answer will be in their chat. Never raises; nothing of it is logged."""
    person = actor(activity)
    heard = f"{text(part(activity, 'conversation'), 'id')} {text(activity, 'id')}"
    if person is None or desk.once.heard(heard):
        return
    try:
        answer = await _answer(desk.bot, person, typed(activity))
    except StoreUnavailable as error:
        log_failure("teams.store_away", error, doing="chat")
        answer = chat_cards.said(NOT_NOW)
    reply(desk, activity, answer)


async def pressed(desk: Desk, press: Press) -> Rendered:
    """What takes the place of the card that was pressed. Raises StoreUnavailable, and then it stays as it was."""
    deed = _DEEDS.get(press.verb)
    try:
        member = await who(desk.bot, press.person)
    except NotFound as unknown:
        return await greeting(desk.bot, press.person, unknown=unknown)
    try:
        return chat_cards.said(TYPED_AGAIN) if deed is None else await deed(desk.bot, press, member)
    except (NotFound, NotAllowed, CannotAdjust) as error:
        log.info("teams.not_done", doing=press.verb, because=type(error).__name__)
        return chat_cards.said(str(error))


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


async def _shown(bot: Bot, member: Member, verb: Verb, *, notice: str) -> Rendered:
    return await _drawn(
        bot, member, await in_words.do(bot, member.id, Asked(verb=verb), here=None), notice=notice
    )


async def _change(bot: Bot, press: Press, member: Member) -> Rendered:
    """The box with their answer in it."""
    try:
        entry = await answering.own_answer(bot, press.person, reflection=_reflection(press))
    except NotFound as gone:
        return await _shown(bot, member, Verb.MINE, notice=str(gone))
    return chat_cards.change(entry)


async def _save(bot: Bot, press: Press, member: Member) -> Rendered:
    """Their answer says what is in the box, or the box says why not, with all that they typed still in it."""
    reflection, words = _reflection(press), press.inputs.get(ANSWER, "")
    try:
        before = await answering.own_answer(bot, press.person, reflection=reflection)
        try:
            await answering.change(
                bot, press.person, reflection=reflection, text=words, key=press.activity_id
            )
        except (NotKept, NotAllowed) as error:
            return chat_cards.change(_with(before, words), notice=str(error))
    except NotFound as gone:
        return await _shown(bot, member, Verb.MINE, notice=str(gone))
    same = (before.line.reflection.text or "") == words.strip()
    return await _shown(bot, member, Verb.MINE, notice=UNCHANGED if same else CHANGED)


async def _withdraw(bot: Bot, press: Press, member: Member) -> Rendered:
    """Its words are gone."""
    reflection = _reflection(press)
    try:
        before = await answering.own_answer(bot, press.person, reflection=reflection)
        await answering.take_back(bot, press.person, reflection=reflection)
    except NotFound as gone:
        return await _shown(bot, member, Verb.MINE, notice=str(gone))
    told = WITHDRAWN if before.line.reflection.boxed else WITHDRAWN_HERE
    return await _shown(bot, member, Verb.MINE, notice=told)


async def _do(bot: Bot, press: Press, member: Member) -> Rendered:
    """It is done there, or they hear why not, above the dates as they are now."""
    verb, place = _verb(press), _place(press)
    if verb is None or place is None:
        raise NotFound(wording.ask_again())
    try:
        told = (await in_words.do_at(bot, member.id, verb, place)).words
    except CannotAdjust as error:
        told = str(error)
    return await _shown(bot, member, Verb.NEXT, notice=told)


async def _search(bot: Bot, press: Press, member: Member) -> Rendered:
    """What was found."""
    words = limits.cut(" ".join(press.inputs.get(chat_cards.WORDS, "").split()), SHOWN)
    return await _drawn(
        bot, member, await in_words.do(bot, member.id, Asked(verb=Verb.SEARCH, rest=words), here=None)
    )


async def _say(bot: Bot, press: Press, member: Member) -> Rendered:
    """As if they had typed it."""
    return await _done(bot, member, text(press.data, "word"))


_DEEDS: dict[str, Deed] = {
    chat_cards.CHANGE: _change,
    "save": _save,
    "withdraw": _withdraw,
    chat_cards.DO: _do,
    chat_cards.SEARCH: _search,
    chat_cards.SAY: _say,
}


def _verb(press: Press) -> Verb | None:
    word = press.data.get("word")
    return next((verb for verb in Verb if verb.value == word), None)


def _place(press: Press) -> Place | None:
    """Where, and for a pause until when, which is typed."""
    place = place_in(press)
    until = press.inputs.get(chat_cards.UNTIL) or text(press.data, chat_cards.UNTIL)
    if place is None or not until:
        return place
    try:
        return replace(place, on=date.fromisoformat(until))
    except ValueError:
        return None


def _reflection(press: Press) -> ReflectionId:
    found = reflection_in(press)
    if found is None:
        raise NotFound(wording.no_answer_of_yours())
    return found


def _with(entry: ReviewEntry, words: str) -> ReviewEntry:
    """The same answer, saying what they typed: for the box, and not kept."""
    line = entry.line
    return replace(entry, line=replace(line, reflection=replace(line.reflection, text=words)))
