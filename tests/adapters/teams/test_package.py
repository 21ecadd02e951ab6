"""The app package is a zip that the Teams admin centre takes: three files, two of them icons as Teams wants them."""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from adapters.teams.manifest import FOLDER, Wanted, filled
from adapters.teams.package import packed
from tests.adapters.teams import drawing

WANTED = Wanted(
    app_id="2f1d7c9e-5b3a-4e68-9c41-7a0b6d8e4f25", url="https://thread.ashgrove.example", consent=True
)


def pixels(picture: bytes, *, side: int, channels: int) -> Iterator[tuple[int, ...]]:
    """Those of a PNG as ours are written: eight bits, one part, no filters."""
    start, found = 8, b""
    while start < len(picture):
        (length,), name = struct.unpack(">I", picture[start : start + 4]), picture[start + 4 : start + 8]
        found += picture[start + 8 : start + 8 + length] if name == b"IDAT" else b""
        start += 12 + length
    raw = zlib.decompress(found)
    assert len(raw) == side * (side * channels + 1)
    for row in range(side):
        line = raw[row * (side * channels + 1) :][: side * channels + 1]
        assert line[0] == 0
        for column in range(side):
            yield tuple(line[1 + column * channels :][:channels])


def test_it_holds_the_manifest_and_both_icons_and_nothing_else() -> None:
    with ZipFile(io.BytesIO(packed(WANTED))) as package:
        assert package.testzip() is None
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        assert manifest == filled(WANTED)
        assert set(manifest["icons"].values()) == {"color.png", "outline.png"}
        for icon in manifest["icons"].values():
            assert package.read(icon) == (FOLDER / icon).read_bytes()


def test_the_same_wishes_are_the_same_bytes() -> None:
    first = packed(WANTED)
    assert packed(WANTED) == first
    assert packed(Wanted(app_id=WANTED.app_id, url=WANTED.url, consent=False)) != first


@pytest.mark.parametrize(("icon", "side", "kind"), [("color.png", 192, 2), ("outline.png", 32, 6)])
def test_an_icon_has_the_size_that_teams_demands(icon: str, side: int, kind: int) -> None:
    head = (FOLDER / icon).read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colours = struct.unpack(">IIBB", head[16:26])
    assert (width, height, depth, colours) == (side, side, 8, kind)


def test_the_outline_is_white_on_nothing() -> None:
    seen = list(pixels((FOLDER / "outline.png").read_bytes(), side=32, channels=4))
    assert {pixel[:3] for pixel in seen} == {drawing.WHITE}
    assert {0, 255} <= {pixel[3] for pixel in seen}
    assert all(seen[corner][3] == 0 for corner in (0, 31, 31 * 32, 32 * 32 - 1))


def test_the_icons_are_the_thread_of_the_pages_as_the_drawing_draws_it() -> None:
    for icon, side, channels, drawn in (
        ("outline.png", 32, 4, drawing.outline()),
        ("color.png", 192, 3, drawing.colour()),
    ):
        committed = (FOLDER / icon).read_bytes()
        same = pixels(committed, side=side, channels=channels), pixels(drawn, side=side, channels=channels)
        # Machines differ in the last digit of a root, and zip differently.
        assert all(
            abs(one - other) <= 1
            for pair in zip(*same, strict=True)
            for one, other in zip(*pair, strict=True)
        ), icon


@pytest.mark.image
def test_the_wheel_carries_everything_that_the_package_is_made_of(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=FOLDER.parents[2], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as built:
        for part in FOLDER.iterdir():
            assert built.read(f"adapters/teams/app_package/{part.name}") == part.read_bytes()
