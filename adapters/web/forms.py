"""What a browser sent with a form: its fields and files, within limits, left in `request.state`."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

LARGEST_BODY = 2_000_000
"""Bytes. An answer of 100,000 characters still fits, to be told on the page that it is too long."""

LARGEST_FILE = 1_000_000
LARGEST_HEARD = 20_000_000
"""Bytes that are still listened to and thrown away: a browser shows an answer only once it has said everything."""

MOST_FIELDS = 3_000
"""A year of days for each of some schools, or every prompt of the bank, can be ticked on one page."""
MOST_FILES = 5
TYPED, WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as the browser sent it; `name` is what it is called on the person's machine."""

    name: str
    data: bytes = field(repr=False)


async def keep_form(request: Request) -> None:
    """What was sent is in `request.state`: `form` the last of each name, `several` all of each, `files` the uploads.

    A file field that was left empty is in none of them. Raises HTTPException 400, 413 or 415.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {TYPED, WITH_FILES}:
        raise HTTPException(415)
    body = await _body(request)
    files: dict[str, Upload] = {}
    if kind == TYPED:
        several = _typed(body)
    else:
        several, files = await _with_files(request, body)
    request.state.form = {name: values[-1] for name, values in several.items()}
    request.state.several = several
    request.state.files = files


async def _body(request: Request) -> bytes:
    body = bytearray()
    heard = 0
    async for chunk in request.stream():
        heard += len(chunk)
        if heard > LARGEST_HEARD:
            break
        if heard <= LARGEST_BODY:
            body += chunk
    if heard > LARGEST_BODY:
        raise HTTPException(413)
    return bytes(body)


def _typed(body: bytes) -> dict[str, tuple[str, ...]]:
    try:
        fields = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(413) from None
    return {name: tuple(values) for name, values in fields.items()}


async def _with_files(request: Request, body: bytes) -> tuple[dict[str, tuple[str, ...]], dict[str, Upload]]:
    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, once(), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY
    )
    try:
        found = await parser.parse()
    except (MultiPartException, ValueError):  # the latter from a charset that is none
        raise HTTPException(400) from None
    several: dict[str, tuple[str, ...]] = {}
    files: dict[str, Upload] = {}
    try:
        for name, value in found.multi_items():
            _require_text(name, value.filename if isinstance(value, UploadFile) else value)
            if not isinstance(value, UploadFile):
                several[name] = (*several.get(name, ()), value)
            elif value.filename:
                files[name] = await _upload(value)
    finally:
        await found.close()
    return several, files


def _require_text(*said: str | None) -> None:
    """Half an emoji, as a charset like UTF-7 can spell one, is no text: no page could show it again."""
    try:
        "".join(each or "" for each in said).encode()
    except UnicodeEncodeError:
        raise HTTPException(400) from None


async def _upload(sent: UploadFile) -> Upload:
    data = await sent.read()
    if len(data) > LARGEST_FILE:
        raise HTTPException(413)
    return Upload(name=(sent.filename or "").replace("\0", " "), data=data)
