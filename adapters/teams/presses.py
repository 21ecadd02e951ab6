"""Buttons of a prompt's card in a channel: answer, look, change one's answer, take it back; each answered with a card.

Nothing that somebody typed is lost: where it was not kept, the card that comes back has it in its box, or no card
comes back and theirs stays as it is.
"""

from dataclasses import replace

import structlog

from adapters.teams.carried import Press, position_in, reflection_in
from adapters.teams.desk import Desk
from adapters.teams.inbound import written_at
from adapters.teams.personal import CHANGED, UNCHANGED, WITHDRAWN, WITHDRAWN_HERE
from adapters.teams.render import ANSWER, LONGEST, POSITION, REFLECT, SAVE, VIEW, WITHDRAW, OwnAnswer, prompt
from adapters.teams.shown import Shown, with_typed
from bot import wording
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.domain.reflection import ReflectionId
from bot.ports.inbox import Receipt
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing import answering
from bot.usecases.hearing.answering import BoxAnswer
from bot.usecases.hearing.record_reply import NotKept
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.sending import evidence
from bot.usecases.sending.echo import show_owed

log = structlog.get_logger()

KEPT = "Thank you: your reflection is kept. You can change or withdraw it here."
KEPT_PRIVATE = "Thank you: your reflection is kept, and only you and the SENCo can read it."
NOT_KEPT_NOW = (
    "Your answer was not kept: Golden Thread cannot get at its log now. It is still in the box: please try again in a "
    "minute."
)
NOT_NOW = "Golden Thread cannot get at its log now. Nothing was changed: please try again in a minute."
OLD_CARD = "This button is of an older card. Open the channel anew, and try again."
TOO_OFTEN = "You have withdrawn too many answers to this question. Mention Golden Thread in a reply instead."

MOST_WITHDRAWN = 100


async def pressed(desk: Desk, press: Press) -> Shown:
    """What they wanted is done and durable, or they hear why not.

    Raises StoreUnavailable where nobody waits for a card: then Teams is to send it again.
    """
    deeds = {REFLECT: _reflect, VIEW: _look, SAVE: _save, WITHDRAW: _withdraw}
    # No person pressed where their Teams only asks how the card looks: nothing is ever kept of that.
    deed = _look if press.automatic else deeds.get(press.verb)
    if deed is None:
        return Shown(words=OLD_CARD, done=False)
    try:
        return await deed(desk, press)
    except (NotFound, NotAllowed, NotKept) as error:
        log.info("teams.not_done", doing=press.verb, because=type(error).__name__)
        return await _with_trouble(desk.bot, press, str(error))
    except StoreUnavailable as error:
        if not press.invoke:
            raise
        log_failure("teams.store_away", error, doing=press.verb)
        return await _with_trouble(desk.bot, press, NOT_KEPT_NOW if _typed(press) else NOT_NOW)


async def _reflect(desk: Desk, press: Press) -> Shown:
    """It is kept: the same press once, another press of theirs in place of what they gave before."""
    thread, bot = _thread(press), desk.bot
    again = desk.once.heard(_key(press))
    try:
        await _settle(bot, press, thread)
        private = await _give(bot, press, thread, again=again)
    except BaseException:
        desk.once.forget(_key(press))
        raise
    desk.later(_show(bot))
    return await _drawn(bot, press, notice=KEPT_PRIVATE if private else KEPT)


async def _look(desk: Desk, press: Press) -> Shown:
    """The card as it is to whoever looks. That it stands there settles what Teams never said; nothing else is kept."""
    if press.thread is not None:
        await _settle(desk.bot, press, press.thread, given_up=True)
    return await _drawn(desk.bot, press)


async def _save(desk: Desk, press: Press) -> Shown:
    """Their answer says what is in the box."""
    bot, words = desk.bot, press.inputs.get(ANSWER, "")
    receipt = await answering.change(
        bot, press.person, reflection=_reflection(press), text=words, key=press.activity_id
    )
    if receipt is Receipt.KEPT:
        desk.later(_show(bot))
    again = desk.once.heard(_key(press))
    return await _drawn(bot, press, notice=CHANGED if again or receipt is Receipt.KEPT else UNCHANGED)


async def _withdraw(desk: Desk, press: Press) -> Shown:
    """Its words are gone."""
    bot, reflection = desk.bot, _reflection(press)
    try:
        before = await answering.own_answer(bot, press.person, reflection=reflection)
        await answering.take_back(bot, press.person, reflection=reflection)
    except NotFound:
        if not desk.once.heard(_key(press)):
            raise
        return await _drawn(bot, press, notice=WITHDRAWN)
    desk.once.heard(_key(press))
    desk.later(_show(bot))
    return await _drawn(bot, press, notice=WITHDRAWN if before.line.reflection.boxed else WITHDRAWN_HERE)


