"""What a browser takes along to a provider and brings back: signed, good for ten minutes, one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from adapters.web.sign_in.kept import SECRET, forget_cookie, set_cookie
from adapters.web.sign_in.provider import Provider, SignInFailed
from bot.domain.sign_in import new_secret

FLOW, INVITED = "__Host-golden-thread-flow", "__Host-golden-thread-invitation"
LASTS = timedelta(minutes=10)
INVITED_LASTS = timedelta(minutes=30)
LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One way to a provider and back. `invited`: whoever comes back accepts the invitation that the browser holds."""

    state: str
    nonce: str
    verifier: str
    onward: str
    invited: bool
    at: datetime

    @classmethod
    def new(cls, *, onward: str, invited: bool, at: datetime) -> "Flow":
        """One that nobody can guess."""
        return cls(
            state=new_secret(),
            nonce=new_secret(),
            verifier=new_secret(),
            onward=local(onward),
            invited=invited,
            at=at,
        )

    def write(self, response: Response, provider: Provider) -> None:
        """The browser carries it, in place of one it may have carried before."""
        said = [self.state, self.nonce, self.verifier, self.onward, self.invited, self.at.timestamp()]
        set_cookie(response, FLOW, str(_signer(provider).dumps(said)), seconds=int(LASTS.total_seconds()))

    @classmethod
    def read(cls, request: Request, provider: Provider, *, at: datetime) -> "Flow":
        """What the browser took along, if this is how it comes back. Raises SignInFailed."""
        try:
            said = _signer(provider).loads(request.cookies.get(FLOW, ""))
        except BadSignature:
            raise SignInFailed("no-flow") from None
        state, nonce, verifier, onward, invited, begun = said
        flow = cls(
            state=state,
            nonce=nonce,
            verifier=verifier,
            onward=local(onward),
            invited=invited,
            at=datetime.fromtimestamp(begun, tz=UTC),
        )
        if at - flow.at >= LASTS:
            raise SignInFailed("late")
        if not compare_digest(flow.state.encode(), request.query_params.get("state", "").encode()):
            raise SignInFailed("state")
        return flow


def local(path: str) -> str:
    """That page of ours; the home page where it is none, so that nobody is led elsewhere."""
    led_away = not path.startswith("/") or path[1:2] in {"/", "\\"} or "\\" in path
    odd = len(path) > LONGEST_PATH or not path.isprintable()
    back_here = path.startswith(("/sign-", "/invitations/", "/static/"))
    return "/" if led_away or odd or back_here else path


def keep_invitation(response: Response, secret: str) -> None:
    """The browser holds it until it is accepted."""
    set_cookie(response, INVITED, secret, seconds=int(INVITED_LASTS.total_seconds()))


def invitation_of(cookies: Mapping[str, str]) -> str | None:
    """The invitation that the browser holds."""
    secret = cookies.get(INVITED, "")
    return secret if SECRET.fullmatch(secret) else None


def forget(response: Response, *names: str) -> None:
    """What has served its turn is gone from the browser."""
    for name in names:
        forget_cookie(response, name)


def _signer(provider: Provider) -> URLSafeSerializer:
    # With the client's secret, which every copy of the program shares, and nobody else but the provider has.
    return URLSafeSerializer(provider.client_secret, salt=f"golden-thread.flow.{provider.key}")
