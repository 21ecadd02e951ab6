"""Whether Teams and we can reach each other, as `golden-thread check --teams` looks at it; nothing is changed or sent on."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.credentials import Tokens
from adapters.teams.http import MESSAGES
from adapters.teams.keys import fetched
from bot.ports.chat import ChatError, TryLater

TIMEOUT = 20  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the settings say about Teams, as far as it can be looked at."""

    tenant: str | None
    login_url: str
    keys_url: str
    public_url: str | None = None
    managed_identity: bool = False
    without_authentication: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that was looked at. `fine` is None where only a person can look."""

    fine: bool | None
    what: str
    said: str


async def token(given: Given, tokens: Tokens) -> Seen:
    """Whether Microsoft gives us a token to speak with."""
    if given.without_authentication:
        said = (
            "switched off by GOLDEN_THREAD_TEAMS_WITHOUT_AUTHENTICATION: whoever reaches this server is believed, "
            "which only development may; remove it"
        )
        return Seen(fine=False, what="authentication", said=said)
    what = "managed identity" if given.managed_identity else "client secret"
    try:
        await tokens.bearer()
    except TryLater as error:
        where = (
            "Azure's own address for identities, from a server in Azure" if given.managed_identity else None
        )
        return Seen(fine=False, what=what, said=f"{error} {_reach(given.login_url, instead=where)}")
    except ChatError as error:
        return Seen(fine=False, what=what, said=str(error))
    return Seen(fine=True, what=what, said="Microsoft gives a token for it")


async def keys(given: Given) -> Seen:
    """Whether the keys can be fetched that sign what Teams sends."""
    what = "signing keys"
    try:
        found = await asyncio.to_thread(fetched, given.keys_url)
    except Exception as error:  # noqa: BLE001 - whatever a network or a proxy may do is said in one sentence
        said = f"they could not be fetched ({type(error).__name__}). {_reach(given.keys_url)}"
        return Seen(fine=False, what=what, said=said)
    return Seen(fine=True, what=what, said=f"{len(found)} of them can be fetched")


def _reach(url: str, *, instead: str | None = None) -> str:
    where = instead or f"https://{urlsplit(url).hostname}"
    return f"Let this machine reach {where}, through whatever firewall or proxy you have."


async def address(given: Given) -> Seen:
    """Whether our public address leads to a server of ours, which refuses whoever has no proof."""
    what = "public address"
    if given.public_url is None:
        said = "GOLDEN_THREAD_PUBLIC_URL is not set, so it cannot be tried; set it to the address that Teams calls"
        return Seen(fine=None, what=what, said=said)
    where = f"{given.public_url}{MESSAGES}"
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(where, json=UNSIGNED, allow_redirects=False) as answer,
        ):
            status = answer.status
    except aiohttp.ClientConnectorCertificateError:
        return Seen(
            fine=False, what=what, said=f"the certificate of {where} is not one that Teams would trust"
        )
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        said = (
            f"{where} does not answer ({type(error).__name__}): is the server running, and does the proxy lead to it? "
            "(Some networks do not let a machine call its own public address: then try from a telephone.)"
        )
        return Seen(fine=False, what=what, said=said)
    return _answered(where, status)


UNSIGNED = {"type": "message", "channelId": "msteams", "serviceUrl": "https://smba.trafficmanager.net/uk/"}
"""What anybody could send."""
REFUSED = 401
WORDS = {
    404: "something answers there that is not Golden Thread with Teams switched on; does the proxy hand on /teams/messages?",
    405: "something answers there that takes no messages; does the proxy hand on /teams/messages?",
    503: "Golden Thread, or the proxy in front of it, is not ready; look again in a minute",
    502: "the proxy answers, and Golden Thread behind it does not: is it running?",
    504: "the proxy answers, and Golden Thread behind it does not: is it running?",
}


def _answered(where: str, status: int) -> Seen:
    if status == REFUSED:
        return Seen(
            fine=True, what="public address", said=f"{where} refuses a message without proof, as it should"
        )
    if status < 300:  # noqa: PLR2004 - any success
        said = f"{where} lets anybody in: something else answers there, or authentication is off"
    elif status < 400:  # noqa: PLR2004 - any redirection
        said = f"{where} sends callers elsewhere ({status}); Teams does not follow"
    else:
        said = f"{where} answered {status}, and not {REFUSED}: {WORDS.get(status, 'look at the proxy in front of it')}"
    return Seen(fine=False, what="public address", said=said)
