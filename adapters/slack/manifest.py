"""The manifest from which a trust makes a Slack app of its own, filled in and ready to paste."""

import re
from pathlib import Path

FILE = Path(__file__).parent / "manifest.yaml"
PLACE = "YOUR-ADDRESS"
NAME = "Golden Thread"
"""What the app is called, and invited by: the manifest's display name, which a test compares."""
COMMAND = "/goldenthread"
SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "reactions:write",
    "users:read",
)
"""What the app asks a workspace for: the scopes of the manifest, which a test compares."""


class Unfit(ValueError):  # noqa: N818 - it says what is so
    """An address or a command that Slack would not take."""


def filled(*, url: str | None = None, socket: bool = False, command: str = COMMAND) -> str:
    """The manifest as YAML: with that public address, or without any where Slack is reached by Socket Mode.

    Raises Unfit. Without either the placeholder stays.
    """
    if not re.fullmatch(r"/[a-z0-9_-]{1,31}", command):
        raise Unfit(
            f"{command!r} cannot be a slash command: write / and up to 31 small letters, digits, - or _"
        )
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    if socket:
        lines = [line for line in lines if PLACE not in line]
    text = "\n".join([*lines, ""]).replace(f"command: {COMMAND}\n", f"command: {command}\n")
    if socket:
        return text.replace("socket_mode_enabled: false", "socket_mode_enabled: true")
    if url is None:
        return text
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/?", url):
        raise Unfit(f"{url!r} is not a public address: write https:// and the host's name, without a path")
    return text.replace(f"https://{PLACE}", url.rstrip("/"))
