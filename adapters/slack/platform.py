"""Slack as a chat platform: it calls Slack, and decides nothing that another room could."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from adapters.slack.checking_places import ADDRESS, PERSON
from adapters.slack.connecting import steps
from adapters.slack.failures import said_by_slack
from adapters.slack.inbound import thread_replies
from adapters.slack.limits import TooBig
from adapters.slack.links import message_in
from adapters.slack.manifest import COMMAND
from adapters.slack.marks import marked, with_mark
from adapters.slack.membership import Membership
from adapters.slack.pacing import Pacing
from adapters.slack.pictures import put
from adapters.slack.render import HOW, Rendered, echo, prompt
from adapters.slack.speaking import Speaking
from adapters.slack.stamps import moment
from adapters.slack.text import escaped
from adapters.slack.whose import ANSWER, PLATFORM, PROMPT
from adapters.slack.workspaces import Workspaces
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.domain.picture import Picture
from bot.fields import Json, text
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, Replies
from scheduler.clock import Clock

SIGN = "thread"
"""The emoji under an answer that was kept."""


class SlackPlatform:
    """`bot.ports.chat.ChatPlatform`. It retries nothing, and Slack does not deduplicate."""

    def __init__(  # noqa: PLR0913 - what an installation chooses, each by its name
        self,
        workspaces: Workspaces,
        *,
        clock: Clock,
        lookups_per_minute: int,
        external: bool,
        command: str = COMMAND,
        pacing: Pacing | None = None,
    ) -> None:
        pacing = pacing or Pacing(clock, lookups_per_minute=lookups_per_minute)
        self._speaking = Speaking(workspaces, pacing=pacing)
        self._membership = Membership(clock, external=external)
        self._external, self._command = external, command

    @property
    def name(self) -> str:
        """The word that channels of this platform carry."""
        return PLATFORM

    @property
    def counts(self) -> bool:
        """No: Slack itself says under a message how many replies there are."""
        return False

    def forget(self, workspace: str) -> None:
        """Something has changed about our channels there: what was remembered of them is asked anew."""
        self._membership.forget(workspace)

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        """The prompt stands in the channel, with the delivery in its metadata, which everyone there can read."""
        workspace, channel = _place(to)
        drawn = _drawn(prompt, message)
        ts = await self._said(workspace, channel, drawn, metadata=marked(PROMPT, delivery=delivery))
        return MessageRef(platform=PLATFORM, address=to.address, id=ts)

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        """Raises Refused: the prompt stays as it was posted."""
        del message, root, at, delivery
        raise Refused("On Slack a question stays as it was posted: nothing on it changes.")

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        """The first message of ours with that delivery in its metadata, however many there are."""
        workspace, channel = _place(at)
        ours = await self._speaking.to(workspace)
        messages, _ = await self._speaking.pages(
            workspace,
            "conversations.history",
            channel=channel,
            oldest=f"{since.timestamp():.6f}",
            inclusive=True,
            include_all_metadata=True,
        )
        found = with_mark(messages, ours, marked(PROMPT, delivery=delivery))
        return MessageRef(platform=PLATFORM, address=at.address, id=found[0]) if found else None

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        """The answer has our sign under it, where we may put one."""
        workspace, channel = _place(at)
        if not (await self._speaking.to(workspace)).may("reactions:write"):
            return
        try:
            await self._speaking.change(
                workspace, "reactions.add", channel=channel, timestamp=reply.id, name=SIGN
            )
        except Refused as refused:
            if said_by_slack(refused) != "already_reacted":
                raise

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:
        """What people have written in that thread. Raises Refused where it cannot be read: others still can."""
        workspace, channel = _place(at)
        ours = await self._speaking.to(workspace)
        messages, last = await self._thread(root, workspace, channel)
        return thread_replies(
            {**last, "messages": messages},
            team=workspace,
            channel=channel,
            enterprise=ours.enterprise,
            bot_user=ours.bot_user,
            strangers=self._external,
        )

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        """A message of ours in the thread shows the answer, with its mark in the metadata."""
        workspace, channel = _place(at)
        drawn = None if answer.text is None else _drawn(echo, answer)
        standing = [stands] if stands else []
        if look:
            standing = await self._shown(answer.mark, root, workspace, channel) or standing
        keep = standing[0] if standing and drawn else None
        for ts in standing[1:] if keep else standing:
            await self._unless_gone(workspace, "chat.delete", channel=channel, ts=ts)
        if drawn is None:
            return None
        metadata = marked(ANSWER, answer=answer.mark)
        if keep:
            await self._fit(workspace, channel)
        if keep and await self._unless_gone(
            workspace, "chat.update", channel=channel, ts=keep, metadata=metadata, **drawn.content
        ):
            return keep
        return await self._said(workspace, channel, drawn, metadata=metadata, thread_ts=root.id)

    async def tell(self, words: str, *, to: PersonRef) -> None:
        """They have a private message from the bot."""
        found = PERSON.fullmatch(to.id) if to.platform == PLATFORM else None
        if found is None:
            raise Refused("This person is not on Slack: correct who they are in the set-up.")
        await self._speaking.post(found[1], found[2], text=escaped(words), mrkdwn=False)

    async def remind(self, words: str, *, root: MessageRef, at: Channel) -> None:
        """A message of ours stands in the thread."""
        workspace, channel = _place(at)
        await self._fit(workspace, channel)
        await self._speaking.post(
            workspace,
            channel,
            thread_ts=root.id,
            text=escaped(f"{words} {HOW}"),
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def picture(self, picture: Picture, *, to: Channel) -> MessageRef:
        """The picture stands in the channel as a file of ours, with its alt text; the ref's id is the file's."""
        workspace, channel = _place(to)
        await self._fit(workspace, channel)
        file = await put(self._speaking, workspace, channel, picture)
        return MessageRef(platform=PLATFORM, address=to.address, id=file)

    def connecting(self, code: str) -> tuple[str, ...]:
        """See the port."""
        return steps(code, command=self._command)

    def named(self, pasted: str, *, at: Channel) -> str | None:
        """Its ts, by itself or in the link to it."""
        return message_in(pasted, address=at.address) if at.platform == PLATFORM else None

    async def _said(self, workspace: str, channel: str, drawn: Rendered, **more: Any) -> str:
        """It stands in the channel, if we may be there at all; returns its ts."""
        await self._fit(workspace, channel)
        try:
            answer = await self._speaking.post(
                workspace, channel, unfurl_links=False, unfurl_media=False, **drawn.content, **more
            )
        except Refused as refused:
            if refused.closes_channel:
                self._membership.forget(workspace)
            raise
        ts = text(answer, "ts")
        if moment(ts) is None:
            raise OutcomeUnknown("Slack did not say which message it was.")
        return ts

    async def _fit(self, workspace: str, channel: str) -> None:
        """Words of ours may be read there. Raises Refused, TryLater."""
        await self._membership.fit(workspace, channel, asking=self._speaking.vetting(workspace))

    async def _shown(self, mark: str, root: MessageRef, workspace: str, channel: str) -> list[str]:
        """Every message of ours that shows that answer, oldest first."""
        ours = await self._speaking.to(workspace)
        messages, _ = await self._thread(root, workspace, channel, include_all_metadata=True)
        return with_mark(messages, ours, marked(ANSWER, answer=mark))

    async def _thread(
        self, root: MessageRef, workspace: str, channel: str, **more: Any
    ) -> tuple[list[Json], Json]:
        """Every message of it, and the last page. Raises Refused: what is wrong with one thread is not the platform's."""
        try:
            return await self._speaking.pages(
                workspace, "conversations.replies", channel=channel, ts=root.id, **more
            )
        except CannotTell as cannot:
            raise Refused(str(cannot)) from cannot

    async def _unless_gone(self, workspace: str, method: str, **arguments: Any) -> bool:
        """The message was changed or deleted; False if somebody had deleted it."""
        try:
            await self._speaking.change(workspace, method, **arguments)
        except Refused as refused:
            if said_by_slack(refused) == "message_not_found":
                return False
            raise
        return True


def _place(channel: Channel) -> tuple[str, str]:
    """The workspace and the channel's id. Raises Refused for what is no address on Slack."""
    found = ADDRESS.fullmatch(channel.address) if channel.platform == PLATFORM else None
    if found is None:
        raise Refused(
            f"The channel {channel.name} has no address on Slack: it is the workspace's id, a stroke and the "
            "channel's id, like T01234567/C01234567. Correct it in the set-up.",
            closes_channel=True,
        )
    return found[1], found[2]


def _drawn(draw: Callable[..., Rendered], of: PromptMessage | ShownAnswer) -> Rendered:
    try:
        return draw(of)
    except TooBig as big:
        raise Refused(f"Slack cannot show it: {big}") from big
