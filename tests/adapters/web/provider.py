"""A local OpenID provider over real HTTP: it signs people in as a test says, and can be wrong in every way."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

from tests.adapters.teams.identity import SigningKey

CLIENT, SECRET = "client-1", "a-secret-of-the-client"


@dataclass(kw_only=True)
class OpenId:
    """`claims` are what it says of whoever signs in; what a test changes is at work with the next request."""

    address: str
    key: SigningKey
    now: datetime
    client: str = CLIENT
    under: str = ""
    """What its issuer has after the host name, as Microsoft's has the tenant."""
    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    """Claims in place of those that are true: a None is left out."""
    published: dict[str, Any] = field(default_factory=dict)
    """What it publishes of itself beside, or in place of, what is true."""
    signs_with: SigningKey | None = None
    algorithm: str = "RS256"
    tampered: bool = False
    away: bool = False
    asked: list[str] = field(default_factory=list)
    given: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """The codes that are good, each with what was asked for."""

    @property
    def issuer(self) -> str:
        return self.address + self.under

    def signed_in(self, way: str, **changes: str) -> str:
        """Somebody has signed in at that address: the path and query by which the browser comes back."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(way).query).items()}
        code = f"code-{len(self.given)}"
        self.given[code] = asked
        back = urlsplit(asked["redirect_uri"]).path
        return f"{back}?{urlencode({'code': code, 'state': asked['state']} | changes)}"

    def answer(self, path: str, form: Mapping[str, str], authorization: str | None) -> tuple[int, object]:
        """What the server says; called in its threads."""
        self.asked.append(path)
        if self.away:
            return 503, {}
        if path == f"{self.under}/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            } | self.published
        if path == "/keys":
            return 200, {"keys": [self.key.jwk]}
        if path == "/token":
            return self._token(form, authorization)
        return 404, {}

    def _token(self, form: Mapping[str, str], authorization: str | None) -> tuple[int, object]:
        if not self._is_the_client(form, authorization):
            return 401, {"error": "invalid_client"}
        asked = self.given.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        same = asked is not None and form.get("redirect_uri") == asked["redirect_uri"]
        if asked is None or not same or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "unused", "id_token": self._id_token(asked)}

    def _is_the_client(self, form: Mapping[str, str], authorization: str | None) -> bool:
        if authorization is None:
            return (form.get("client_id"), form.get("client_secret")) == (self.client, SECRET)
        return authorization == "Basic " + base64.b64encode(f"{self.client}:{SECRET}".encode()).decode()

    def _id_token(self, asked: Mapping[str, str]) -> str:
        at = int(self.now.timestamp())
        true = {"iss": self.issuer, "aud": self.client, "sub": "subject-1", "iat": at, "exp": at + 600}
        said = true | {"nonce": asked["nonce"]} | self.claims | self.wrong
        claims = {name: value for name, value in said.items() if value is not None}
        key = self.signs_with or self.key
        private: Any = {"none": None, "HS256": SECRET + SECRET}.get(self.algorithm, key.private)
        token = jwt.encode(claims, private, algorithm=self.algorithm, headers={"kid": key.kid})
        if not self.tampered:
            return token
        head, body, signature = token.split(".")
        read = json.loads(base64.urlsafe_b64decode(body + "=="))
        other = base64.urlsafe_b64encode(json.dumps(read | {"sub": "somebody-else"}).encode())
        return ".".join((head, other.rstrip(b"=").decode(), signature))


@contextmanager
def provided(now: datetime) -> Iterator[OpenId]:
    """One that listens until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.openid = OpenId(
        address=f"http://127.0.0.1:{server.server_port}", key=SigningKey.new("first"), now=now
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.openid
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    openid: OpenId
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._answer({name: values[-1] for name, values in parse_qs(sent).items()})

    def _answer(self, form: Mapping[str, str]) -> None:
        path = self.path.partition("?")[0]
        status, said = self.server.openid.answer(path, form, self.headers.get("Authorization"))
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Nothing: a test's log is the program's."""
