"""A local identity provider: the keys that sign what Teams sends, tokens good and bad, and the authority that MSAL asks."""

import base64
import hashlib
import hmac
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP = "0c0ffee0-1111-4222-8333-444455556666"
TENANT = "5e1f1e5e-aaaa-4bbb-8ccc-ddddeeeeffff"
SECRET = "a-secret-of-the-registration"
ISSUER = "https://api.botframework.com"
SERVICE = "https://smba.example/uk/"
METADATA = "/v1/.well-known/openidconfiguration"
JWKS = "/v1/.well-known/keys"
TEAMS = ("msteams", "webchat")
HOLD_AT_MOST = 10.0


@dataclass(kw_only=True)
class SigningKey:
    """One pair of keys; `endorsements` are the channels that it may sign for, None leaves the field out."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] | None = TEAMS

    @classmethod
    def new(cls, kid: str, *, endorsements: tuple[str, ...] | None = TEAMS) -> "SigningKey":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(kid=kid, private=private, endorsements=endorsements)

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def jwk(self) -> Mapping[str, Any]:
        found = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        shown = {**found, "kid": self.kid, "use": "sig", "x5t": self.kid}
        return shown if self.endorsements is None else {**shown, "endorsements": list(self.endorsements)}


@dataclass(kw_only=True)
class Identity:
    """`address` shows the keys over http; `login_url` is the authority over https, trusted by whom `certificate` is given.

    What a test does to it takes effect with the next request; `asked` is every path that was asked for.
    """

    address: str
    login_url: str
    certificate: Path
    keys: list[SigningKey]
    asked: list[str] = field(default_factory=list)
    tokens_given: int = 0
    token_seconds: int = 3600
    login_fault: tuple[int, str] | None = None
    """A status and MSAL's word for it, such as (401, "invalid_client"), in place of a token."""
    away: bool = False
    """Everything is answered with 503."""
    instead: dict[str, tuple[int, object]] = field(default_factory=dict)
    """What is answered at a path, in place of what is true there."""
    _open: threading.Event = field(default_factory=threading.Event)
    _held: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def keys_url(self) -> str:
        return self.address + METADATA

    @property
    def key(self) -> SigningKey:
        """The newest one."""
        return self.keys[-1]

    def rotate(self, kid: str, *, keep: bool = True) -> SigningKey:
        """There is a new key, beside the old ones or instead of them."""
        made = SigningKey.new(kid)
        self.keys = [*self.keys, made] if keep else [made]
        return made

    def hold(self) -> None:
        """Answers are held back from now on, until they are released."""
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def is_holding(self) -> bool:
        """Waits, off the loop if it is asked there, until one request is held; False if none came."""
        return self._held.acquire(timeout=HOLD_AT_MOST)

    def times_asked(self, path: str) -> int:
        return sum(each == path for each in self.asked)

    def header(self, **changes: Any) -> dict[str, str]:
        """The header of a request as Teams would send it; `changes` as in `token`."""
        return {"Authorization": f"Bearer {self.token(**changes)}"}

    def token(  # noqa: PLR0913 - what may be wrong with a token is much
        self,
        *,
        audience: object = APP,
        issuer: str = ISSUER,
        service_url: str | None = SERVICE,
        begins: timedelta = timedelta(minutes=-5),
        ends: timedelta | None = timedelta(hours=1),
        key: SigningKey | None = None,
        kid: str | None = None,
        algorithm: str = "RS256",
        further: Mapping[str, Any] | None = None,
    ) -> str:
        """A token as the Bot Connector signs one, but for what is given; `kid` alone leaves the signing key as it is."""
        signing, now = key or self.key, datetime.now(UTC)
        claims: dict[str, Any] = {"iss": issuer, "aud": audience, "nbf": now + begins}
        if ends is not None:
            claims["exp"] = now + ends
        if service_url is not None:
            claims["serviceurl"] = service_url
        claims |= further or {}
        headers = {"kid": signing.kid if kid is None else kid}
        if algorithm == "none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if algorithm == "HS256":
            return _by_public_key(claims, headers, signing.public_pem)
        return jwt.encode(claims, signing.private, algorithm=algorithm, headers=headers)

    def answer(self, path: str, *, secure: bool) -> tuple[int, object]:
        """What the server says; called in its threads."""
        self.asked.append(path)
        if not self._open.is_set():
            self._held.release()
            self._open.wait(HOLD_AT_MOST)
        if self.away:
            return 503, {}
        return self.instead.get(path) or self._said(path, secure=secure)

    def _said(self, path: str, *, secure: bool) -> tuple[int, object]:
        if path == METADATA:
            return 200, {"issuer": ISSUER, "jwks_uri": self.address + JWKS}
        if path == JWKS:
            return 200, {"keys": [key.jwk for key in self.keys]}
        if secure and path.endswith("/.well-known/openid-configuration"):
            return 200, self._authority(path)
        if secure and path.endswith("/token"):
            return self._token()
        return 404, {}

    def _authority(self, path: str) -> Mapping[str, Any]:
        tenant = path.removesuffix("/.well-known/openid-configuration").removesuffix("/v2.0").strip("/")
        here = f"{self.login_url}{tenant}"
        return {
            "issuer": f"{here}/v2.0",
            "token_endpoint": f"{here}/oauth2/v2.0/token",
            "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{here}/oauth2/v2.0/devicecode",
        }

    def _token(self) -> tuple[int, Mapping[str, Any]]:
        if self.login_fault is not None:
            status, word = self.login_fault
            return status, {"error": word, "error_description": f"AADSTS0: {word}"}
        self.tokens_given += 1
        return 200, {
            "token_type": "Bearer",
            "expires_in": self.token_seconds,
            "ext_expires_in": self.token_seconds,
            "access_token": f"outbound-{self.tokens_given}",
        }


