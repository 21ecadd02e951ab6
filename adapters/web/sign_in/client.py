"""OpenID Connect with one provider: where a browser is sent, and what comes of the code it brings back."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from adapters.web.sign_in.asking import exchanged
from adapters.web.sign_in.metadata import Metadata
from adapters.web.sign_in.provider import NotOurs, Provider, SignInFailed
from bot.domain.sign_in import Account
from scheduler.clock import Clock

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""Never with a secret that is shared, and never not at all, whatever a token or the provider says of itself."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""


class Client:
    """What an installation is to a provider. `back` is where the provider sends browsers, exactly as registered."""

    def __init__(self, provider: Provider, *, back: str, clock: Clock) -> None:
        self.provider = provider
        self._back = back
        self._clock = clock
        self._metadata = Metadata(provider.issuer, clock=clock)

    async def way_there(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in. Raises ProviderAway."""
        address: str = prepare_grant_uri(
            await self._metadata.door("authorization_endpoint"),
            self.provider.client_id,
            "code",
            redirect_uri=self._back,
            scope=self.provider.scope,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            **self.provider.asked,
        )
        return address

    async def account(self, code: str, *, nonce: str, verifier: str) -> Account:
        """Who has signed in there, by a token that was found sound. Raises SignInFailed or ProviderAway."""
        given = await self._token(code, verifier)
        token = given.get("id_token")
        if not isinstance(token, str):
            raise SignInFailed("no-token")
        claims = await self._sound(token, nonce=nonce, access=given.get("access_token"))
        try:
            return self.provider.whose(claims)
        except NotOurs as error:
            raise SignInFailed(str(error)) from None

    async def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        provider = self.provider
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": provider.client_id,
            "code_verifier": verifier,
        }
        address = await self._metadata.door("token_endpoint")
        if await self._metadata.takes("token_endpoint_auth_methods_supported", "client_secret_post"):
            secret = {"client_secret": provider.client_secret}
            return await exchanged(address, fields | secret, headers={})
        # Encoded first, as RFC 6749 wants it: either may hold a colon.
        named, proved = quote(provider.client_id, safe=""), quote(provider.client_secret, safe="")
        basic = b64encode(f"{named}:{proved}".encode()).decode()
        return await exchanged(address, fields, headers={"Authorization": f"Basic {basic}"})

    async def _sound(self, token: str, *, nonce: str, access: object) -> Mapping[str, Any]:
        """The claims, whose signature, issuer, audience, time and nonce are right."""
        provider, registry = self.provider, JWSRegistry(algorithms=SIGNED_WITH, strict_check_header=False)
        options = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        try:
            try:
                read = jwt.decode(token, await self._metadata.keys(), registry=registry)
            except InvalidKeyIdError:
                read = jwt.decode(token, await self._metadata.keys(anew=True), registry=registry)
            known = {"nonce": nonce, "client_id": provider.client_id, "access_token": access}
            claims = CodeIDToken(read.claims, read.header, options, known)
            claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise SignInFailed(type(error).__name__) from None
        return dict(claims)
