"""Style sheets, scripts and pictures: read once, served under an address that changes with their content."""

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    kind: str
    version: str


class Assets:
    """The files in the `static` folder of this package and of each folder given."""

    def __init__(self, further: Sequence[Path] = ()) -> None:
        self._assets = {
            path.name: _read(path)
            for folder in (FOLDER, *further)
            for path in sorted((folder / "static").glob("*"))
            if path.is_file()
        }

    def address(self, name: str) -> str:
        """Where that file is served; KeyError for one that is not there."""
        return f"/static/{name}?v={self._assets[name].version}"

    def route(self) -> Route:
        """The route that serves them, to anyone: there is nothing about anybody in them."""
        return Route("/static/{name}", self._serve, methods=["GET"])

    async def _serve(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        current = request.query_params.get("v") == asset.version
        headers = {"Cache-Control": FOR_EVER} if current else {}
        return Response(asset.content, media_type=asset.kind, headers=headers)


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _Asset(content, kind, hashlib.sha256(content).hexdigest()[:12])
