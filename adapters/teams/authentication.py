"""Who sent it: a key of the Bot Connector's signed the token, and what it says is compared, each refusal with its word."""

import json
from collections.abc import Mapping
from typing import Any

import jwt
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from jwt.utils import base64url_decode

from adapters.teams.keys import Key, Keys, KeysAway
from bot.doorway import Refusal

CHANNEL = "msteams"
ALGORITHM = "RS256"
LEEWAY = 5 * 60
LONGEST = 16_384
"""Characters of a header. Teams' have about a thousand."""
SCHEME = "Bearer "

WORDS: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not-yet-valid",
    jwt.InvalidSignatureError: "signature",
}


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc] # the SDK is untyped
    """What the SDK would build for each turn to answer with is not built: we answer through our own connector."""

    async def authenticate_streaming_request(self, *_: str) -> Any:
        """Never asked: nothing streams."""
        raise NotImplementedError

    def create_connector_factory(self, _: ClaimsIdentity) -> ConnectorFactory:
        """One whose clients say nothing."""
        return _Silent()

    async def create_user_token_client(self, _: ClaimsIdentity) -> None:
        """None: nobody signs in to anything through the bot."""

    def _found(self, identity: ClaimsIdentity) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.claims_identity, result.connector_factory = identity, self.create_connector_factory(identity)
        return result


class Checked(_Authentication):
    """Only what a key of the Bot Connector's signed for this app is let in. Raises Refusal for all else.

    Each activity's token is proved anew, by the library that the SDK uses, too; the SDK takes it apart three times over, and
    sees nothing in it that is not looked at here.
    """

    def __init__(
        self,
        keys: Keys,
        *,
        app_id: str,
        issuer: str = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
    ) -> None:
        self._keys, self._app_id, self._issuer = keys, app_id, issuer

    async def authenticate_request(self, activity: Any, auth_header: str) -> AuthenticateRequestResult:
        """Whoever sent the activity has proved to be the Bot Connector, speaking to us about that service address."""
        token = _token(auth_header)
        key = await self._key(_header(token))
        try:
            # Its times are looked at here, with the signature; whom it is from and for, by us.
            claims = jwt.decode(
                token,
                key.public_key,
                algorithms=[ALGORITHM],
                leeway=LEEWAY,
                options={"verify_aud": False, "verify_iss": False},
            )
        except Exception as error:
            raise Refusal(401, WORDS.get(type(error), "token")) from error
        self._require_ours(claims, service_url=activity.service_url)
        return self._found(ClaimsIdentity(claims, True))

    async def _key(self, header: Mapping[str, Any]) -> Key:
        """The key that the header names, which may sign for Teams."""
        if header.get("alg") != ALGORITHM:
            raise Refusal(401, "algorithm")
        name = header.get("kid")
        try:
            key = await self._keys.get(name if isinstance(name, str) else None)
        except KeysAway as error:
            raise Refusal(503, "keys-away") from error
        if key is None:
            raise Refusal(401, "key")
        if not key.endorses(CHANNEL):
            raise Refusal(401, "endorsement")
        return key

    def _require_ours(self, claims: Mapping[str, Any], *, service_url: str) -> None:
        if claims.get(AuthenticationConstants.ISSUER_CLAIM) != self._issuer:
            raise Refusal(401, "issuer")
        if claims.get(AuthenticationConstants.AUDIENCE_CLAIM) != self._app_id:
            raise Refusal(401, "audience")
        if "exp" not in claims:
            raise Refusal(401, "no-end")
        if not service_url or claims.get(AuthenticationConstants.SERVICE_URL_CLAIM) != service_url:
            raise Refusal(401, "service-url")


class Unchecked(_Authentication):
    """For development alone: whoever reaches this is believed."""

    async def authenticate_request(self, *_: Any) -> AuthenticateRequestResult:
        """Anybody is let in."""
        return self._found(ClaimsIdentity({}, True, AuthenticationConstants.ANONYMOUS_AUTH_TYPE))


class _Silent(ConnectorFactory):  # type: ignore[misc] # the SDK is untyped
    async def create(self, *_: str) -> object:
        return self


def _token(header: str) -> str:
    if not header:
        raise Refusal(401, "no-token")
    token = header.removeprefix(SCHEME)
    if token == header or not token.isascii() or len(header) > LONGEST or token.count(".") != 2:  # noqa: PLR2004 - three parts
        raise Refusal(401, "token")
    return token


def _header(token: str) -> Mapping[str, Any]:
    """What it says of how it was signed; whether that is so shows only with the key."""
    try:
        found = json.loads(base64url_decode(token.partition(".")[0]))
    except (ValueError, RecursionError) as error:
        raise Refusal(401, "token") from error
    if not isinstance(found, dict):
        raise Refusal(401, "token")
    return found
