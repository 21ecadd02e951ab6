"""What a person pastes to name a message in Slack: its ts, or what *Copy link* gave them. Pure."""

import re
from urllib.parse import parse_qs, urlsplit

from adapters.slack.stamps import moment

LONGEST = 2_000
_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")
_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>[0-9]{10})(?P<micros>[0-9]{6})/?")


def message_in(pasted: str, *, address: str) -> str | None:
    """The ts of the message that is meant, or of the one that opened its thread; None if it is not of that channel.

    A link is read and never followed. https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    text = pasted.strip()
    if _TS.fullmatch(text):
        return text if moment(text) else None
    try:
        link = urlsplit(text) if len(text) <= LONGEST else None
        asked = parse_qs(link.query) if link else {}
    except ValueError:
        return None
    found = _LINK.fullmatch(link.path) if link and link.scheme == "https" else None
    if found is None or found["channel"] != address.partition("/")[2]:
        return None
    # The link to a reply says which message opened the thread.
    ts = next(iter(asked.get("thread_ts", ())), f"{found['seconds']}.{found['micros']}")
    return ts if _TS.fullmatch(ts) and moment(ts) else None
