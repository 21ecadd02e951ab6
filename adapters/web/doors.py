"""Where channels and threads can be opened, for those who are in them."""

from collections.abc import Callable, Mapping

from bot.domain.channel import MessageRef
from bot.usecases.permission import Deed, Standing

ThreadLink = Callable[[str, str | None], str]
"""From the address of a channel, and of a thread in it, to where a browser finds it."""


class Doors:
    """The addresses that each platform gives to its channels and threads."""

    def __init__(self, links: Mapping[str, ThreadLink]) -> None:
        self._links = links

    def thread(self, standing: Standing, thread: MessageRef | None) -> str | None:
        """Where the thread can be opened, for those who are in its channel; a channel may have moved since."""
        if thread is None:
            return None
        joined = standing.may(Deed.JOIN_THE_CHANNEL)
        if not joined:
            return None
        there = {(each.platform, each.address) for each in standing.charter.channels if each.school in joined}
        if (thread.platform, thread.address) not in there:
            return None
        return self.link(thread.platform, thread.address, thread.id)

    def link(self, platform: str, address: str, root: str | None = None) -> str | None:
        """Where that channel, or that thread in it, is found; None for a platform without addresses."""
        link = self._links.get(platform)
        return link(address, root) if link else None
