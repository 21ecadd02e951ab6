"""The app's two icons for Teams, drawn from the thread of the pages: `python -m tests.adapters.teams.drawing` writes them.

The pictures are committed, so that whoever makes the app package needs nothing to draw with.
"""

import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from adapters.teams.manifest import FOLDER

THREAD = Path(__file__).parents[3] / "adapters" / "web" / "static" / "thread.svg"
VIEW = 64  # the side of the drawing's own square
STEPS = 8  # straight pieces for each curve
GOLD = (236, 184, 78)
INK = (35, 39, 58)
WHITE = (255, 255, 255)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Thread:
    """A line of straight pieces, and the ring at its end."""

    points: tuple[Point, ...]
    width: float
    ring: Point
    radius: float
    ring_width: float

    def covers(self, at: Point, *, pixel: float) -> float:
        """How much of a pixel of that size lies under the thread, from 0 to 1."""
        along = min(_away(at, a, b) for a, b in pairwise(self.points))
        around = abs(math.dist(at, self.ring) - self.radius)
        inside = max(self.width / 2 - along, self.ring_width / 2 - around)
        return min(1.0, max(0.0, inside / pixel + 0.5))


def thread() -> Thread:
    """As the drawing has it: one path of relative curves, and one circle."""
    svg = THREAD.read_text(encoding="utf-8")
    path, width = re.findall(r'<path d="([^"]+)"[^>]* stroke-width="([\d.]+)"', svg)[0]
    circle = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"[^>]* stroke-width="([\d.]+)"', svg)
    x, y, radius, ring_width = (float(number) for number in circle[0])
    return Thread(tuple(_points(path)), float(width), (x, y), radius, ring_width)


def colour() -> bytes:
    """192 by 192, in full colour, without transparency."""
    rows = []
    for row in _covered(192, inside=150):
        mixed = (
            round(ink + (gold - ink) * part) for part in row for ink, gold in zip(INK, GOLD, strict=True)
        )
        rows.append(bytes(mixed))
    return _png(192, rows, kind=2)


def outline() -> bytes:
    """32 by 32, white and nothing else, on transparency."""
    rows = [b"".join(bytes((*WHITE, round(255 * part))) for part in row) for row in _covered(32, inside=28)]
    return _png(32, rows, kind=6)


def _covered(side: int, *, inside: int) -> Iterator[list[float]]:
    drawn, pixel = thread(), VIEW / inside
    edge = VIEW / 2 - side * pixel / 2
    for down in range(side):
        y = edge + (down + 0.5) * pixel
        yield [drawn.covers((edge + (over + 0.5) * pixel, y), pixel=pixel) for over in range(side)]


def _points(path: str) -> Iterator[Point]:
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    x, y = numbers[:2]
    yield x, y
    for at in range(2, len(numbers), 6):
        relative = numbers[at : at + 6]
        bends = [(x, y)] + [(x + relative[k], y + relative[k + 1]) for k in (0, 2, 4)]
        for step in range(1, STEPS + 1):
            yield _along(bends, step / STEPS)
        x, y = bends[-1]


def _along(bends: list[Point], part: float) -> Point:
    while len(bends) > 1:
        bends = [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in pairwise(bends)]
    return bends[0]


def _away(at: Point, a: Point, b: Point) -> float:
    over, down = b[0] - a[0], b[1] - a[1]
    part = ((at[0] - a[0]) * over + (at[1] - a[1]) * down) / (over * over + down * down)
    part = min(1.0, max(0.0, part))
    return math.dist(at, (a[0] + part * over, a[1] + part * down))


def _png(side: int, rows: list[bytes], *, kind: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


if __name__ == "__main__":
    (FOLDER / "color.png").write_bytes(colour())
    (FOLDER / "outline.png").write_bytes(outline())
