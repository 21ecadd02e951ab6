"""The inbox in memory."""

from dataclasses import replace
from datetime import datetime

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, DeliveryId
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.domain.people import Member, MemberId, PersonRef
from bot.domain.reflection import Reflection, ReflectionId, Revision, reflection_id, tidy
from bot.ports.inbox import Receipt
from tests.fakes.echoes import owe_echo
from tests.fakes.memory import Memory, Waiting


class FakeInbox:
    """`bot.ports.inbox.Inbox`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def receive(self, happening: Happening, *, at: datetime, entropy: int) -> Receipt:
        await self._memory.enter("receive")
        channel = _channel_of(self._memory, happening.message)
        if channel is None:
            return Receipt.NOT_OURS
        if isinstance(happening, Withdrawn):
            return _withdraw(self._memory, happening, channel, at=at)
        delivery = _thread_of(self._memory, channel.id, happening.root)
        if _key(happening.message) in self._memory.withdrawals:
            return Receipt.KNOWN
        if delivery is not None:
            kept = _keep(self._memory, happening, delivery, at=at, entropy=entropy)
            return Receipt.KEPT if kept else Receipt.KNOWN
        if not self._memory.awaits(channel.id, root_at=happening.root_at):
            return Receipt.NOT_OURS
        self._memory.waiting.setdefault(
            (channel.id, happening.message.id, _revision(happening).key),
            Waiting(channel.id, happening, at),
        )
        return Receipt.WAITING

    async def heard_in(self, delivery: DeliveryId, *, before: datetime) -> frozenset[str]:
        await self._memory.enter("heard_in")
        return frozenset(
            said.message.id
            for said in self._memory.reflections.values()
            if said.delivery == delivery
            and said.withdrawn_at is None
            and not said.boxed
            and said.said_at < before
        )

    async def forget_waiting(self, *, before: datetime) -> int:
        await self._memory.enter("forget_waiting")
        old = [key for key, value in self._memory.waiting.items() if value.received_at < before]
        for key in old:
            del self._memory.waiting[key]
        return len(old)


def adopt_waiting(memory: Memory, delivery: Delivery) -> None:
    """What waited for this thread is in the log."""
    for key, waited in list(memory.waiting.items()):
        if waited.channel == delivery.channel and waited.happening.root == delivery.root:
            del memory.waiting[key]
            entropy = len(memory.reflections)
            _keep(memory, waited.happening, delivery.id, at=waited.received_at, entropy=entropy)


def let_go_of_waiting(memory: Memory, channel: ChannelId) -> None:
    """Where nothing is on its way any more, what waits is nobody's."""
    if memory.is_on_its_way(channel):
        return
    for key, waited in list(memory.waiting.items()):
        if waited.channel == channel:
            del memory.waiting[key]


def _withdraw(memory: Memory, happening: Withdrawn, channel: Channel, *, at: datetime) -> Receipt:
    key = _key(happening.message)
    said = memory.reflections.get(key)
    if said is not None:
        if said.withdrawn_at is not None:
            return Receipt.KNOWN
        memory.reflections[key] = replace(said, text=None, withdrawn_at=happening.withdrawn_at)
        revisions = memory.revisions[said.id]
        for name, revision in revisions.items():
            revisions[name] = replace(revision, text=None)
        revisions["withdrawn"] = Revision(key="withdrawn", at=happening.withdrawn_at, text=None)
        owe_echo(memory, memory.reflections[key], at=at)
        return Receipt.KEPT
    ours = (
        happening.root is None
        or _thread_of(memory, channel.id, happening.root) is not None
        or memory.awaits(channel.id, root_at=happening.root_at)
    )
    if not ours:
        return Receipt.NOT_OURS
    for waits in [waits for waits in memory.waiting if waits[:2] == (channel.id, happening.message.id)]:
        del memory.waiting[waits]
    if key in memory.withdrawals:
        return Receipt.KNOWN
    memory.withdrawals[key] = happening.withdrawn_at
    return Receipt.KEPT


def _keep(
    memory: Memory, happening: Said | Edited, delivery: DeliveryId, *, at: datetime, entropy: int
) -> bool:
    key, revision = _key(happening.message), _revision(happening)
    if key in memory.withdrawals:
        return False
    said = memory.reflections.get(key)
    if said is None:
        said = _new(memory, happening, memory.deliveries[delivery], entropy=entropy)
        memory.revisions[said.id] = {}
    elif said.withdrawn_at is not None or revision.key in memory.revisions[said.id]:
        return False
    revisions = memory.revisions[said.id]
    revisions[revision.key] = revision
    latest = max(revisions.values(), key=_rank)
    edited_at = None if latest.key == "said" else latest.at
    boxed, private = said.boxed, said.private
    if isinstance(happening, Said) and happening.boxed:  # and an edit of it has overtaken it
        boxed, private = True, happening.private
    memory.reflections[key] = replace(
        said, text=latest.text, edited_at=edited_at, boxed=boxed, private=private
    )
    owe_echo(memory, memory.reflections[key], at=at)
    return True


def _new(memory: Memory, happening: Said | Edited, delivery: Delivery, *, entropy: int) -> Reflection:
    taken = {said.id for said in memory.reflections.values()}
    number = reflection_id(happening.said_at, entropy=entropy)
    while number in taken:
        number = ReflectionId(number + 1)
    return Reflection(
        id=number,
        trust=delivery.trust,
        school=delivery.school,
        channel=delivery.channel,
        delivery=delivery.id,
        prompt=delivery.prompt or "",
        author=_member(memory, happening.author, delivery).id,
        message=happening.message,
        said_at=happening.said_at,
        text=None,
    )


def _member(memory: Memory, person: PersonRef, delivery: Delivery) -> Member:
    known = memory.identities.get((person.platform, person.id))
    if known is None:
        known = MemberId(f"person-{person.platform}-{person.id}")
        memory.members[known] = Member(id=known, trust=delivery.trust, name=tidy(person.name) or person.id)
        memory.identities[person.platform, person.id] = known
        memory.enrolled.add(known)
    return memory.members[known]


def _revision(happening: Said | Edited) -> Revision:
    text = tidy(happening.text)
    if isinstance(happening, Said):
        return Revision(key="said", at=happening.said_at, text=text)
    return Revision(key=happening.edit, at=happening.edited_at, text=text)


def _rank(revision: Revision) -> tuple[datetime, bool, int, str]:
    return revision.at, revision.key != "said", len(revision.key), revision.key


def _channel_of(memory: Memory, message: MessageRef) -> Channel | None:
    for channel in memory.channels.values():
        if (channel.platform, channel.address) == (message.platform, message.address):
            return channel
    return None


def _thread_of(memory: Memory, channel: ChannelId, root: str | None) -> DeliveryId | None:
    for row in memory.deliveries.values():
        if root is not None and (row.channel, row.root) == (channel, root):
            return row.id
    return None


def _key(message: MessageRef) -> tuple[str, str, str]:
    return message.platform, message.address, message.id
