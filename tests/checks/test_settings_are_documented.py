"""`.env.example` says exactly what the settings are, in their order, with their words and defaults."""

import re
from pathlib import Path

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]


def _expected() -> str:
    lines = [
        "# Every setting there is, each with its default. Copy this file to .env and uncomment what you change;",
        "# a variable of the same name in the environment wins. `golden-thread check` says whether all is in order.",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        if isinstance(field.default, bool):
            default = default.lower()
        lines += ["", f"# {field.description}", f"# {PREFIX}{name.upper()}={default}"]
    return "\n".join(lines) + "\n"


def test_the_example_file_is_what_the_settings_say() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert example == _expected(), f".env.example should read:\n\n{_expected()}"


def test_documents_name_only_settings_that_there_are() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    documents = [ROOT / name for name in ("README.md", "Dockerfile", "Makefile", "CONTRIBUTING.md")]
    documents += sorted((ROOT / "docs").rglob("*.md"))
    unknown = [
        f"{document.relative_to(ROOT)}: {name}"
        for document in documents
        for name in re.findall(rf"{PREFIX}[A-Z][A-Z_]*[A-Z]", document.read_text(encoding="utf-8"))
        if name not in known and not name.startswith(f"{PREFIX}TEST_")
    ]
    assert not unknown


def test_operators_find_every_setting_in_one_table() -> None:
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    section = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("| "))
    named = set(re.findall(r"`([A-Z][A-Z_]+[A-Z])`", rows))
    assert named == {name.upper() for name in Settings.model_fields}