async def _give(bot: Bot, press: Press, thread: MessageRef, *, again: bool) -> bool:
    """It is kept under the first key of theirs that they have not withdrawn; returns whether it is private.

    `again`: this very press was heard before, and what came of it may have been withdrawn since.
    """
    person = press.person.id.partition("/")[2]
    given = BoxAnswer(
        key="",
        text=press.inputs.get(ANSWER, ""),
        position=position_in(press),
        private=press.data.get("private") in (True, "true"),
    )
    for nth in range(MOST_WITHDRAWN):
        key = f"{thread.id}-{person}-{nth}"
        receipt = await answering.answer(bot, press.person, thread=thread, given=replace(given, key=key))
        if receipt is not Receipt.KNOWN or again or await _stands(bot, press, thread, key=key):
            return given.private
    raise NotAllowed(TOO_OFTEN)


async def _stands(bot: Bot, press: Press, thread: MessageRef, *, key: str) -> bool:
    try:
        await answering.own_answer(bot, press.person, message=replace(thread, id=f"box-{key}"))
    except NotFound:
        return False
    return True


async def _settle(bot: Bot, press: Press, thread: MessageRef, *, given_up: bool = False) -> None:
    """A card that was pressed was posted, though we may not have been told; a copy of it in a colleague's thread was not.

    With `given_up` only if it is uncertain: everybody's Teams looks at a card at once, while it is still being posted.
    """
    at = written_at(thread.id)
    if press.card not in {"", thread.id}:
        return
    if press.delivery is None or at is None or await bot.store.outbox.at_root(thread) is not None:
        return
    owed = await bot.store.outbox.owed(press.delivery) if given_up else None
    if given_up and (owed is None or owed.delivery.state is not State.UNCERTAIN):
        return
    await evidence.seen(bot, thread=thread, written_at=at, delivery=press.delivery)


async def _drawn(bot: Bot, press: Press, *, notice: str = "", typed: bool = False) -> Shown:
    """The card as it is to them now, with what they typed still in its box if that was not kept."""
    thread = _thread(press)
    asked = await answering.question(bot, thread=thread)
    own = await _own(bot, press, thread)
    delivery = await _delivery(bot, thread)
    words = press.inputs.get(ANSWER, "")
    if typed and own is not None and own.boxed:
        own = replace(own, text=words)
    elif typed:
        own = None
    message = replace(asked.message, reflected=await bot.store.outbox.reflected(delivery))
    card = prompt(message, delivery=delivery, own=own, notice=notice)
    if typed and own is None:
        kept = {name: press.inputs[name] for name in (ANSWER, POSITION) if name in press.inputs}
        filled = with_typed(card, kept)
        return Shown(words=notice, card=filled, done=False)
    return Shown(words=notice, card=card, done=not typed)


async def _with_trouble(bot: Bot, press: Press, why: str) -> Shown:
    """They read why it was not done, and what they typed is where they typed it."""
    words = Shown(words=why, done=False)
    if len(press.inputs.get(ANSWER, "")) > LONGEST or press.thread is None:
        return words
    try:
        return replace(await _drawn(bot, press, notice=why, typed=_typed(press)), done=False)
    except (NotFound, NotAllowed, StoreUnavailable):
        return words


async def _own(bot: Bot, press: Press, thread: MessageRef) -> OwnAnswer | None:
    """What they have answered, in a box rather than in a message, and of several the last."""
    entries = await answering.own_under(bot, press.person, thread=thread)
    said = [each.line.reflection for each in entries]
    chosen = next(iter(reversed([each for each in said if each.boxed] or said)), None)
    if chosen is None:
        return None
    return OwnAnswer(reflection=chosen.id, text=chosen.text or "", private=chosen.private, boxed=chosen.boxed)


async def _delivery(bot: Bot, thread: MessageRef) -> DeliveryId:
    owed = await bot.store.outbox.at_root(thread)
    if owed is None:
        raise NotFound(wording.no_such_thread())
    return owed.delivery.id


async def _show(bot: Bot) -> None:
    await show_owed(bot)


def _typed(press: Press) -> bool:
    return press.verb in {REFLECT, SAVE}


def _thread(press: Press) -> MessageRef:
    if press.thread is None:
        raise NotFound(wording.no_such_thread())
    return press.thread


def _reflection(press: Press) -> ReflectionId:
    found = reflection_in(press)
    if found is None:
        raise NotFound(wording.no_answer_of_yours())
    return found


def _key(press: Press) -> str:
    where = press.thread.address if press.thread is not None else ""
    return f"press {where} {press.person.id} {press.activity_id}"
