"""Asking an identity provider over https: JSON comes back, or it is away."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.web.sign_in.provider import ProviderAway, SignInFailed

PATIENCE = aiohttp.ClientTimeout(total=10)
LARGEST = 1_000_000
"""Bytes of an answer; those of real providers have a few thousand."""
OK, WRONG, WORSE = 200, 400, 500


async def fetched(address: str) -> Mapping[str, Any]:
    """What is published there. Raises ProviderAway."""
    status, said = await _asked("GET", address)
    if status != OK:
        raise ProviderAway(f"status-{status}")
    return said


async def exchanged(
    address: str, fields: Mapping[str, str], *, headers: Mapping[str, str]
) -> Mapping[str, Any]:
    """What is given for these fields. Raises ProviderAway, or SignInFailed where they are not taken."""
    status, said = await _asked("POST", address, data=dict(fields), headers=dict(headers))
    if WRONG <= status < WORSE:
        # The words of the provider's error may hold anything; it is one of a few codes that helps.
        code = said.get("error")
        raise SignInFailed(
            code if isinstance(code, str) and code.isascii() and code.isidentifier() else "code"
        )
    if status != OK:
        raise ProviderAway(f"status-{status}")
    return said


async def _asked(method: str, address: str, **sent: Any) -> tuple[int, Mapping[str, Any]]:
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session,
            session.request(method, address, allow_redirects=False, **sent) as answer,
        ):
            body = await answer.content.read(LARGEST + 1)
            while len(body) <= LARGEST and (more := await answer.content.read(LARGEST + 1)):
                body += more
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise ProviderAway("unreachable") from None
    try:
        said = json.loads(body) if len(body) <= LARGEST else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ProviderAway("not-json")
    return answer.status, said
