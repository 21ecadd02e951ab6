"""What is right or wrong with one channel, or one person, of a set-up, and what to do about it; pure."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.remedies import ADMIN, CHANNEL, WORKSPACE

ADDRESS = re.compile(r"([TE][A-Z0-9]+)/([CG][A-Z0-9]+)")
PERSON = re.compile(r"([TE][A-Z0-9]+)/([UW][A-Z0-9]+)")
INVITE = "/invite @Golden Thread"


def badly_formed_channel(address: str) -> str | None:
    """What is wrong with how a channel's address is written, or None."""
    if ADDRESS.fullmatch(address):
        return None
    return (
        f"the address {address!r} is not WORKSPACE/CHANNEL, such as T01ASH/C01SLT; "
        "open the channel in a browser: its address ends in those two"
    )


def badly_formed_person(person: str) -> str | None:
    """What is wrong with how a person's id is written, or None."""
    if PERSON.fullmatch(person):
        return None
    return (
        f"{person!r} is not WORKSPACE/MEMBER, such as T01ASH/U01AMINA; "
        "in Slack open the person's profile, press the three dots, and choose Copy member ID"
    )


def channel_fault(found: Mapping[str, Any], *, member: bool, external: bool) -> str | None:
    """Why nothing could be posted in that channel, as Slack describes it, or None."""
    name = f"#{found.get('name') or 'the channel'}"
    if found.get("is_archived"):
        return f"{name} is archived; unarchive it in Slack, or give another channel in the set-up file"
    if not member:
        return f"Golden Thread is not in {name}; there, type {INVITE}"
    outside = found.get("is_ext_shared") or found.get("is_pending_ext_shared")
    if outside and not external:
        return (
            f"{name} is shared with another organisation, so nothing is posted there; use a channel of your own, or, if "
            "your data protection lead agrees, set GOLDEN_THREAD_SLACK_EXTERNAL_CHANNELS=true"
        )
    return None


def channel_not_found(channel: str) -> str:
    """What to do where Slack shows us no such channel."""
    return (
        f"Slack shows us no channel {channel}: either the id is mistyped, or the channel is private and Golden Thread is not "
        f"in it; compare the id (channel name, About, at the bottom), then type {INVITE} in the channel"
    )


def person_fault(found: Mapping[str, Any], *, workspace: str) -> str | None:
    """Why that cannot be the person who was meant, as Slack describes them, or None."""
    if found.get("deleted"):
        return "this Slack account is deactivated; give the person's present one in the set-up file"
    if found.get("is_bot") or found.get("id") == "USLACKBOT":
        return "this is an app, not a person; in Slack open the person's profile and copy the member ID"
    if found.get("is_stranger") or found.get("team_id") not in {None, workspace}:
        return "this account belongs to another organisation's workspace; give the one in your own"
    return None


def person_not_found(user: str) -> str:
    """What to do where Slack knows nobody by that id."""
    return (
        f"Slack knows nobody called {user} in that workspace; open the person's profile, press the three dots, "
        "and choose Copy member ID"
    )


def workspace_not_there(workspace: str) -> str:
    """What to do about a set-up that names a workspace we are not in, or cannot ask."""
    return (
        f"Golden Thread cannot speak in the workspace {workspace}; install the app there, or correct the address: "
        "in a browser, the part that begins with T is the workspace"
    )


def closed_here(because: str) -> str:
    """What to do where Slack would take a post, and we still make none."""
    return (
        f"Slack would let us post there now, but nothing is since this: {because} A school lead presses Try again on the "
        "Home of the app in Slack"
    )


def nobody_told(school: str) -> str:
    """What to do where no owner of a school's channel can be reached on Slack."""
    return (
        f"nobody could be told if this channel needs a person; give a school lead of {school}, or a trust lead, "
        'an identity with platform = "slack" in the set-up file'
    )


def why(code: str, *, which: str = "token") -> str:
    """What Slack's word for a failure means, and what to do."""
    own = {
        "no answer": "Slack did not answer; let this machine reach https://slack.com, through whatever firewall or proxy you have",
        "ratelimited": "Slack asks us to wait; run this again in a few minutes",
        "invalid_auth": f"Slack does not know the {which}, or not from this machine's address; copy it again from the app's page",
        "not_authed": f"Slack does not know the {which}; copy it again from the app's page",
        "not_allowed_token_type": f"Slack says this is another kind of token; copy the {which} again from the app's page",
        "account_inactive": "the app was removed from this workspace; install it again and copy the new token",
        "token_revoked": f"the {which} was revoked; install the app again and copy the new one",
        "token_expired": "the token has expired, because token rotation is on for this app, which cannot be undone; "
        "make the app anew from the manifest",
        "missing_scope": "a scope is missing; the lines about scopes say which",
    }
    said = own.get(code) or WORKSPACE.get(code) or CHANNEL.get(code) or ADMIN.get(code)
    return said or f"Slack answered {code!r}; try again, and if it stays, look at the app's page"
