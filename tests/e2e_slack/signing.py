"""What the stand-in never sends: the same event again, and shortcuts; signed as Slack signs."""

from slack_sdk.signature import SignatureVerifier

from tests.e2e_slack.conftest import Scene
from tests.e2e_slack.stand_in import SIGNING_SECRET


async def send(
    scene: Scene, body: str, *, kind: str = "application/json", secret: str = SIGNING_SECRET
) -> int:
    """The status with which we answered that body."""
    verifier = SignatureVerifier(secret)
    at = str(int(verifier.clock.now()))
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": str(verifier.generate_signature(timestamp=at, body=body)),
    }
    address = scene.people.slack.request_url
    async with scene.session.post(address, data=body.encode(), headers=headers) as answer:
        return answer.status
