"""Who can say who somebody is, and how what they say is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.sign_in import Account

Claims = Mapping[str, Any]


class NotOurs(ValueError):  # noqa: N818 - it says what is so
    """The token is sound, and about somebody whom this provider may not vouch for: another organisation's, say."""


class SignInFailed(Exception):  # noqa: N818 - it says what is so
    """Somebody could not be signed in; nothing was changed. `reason` is one word for the log, and names nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(SignInFailed):
    """The provider cannot be reached, or does not answer as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider that an installation trusts. `key` ends the addresses of its sign-in.

    `whose` reads the claims of a token that was found sound; it raises NotOurs.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    whose: Callable[[Claims], Account]
    asked: Mapping[str, str] = field(default_factory=dict)
    """What is asked of it beside what everyone asks."""
    scope: str = "openid profile"
    """Never an e-mail address: nobody is known by one."""
