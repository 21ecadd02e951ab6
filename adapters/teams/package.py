"""The app package: the manifest and two icons in a zip, which is what the Teams admin centre takes."""

import io
import json
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from adapters.teams.manifest import FOLDER, Wanted, filled

ICONS = ("color.png", "outline.png")
EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def packed(wanted: Wanted) -> bytes:
    """The zip; the same bytes for the same wishes on every machine, hence not compressed. Raises Unfit."""
    manifest = json.dumps(filled(wanted), indent=2, ensure_ascii=False) + "\n"
    parts = {"manifest.json": manifest.encode(), **{icon: (FOLDER / icon).read_bytes() for icon in ICONS}}
    held = io.BytesIO()
    with ZipFile(held, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, date_time=EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_STORED, READABLE, 3
            package.writestr(entry, content)
    return held.getvalue()
