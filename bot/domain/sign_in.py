"""Who somebody is to an identity provider, and the passes and sessions by which a browser is let in."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import MemberId, PersonRef, TrustId

IDLE = timedelta(minutes=30)
"""A session that nobody has used for so long is over."""
LONGEST = timedelta(hours=12)
"""A session is over after so long, however busy it was."""
LINK_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(days=14)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Something secret that is good once, until a moment, for one member. Only the hash of the secret is kept."""

    hashed: str = field(repr=False)
    kind: PassKind
    trust: TrustId
    member: MemberId
    good_until: datetime


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
