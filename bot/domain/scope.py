"""How far someone may see: the argument every reading of the log needs."""

from dataclasses import dataclass

from bot.domain.people import MemberId, SchoolId, TrustId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One trust, and the schools of it that may be read; with `author`, only what that person said.

    An empty set of schools shows nothing. Of private answers it shows those of the schools in `private_in`, and those
    that `reader` wrote. Only `bot.usecases.permission` makes one.
    """

    trust: TrustId
    schools: frozenset[SchoolId]
    author: MemberId | None = None
    private_in: frozenset[SchoolId] = frozenset()
    reader: MemberId | None = None
