"""Answering in a box of ours (a modal, a card), and changing or taking back what one has said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import wording
from bot.domain.channel import Channel, MessageRef
from bot.domain.happenings import Edited, Said, Withdrawn
from bot.domain.message import PromptMessage
from bot.domain.people import PersonRef, School
from bot.domain.reflection import ReflectionId, is_visible, tidy
from bot.ports.inbox import Receipt
from bot.ports.log import LogLine
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from bot.usecases.hearing.record_reply import keep
from bot.usecases.people.who import who
from bot.usecases.permission import NotAllowed, NotFound, standing
from bot.usecases.reading.review import ReviewEntry, entry
from prompts.faults import UnknownPromptError

NEXT = timedelta(microseconds=1)
MOST_AT_ONCE = 10
"""So often a box may be overtaken by others of the same person while it is being kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A prompt to be answered in a box: what is asked, and in which thread."""

    thread: MessageRef
    channel: Channel
    school: School
    message: PromptMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxAnswer:
    """What someone gave in a box. `key` tells this giving from every other, so that it is kept once.

    `position` is the place, from 0, of the sentence they chose on a scale.
    """

    key: str
    text: str
    position: int | None = None
    private: bool = False


async def question(bot: Bot, *, thread: MessageRef) -> Question:
    """What was asked in that thread. Raises NotFound if it is none of ours, or the bank no longer holds it.

    Whoever can see the message may ask: there is nothing in it that the message does not say.
    """
    owed = await bot.store.outbox.at_root(thread)
    if owed is None or owed.delivery.prompt is None:
        raise NotFound(wording.no_such_thread())
    try:
        bank = await bank_of(bot, owed.trust.id)
        prompt = bank.get(owed.delivery.prompt)
    except UnknownPromptError:
        raise NotFound(wording.question_taken_out()) from None
    message = compose(
        bank,
        prompt,
        programme=owed.programme,
        school=owed.school,
        trust=owed.trust,
        late=owed.delivery.late,
    )
    return Question(thread=thread, channel=owed.channel, school=owed.school, message=message)


async def answer(bot: Bot, person: PersonRef, *, thread: MessageRef, given: BoxAnswer) -> Receipt:
    """What they gave is durable, and its thread will show it unless it is private.

    A box whose answer they never got is sent off again, perhaps with other words: then those count. Raises NotFound,
    NotKept for what cannot be an answer, NotAllowed for a private one where the programme has none, for one that was
    kept for other readers before, or from somebody of another trust, and StoreUnavailable.
    """
    asked = await question(bot, thread=thread)
    if given.private and asked.message.private_promise is None:
        raise NotAllowed(wording.no_private_answers())
    member = await bot.store.directory.known_as(person)
    if member is not None and member.trust != asked.channel.trust:
        raise NotAllowed(wording.question_of_another_trust())
    said = Said(
        message=MessageRef(platform=thread.platform, address=thread.address, id=f"box-{given.key}"),
        root=thread.id,
        author=person,
        text=_words(asked.message, given),
        said_at=bot.clock.now(),
        boxed=True,
        private=given.private,
    )
    receipt = await keep(bot, said)
    if receipt is Receipt.KNOWN:
        return await _given_again(bot, said, key=given.key)
    if receipt is not Receipt.KEPT:  # the channel has another address since we looked
        raise NotFound(wording.no_such_thread())
    return receipt


async def own_answer(
    bot: Bot, person: PersonRef, *, message: MessageRef | None = None, reflection: ReflectionId | None = None
) -> ReviewEntry:
    """An answer of their own: that reflection, or the one which that message is, or shows. Raises NotFound."""
    line = await _own(bot, person, message=message, reflection=reflection)
    return entry(await bank_of(bot, line.reflection.trust), line)


async def own_under(bot: Bot, person: PersonRef, *, thread: MessageRef) -> tuple[ReviewEntry, ...]:
    """Their own answers in that thread, oldest first; none from whom the bot does not know."""
    owed = await bot.store.outbox.at_root(thread)
    member = await bot.store.directory.known_as(person)
    if owed is None or member is None:
        return ()
    scope = (await standing(bot, member.id)).own()
    lines = await bot.store.log.thread(scope, delivery=owed.delivery.id)
    bank = await bank_of(bot, owed.trust.id)
    return tuple(entry(bank, line) for line in lines)


async def change(bot: Bot, person: PersonRef, *, reflection: ReflectionId, text: str, key: str) -> Receipt:
    """Their answer says this now; what it said before stays among its revisions.

    Raises NotFound where it is not theirs, NotKept, and NotAllowed for one that they wrote as a message of their own.
    """
    for _ in range(MOST_AT_ONCE):
        line = await _own(bot, person, reflection=reflection)
        said = line.reflection
        if not said.boxed:
            raise NotAllowed(wording.edit_your_message())
        if tidy(text) == said.text:
            return Receipt.KNOWN
        if await keep(bot, _edited(line, person, text=text, key=key, now=bot.clock.now())) is Receipt.KEPT:
            return Receipt.KEPT
        # Since we looked it was withdrawn, or the same box was sent off with other words, which have the name of these.
    raise NotFound(wording.no_answer_of_yours())


async def take_back(bot: Bot, person: PersonRef, *, reflection: ReflectionId) -> Receipt:
    """The words of their answer are gone from the log, and from the thread where we put them. Raises NotFound."""
    line = await _own(bot, person, reflection=reflection)
    said = line.reflection
    return await keep(bot, Withdrawn(message=said.message, withdrawn_at=bot.clock.now(), root=line.root))


def _edited(line: LogLine, person: PersonRef, *, text: str, key: str, now: datetime) -> Edited:
    said, versions = line.reflection, line.revisions
    return Edited(
        message=said.message,
        root=line.root,
        author=person,
        text=text,
        said_at=said.said_at,
        # After what it said before, by whichever clock: of two versions the later one counts.
        edited_at=max(now, versions[-1].at + NEXT),
        # The same box may be sent off again with other words, and each of them is a version.
        edit=f"box-{key}-{len(versions)}",
    )


async def _given_again(bot: Bot, said: Said, *, key: str) -> Receipt:
    """It says what was given last. Raises NotAllowed where other people could read it than they think."""
    try:
        line = await _own(bot, said.author, message=said.message)
    except NotFound:  # they have taken it back meanwhile
        return Receipt.KNOWN
    if line.reflection.private != said.private:
        raise NotAllowed(wording.kept_for_other_readers(private=line.reflection.private))
    return await change(bot, said.author, reflection=line.reflection.id, text=said.text, key=key)


async def _own(
    bot: Bot, person: PersonRef, *, message: MessageRef | None = None, reflection: ReflectionId | None = None
) -> LogLine:
    member = await who(bot, person)
    scope = (await standing(bot, member.id)).own()
    line = None
    if reflection is not None:
        line = await bot.store.log.one(scope, reflection=reflection)
    elif message is not None:
        line = await bot.store.log.at(scope, message=message)
    if line is None:
        raise NotFound(wording.no_answer_of_yours())
    return line


def _words(message: PromptMessage, given: BoxAnswer) -> str:
    """On a scale the sentence chosen comes first, and then it needs no words."""
    place = given.position
    sentence = (
        message.positions[place] if place is not None and place in range(len(message.positions)) else ""
    )
    return "\n\n".join(part for part in (sentence, given.text) if is_visible(part))
