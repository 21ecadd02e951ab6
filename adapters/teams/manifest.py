"""The manifest of the app that a trust uploads to its Teams, filled in for its own registration."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

FOLDER = Path(__file__).parent / "app_package"
NAME = "Golden Thread"
LONGEST_NAME = 30  # characters; Teams shows no more
APP_ID, PACKAGE_ID, ADDRESS, WEBSITE = "YOUR-APP-ID", "YOUR-PACKAGE-ID", "YOUR-ADDRESS", "YOUR-WEBSITE"
_OURS = UUID("1c0a2f53-8a4f-4c57-9a47-3f0d4d1b7f2e")
"""Package ids are made in this space of names, so that a registration has the same one each time."""
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")


class Unfit(ValueError):  # noqa: N818 - it says what is so
    """Something that Teams would not take; the message has a line for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a trust chooses about its app.

    With `consent` it asks each team's owner that every message of the team be sent to the bot. `website` is where the
    app's links to help, privacy and terms lead, the public address if there is none; `version` None is the program's.
    """

    app_id: str
    url: str
    consent: bool
    name: str = NAME
    website: str | None = None
    version: str | None = None


def filled(wanted: Wanted) -> dict[str, Any]:
    """The manifest for that registration and address. Raises Unfit, naming every fault at once."""
    app_id, name = wanted.app_id.strip().lower(), wanted.name.strip()
    faults = [
        fault
        for fault in (
            _id_fault(app_id),
            _url_fault(wanted.url, alone=True),
            _url_fault(wanted.website, alone=False) if wanted.website else None,
            _name_fault(name),
            _version_fault(wanted.version),
        )
        if fault
    ]
    if faults:
        raise Unfit("\n".join(faults))
    host = (urlsplit(wanted.url.strip()).hostname or "").lower()
    website = (wanted.website or wanted.url).strip().rstrip("/")
    words = {APP_ID: app_id, PACKAGE_ID: package_id(app_id), ADDRESS: host, f"https://{WEBSITE}": website}
    found: dict[str, Any] = _said(json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8")), words)
    if name != NAME:
        found["name"] = {"short": name, "full": name}
    if wanted.version:
        found["version"] = wanted.version
    if not wanted.consent:
        # Both are for what a team's owner agrees to; without it the app asks Entra for nothing.
        del found["webApplicationInfo"], found["authorization"]
    return found


def _said(value: Any, words: Mapping[str, str]) -> Any:
    """The same with each of those placeholders said; in the values and not in the file, so that nothing can break out."""
    if isinstance(value, dict):
        return {key: _said(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [_said(each, words) for each in value]
    if isinstance(value, str):
        for placeholder, word in words.items():
            value = value.replace(placeholder, word)
    return value


def package_id(app_id: str) -> str:
    """The id of the app in Teams' catalogue: another than the bot's, and always the same for the same registration."""
    return str(uuid5(_OURS, app_id.lower()))


def _id_fault(app_id: str) -> str | None:
    if _GUID.fullmatch(app_id) and app_id.strip("0-"):
        return None
    return (
        "the app id is not one: it is the Application (client) ID on the registration's page in Entra, "
        "such as 2f1d7c9e-5b3a-4e68-9c41-7a0b6d8e4f25"
    )


def _url_fault(url: str, *, alone: bool) -> str | None:
    what = "the public address" if alone else "the web site"
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"{what} is not an address"
    plain = url.strip().isascii() and url.strip().isprintable() and not re.search(r"[\s\"<>\\]", url.strip())
    if (
        not plain
        or parts.scheme != "https"
        or parts.username
        or parts.password
        or parts.query
        or parts.fragment
    ):
        return f"{what} must begin with https://, and hold no password and no blanks"
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*", host.lower()):
        return f"{what} must have the full name of a host that Teams can reach, such as https://thread.ashgrove.example"
    if alone and parts.path not in {"", "/"}:
        return f"{what} must end with the host's name: Golden Thread answers at /teams/messages there"
    return None


def _name_fault(name: str) -> str | None:
    if not name or not name.isprintable():
        return "the name must be one line of words"
    if len(name) > LONGEST_NAME:
        return f"the name has {len(name)} characters, and Teams shows no more than {LONGEST_NAME}"
    return None


def _version_fault(version: str | None) -> str | None:
    if version is None or _VERSION.fullmatch(version):
        return None
    return "the version must be three numbers with points between, such as 1.0.1"
