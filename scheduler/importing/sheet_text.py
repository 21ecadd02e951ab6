"""The text of a sheet saved as CSV, whichever program saved it."""

from dataclasses import dataclass

DELIMITERS = ",;\t"
"""What programs put between the cells; Excel goes by where its user lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetText:
    """What the sheet says, and what stands between its cells."""

    text: str
    delimiter: str

    @property
    def heading(self) -> str:
        """The first line that says anything."""
        return next((line for line in self.text.splitlines() if line.strip()), "")


def sheet_text(data: bytes) -> SheetText | None:
    """The sheet in UTF-8, or in what Excel on Windows writes; None where it is no text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            return None
        heading = SheetText(text=text, delimiter=",").heading
        return SheetText(text=text, delimiter=max(DELIMITERS, key=heading.count))
    return None
