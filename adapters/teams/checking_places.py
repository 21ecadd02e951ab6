"""What is right or wrong with one channel, or one person, of a set-up, and what to do about it; pure."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ADDRESS = re.compile(rf"({_GUID})/(19:[^/;\s]+@thread\.(?:tacv2|skype))")
PERSON = re.compile(rf"({_GUID})/({_GUID})")
ROSTER = "`golden-thread teams roster` prints what to write"


def badly_formed_channel(address: str, *, tenant: str | None = None) -> str | None:
    """What is wrong with a channel's address as it is written, or None; with `tenant` none of another's is right."""
    if ADDRESS.fullmatch(address):
        return _unless_of(tenant, address)
    meant = _linked(address) or _with_small_tenant(address)
    if meant is not None:
        return f"the address {address!r} is not how it is written here; write {meant!r}"
    return f"the address {address!r} is not TENANT/CHANNEL, such as 5e1f…/19:…@thread.tacv2; {ROSTER}"


def badly_formed_person(person: str, *, tenant: str | None = None) -> str | None:
    """What is wrong with a person's id as it is written, or None; with `tenant` none of another's is right."""
    if PERSON.fullmatch(person):
        return _unless_of(tenant, person)
    if PERSON.fullmatch(person.lower()):
        return f"{person!r} is not how it is written here; write {person.lower()!r}"
    return f"{person!r} is not TENANT/PERSON, both of them ids as Entra shows them (5e1f…/8d2c…); {ROSTER}"


def another_tenant(given: str, *, ours: str) -> str:
    """What to do about an id that is of a tenant which we do not hear."""
    return f"it is of the tenant {given}, and GOLDEN_THREAD_TEAMS_TENANT_ID says {ours}; correct the one that is wrong"


def channel_not_found() -> str:
    """What to do where no team that we are in has such a channel."""
    return (
        "no team that Golden Thread is in has this channel; add the app to the team (and, for a private or shared channel, "
        f"to the channel), or correct the address: {ROSTER}"
    )


def channel_not_listed() -> str:
    """What may be the matter where Teams told us of the channel once, and does not list it."""
    return (
        "Teams told of this channel, and does not list it now: right for a private or shared one; "
        "any other was deleted"
    )


def closed_here(because: str) -> str:
    """What to do where Teams would take a post, and we still make none."""
    return (
        f"nothing is posted here since this: {because} When that is put right, a school lead writes `try again` to "
        "Golden Thread in a chat"
    )


def nobody_told(school: str) -> str:
    """What to do where no owner of a school's channel can be reached on Teams."""
    return (
        f"nobody could be told if this channel needs a person; give a school lead of {school}, or a trust lead, "
        'an identity with platform = "teams" in the set-up file'
    )


def no_chat() -> str:
    """What to do where those who look after a channel have no chat with us in which they could be told."""
    return (
        "nobody who looks after it has a chat with Golden Thread, where they are told if it needs a person; let a setup policy "
        "install the app for them, or have them write to it once"
    )


def person_not_seen() -> str:
    """What may be the matter where nobody of that id is in any team that we are in."""
    return (
        "nobody with this id is in a team that Golden Thread is in: right for someone who only writes to it in a chat; "
        f"otherwise compare the id: {ROSTER}"
    )


def person_without_id(school: str) -> str:
    """What to do about somebody with a role in a school on Teams, whom we would not know there."""
    return (
        f"no identity on Teams, though {school} has a channel there: what they write there would be somebody else's; "
        f"{ROSTER}"
    )


def _with_small_tenant(address: str) -> str | None:
    tenant, _, channel = address.partition("/")
    meant = f"{tenant.lower()}/{channel.partition(';')[0]}"
    return meant if ADDRESS.fullmatch(meant) else None


def _linked(address: str) -> str | None:
    """The address that a link to a channel, as Teams gives it, is for."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    channel = re.search(r"/l/channel/([^/]+)", parts.path)
    tenant = parse_qs(parts.query).get("tenantId", [""])[0]
    meant = f"{tenant.lower()}/{unquote(channel[1])}" if channel else ""
    return meant if ADDRESS.fullmatch(meant) else None


def _unless_of(tenant: str | None, id_: str) -> str | None:
    given = id_.partition("/")[0]
    if tenant is None or given == tenant:
        return None
    return f"{id_!r} is of another tenant; {another_tenant(given, ours=tenant)}"
