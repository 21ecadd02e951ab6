"""Links into Teams, written and read: pure.

https://learn.microsoft.com/en-us/microsoftteams/platform/concepts/build-and-test/deep-link-teams
"""

import re
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from bot.domain.channel import MessageRef

HOST = "https://teams.microsoft.com"
"""Opens whichever Teams its reader uses; Microsoft sends those of other names on from there."""

_ID = re.compile(r"[0-9]{13}")
_MESSAGE = re.compile(r"/l/message/(?P<channel>[^/?#]+)/(?P<message>[^/?#]+)")
_LONGEST = 2_000


def thread_link(message: MessageRef) -> str:
    """The way to the thread which that message opened."""
    tenant, _, channel = message.address.partition("/")
    asked = urlencode({"tenantId": tenant, "parentMessageId": message.id})
    return f"{HOST}/l/message/{_quoted(channel)}/{_quoted(message.id)}?{asked}"


def channel_link(address: str, *, name: str = "") -> str:
    """The way to a channel; Teams wants a name in its address, and takes any."""
    tenant, _, channel = address.partition("/")
    return (
        f"{HOST}/l/channel/{_quoted(channel)}/{_quoted(name or 'channel')}?{urlencode({'tenantId': tenant})}"
    )


def message_in(pasted: str, *, address: str) -> str | None:
    """The id of the post that a person means: they paste it, or what *Copy link* gave them in its thread.

    None for whatever is not of that channel. A link is read, never followed, so its host may be any cloud's.
    """
    text = pasted.strip()
    if _ID.fullmatch(text):
        return text
    try:
        link = urlsplit(text) if len(text) <= _LONGEST else None
        found = _MESSAGE.search(link.path) or _MESSAGE.search(link.fragment) if link else None
        asked = parse_qs(link.query or link.fragment.partition("?")[2]) if link else {}
    except ValueError:
        return None
    tenant, _, channel = address.partition("/")
    if link is None or link.scheme not in {"https", "msteams"} or found is None:
        return None
    if unquote(found["channel"]) != channel:
        return None
    if any(each.lower() != tenant.lower() for each in asked.get("tenantId", ())):
        return None
    # A reply's link names the post above it; without that, the message is the post.
    root = next(iter(asked.get("parentMessageId", ())), unquote(found["message"]))
    return root if _ID.fullmatch(root) else None


def _quoted(text: str) -> str:
    return quote(text, safe="")
