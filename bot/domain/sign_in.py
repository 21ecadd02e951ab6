"""Who somebody is to an identity provider, and the passes and sessions by which a browser is let in."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import MemberId, PersonRef, SchoolId, TrustId

IDLE = timedelta(minutes=30)
"""A session that nobody has used for so long is over."""
LONGEST = timedelta(hours=12)
"""A session is over after so long, however busy it was."""
LINK_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(days=14)
CONNECTION_LASTS = timedelta(days=7)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""None that is taken for another one when it is read out or typed."""
_HALF = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person as an identity provider knows them: by issuer and subject, never by an e-mail address.

    `person` is who they are on a chat platform, where the provider says so.
    """

    issuer: str
    subject: str
    name: str
    person: PersonRef | None = None


class PassKind(StrEnum):
    """What a pass opens."""

    LINK = "link"
    """A session, at once: it was handed to its holder in a private message."""
    INVITATION = "invitation"
    """The way in for an account that nobody is known by yet."""
    CONNECTION = "connection"
    """A place on a chat platform becomes a channel of the pass's school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Something secret that is good once, until a moment, for one member. Only the hash of the secret is kept.

    `school` is the one that a channel is connected for, None for what opens anything else.
    """

    hashed: str = field(repr=False)
    kind: PassKind
    trust: TrustId
    member: MemberId
    good_until: datetime
    school: SchoolId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One browser's session; `hashed` is the hash of the secret in its cookie."""

    hashed: str = field(repr=False)
    trust: TrustId
    member: MemberId
    opened_at: datetime
    seen_at: datetime

    def is_over(self, *, at: datetime) -> bool:
        """Whether it lets nobody in any more."""
        return at - self.seen_at >= IDLE or at - self.opened_at >= LONGEST


def new_secret() -> str:
    """A secret of 256 bits that can stand in an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What of a secret is kept: it says nothing about the secret, which has too many bits to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """A secret that people read out and type, such as "K7QF-3M2P": of 39 bits, so it is not good for long."""
    half = "".join(secrets.choice(_LETTERS) for _ in range(_HALF))
    return f"{half}-{''.join(secrets.choice(_LETTERS) for _ in range(_HALF))}"


def code_in(typed: str) -> str | None:
    """The code that somebody typed, as `new_code` writes it, whatever became of its hyphen and its capitals."""
    letters = "".join(each for each in typed.upper() if each.isalnum())
    if len(letters) != 2 * _HALF or not set(letters) <= set(_LETTERS):
        return None
    return f"{letters[:_HALF]}-{letters[_HALF:]}"