@contextmanager
def provided(folder: Path) -> Iterator[Identity]:
    """One that listens until the block ends; its certificate lies in the folder, for REQUESTS_CA_BUNDLE."""
    certificate, private = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    plain, secure = _Server(("127.0.0.1", 0), _Handler), _Server(("127.0.0.1", 0), _Handler)
    secure.secure, secure.context = True, context
    identity = Identity(
        address=f"http://127.0.0.1:{plain.server_port}",
        login_url=f"https://localhost:{secure.server_port}/",
        certificate=certificate,
        keys=[SigningKey.new("first")],
    )
    identity.release()
    threads = []
    for server in (plain, secure):
        server.identity = identity
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        threads.append(thread)
    try:
        yield identity
    finally:
        identity.release()
        for server, thread in zip((plain, secure), threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    identity: Identity
    secure = False
    context: ssl.SSLContext | None = None
    daemon_threads = True

    def get_request(self) -> tuple[Any, Any]:
        """Hands are shaken with the first word, in the connection's own thread, so that a slow one keeps nobody waiting."""
        request, client = super().get_request()
        if self.context is None:
            return request, client
        return self.context.wrap_socket(request, server_side=True, do_handshake_on_connect=False), client

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up, or does not trust the certificate, is no error of this server's."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer()

    def _answer(self) -> None:
        status, said = self.server.identity.answer(self.path.partition("?")[0], secure=self.server.secure)
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Nothing: a test's log is the program's."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int(time.time()))
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, hidden = folder / "authority.pem", folder / "authority.key"
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    hidden.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return shown, hidden


def _by_public_key(claims: Mapping[str, Any], headers: Mapping[str, str], public_pem: bytes) -> str:
    """The oldest of tricks: the public key as a secret. PyJWT refuses to make one, so it is made here."""
    plain = {k: int(v.timestamp()) if isinstance(v, datetime) else v for k, v in claims.items()}
    parts = [json.dumps(each).encode() for each in ({"alg": "HS256", "typ": "JWT", **headers}, plain)]
    signing = b".".join(_encoded(part) for part in parts)
    return (signing + b"." + _encoded(hmac.new(public_pem, signing, hashlib.sha256).digest())).decode()


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")
