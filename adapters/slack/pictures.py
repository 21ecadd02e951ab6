"""A picture on Slack: three calls, of which only the last shows anybody anything."""

from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import SOON, said_by_slack
from adapters.slack.quiet import quiet
from adapters.slack.speaking import Speaking
from adapters.slack.text import escaped
from bot.domain.picture import Picture
from bot.fields import parts, text
from bot.ports.chat import OutcomeUnknown, Refused, TryLater

T = TypeVar("T")

SCOPE = "files:write"
NAME = "heat-map.png"
WITHOUT_SCOPE = (
    "Golden Thread may not show pictures on Slack yet: ask an admin of the Slack workspace to take over the permission "
    "files:write from our manifest and to install the app again."
)
OK = 200


async def put(speaking: Speaking, workspace: str, channel: str, picture: Picture) -> str:
    """The picture stands in the channel; returns its id as a file: Slack does not say which message shows it."""
    if not (await speaking.to(workspace)).may(SCOPE):
        raise Refused(WITHOUT_SCOPE)
    place = await _place(speaking, workspace, picture)

    async def upload(client: AsyncWebClient) -> int:
        return await _upload(client, text(place, "upload_url"), picture.png)

    status = await speaking.prepare(workspace, "upload of a picture", upload)
    if status != OK:
        # Nobody sees anything of it yet, and the next attempt is given another address.
        raise TryLater(f"Slack did not take the picture (status {status}).", after=SOON)
    file = text(place, "file_id")
    answer = await _scoped(
        speaking.show_file(
            workspace,
            channel,
            files=[{"id": file, "title": picture.title}],
            initial_comment=escaped(picture.words),
        )
    )
    if not any(text(each, "id") == file for each in parts(answer, "files")):
        raise OutcomeUnknown("Slack did not say whether the picture is shown.")
    return file


async def _place(speaking: Speaking, workspace: str, picture: Picture) -> Mapping[str, Any]:
    """Where the picture is to be sent, and its id once it is. Nobody sees anything of it yet."""
    # As a form: an address would be logged on the way, and JSON is not taken.
    asked = {"filename": NAME, "length": len(picture.png), "alt_txt": picture.alt}

    async def ask(client: AsyncWebClient) -> Mapping[str, Any]:
        answer = await client.api_call("files.getUploadURLExternal", data=asked)
        return answer.data if isinstance(answer.data, Mapping) else {}

    answer = await _scoped(speaking.prepare(workspace, "files.getUploadURLExternal", ask))
    if not text(answer, "upload_url") or not text(answer, "file_id"):
        raise TryLater("Slack did not say where the picture is to be sent.", after=SOON)
    return answer


async def _scoped(call: Awaitable[T]) -> T:
    """What the call answers; a missing permission is one for pictures alone, and closes no channel."""
    try:
        return await call
    except Refused as refused:
        if said_by_slack(refused) == "missing_scope":
            raise Refused(WITHOUT_SCOPE) from refused
        raise


async def _upload(client: AsyncWebClient, url: str, png: bytes) -> int:
    """What Slack answered, as a status of HTTP."""
    # The SDK's second step has no public name, and `files_upload_v2` does not tell which of its steps failed.
    done = await client._upload_file(  # noqa: SLF001
        url=url, data=png, logger=quiet(), timeout=client.timeout, proxy=client.proxy, ssl=client.ssl
    )
    return done.status
