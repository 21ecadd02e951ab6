"""What an installation chooses about Slack, and which of it goes together."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.addresses import address

COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
KEY_BYTES = 32


class SlackSettings(BaseModel):
    """Slack is on once there is a signing secret or an app-level token; what is missing then is named, all of it."""

    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="Slack: the app's signing secret. It is on once this, or the app-level token, is set.",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None, description="Slack: the bot token (xoxb-…), where the app is in one workspace."
    )
    slack_client_id: str | None = Field(
        default=None, description="Slack: the app's client id, where it is installed in several workspaces."
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, description="Slack: the client secret that goes with the client id."
    )
    slack_app_id: str | None = Field(
        default=None, description="Slack: the app's id (A…); if given, what comes for another app is refused."
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack: the app-level token (xapp-…) that Socket Mode needs."
    )
    slack_socket_mode: bool = Field(
        default=False, description="Slack: fetch events over a socket, where Slack cannot reach this server."
    )
    slack_command: str = Field(
        default="/goldenthread", description="Slack: the slash command, as the app's manifest names it."
    )
    slack_external_channels: bool = Field(
        default=False, description="Slack: allow channels that are shared with other organisations."
    )
    slack_lookups_per_minute: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=20, description="Slack: how many threads and channels may be read back in a minute."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Slack: where its Web API is; another address is for tests.",
    )
    keys: SecretStr | None = Field(
        default=None,
        description="The keys with which tokens are kept encrypted, newest first, with commas between; "
        "`golden-thread keys new` makes one.",
    )
    public_url: str | None = Field(
        default=None, description="The address, https://…, by which browsers reach this server from outside."
    )

    @field_validator(
        "slack_signing_secret", "slack_bot_token", "slack_client_secret", "slack_app_token", "keys"
    )
    @classmethod
    def _no_empty_secret(cls, value: SecretStr | None) -> SecretStr | None:
        """An empty line in a file, or an empty file, is no secret."""
        return value if value is not None and value.get_secret_value().strip() else None

    @field_validator("slack_client_id", "slack_app_id", "public_url")
    @classmethod
    def _no_empty_word(cls, value: str | None) -> str | None:
        return value.strip() or None if value is not None else None

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _begins(value, "xoxb-", what="a bot token")

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _begins(value, "xapp-", what="an app-level token")

    @field_validator("slack_command")
    @classmethod
    def _is_a_command(cls, value: str) -> str:
        if not COMMAND.fullmatch(value):
            raise ValueError("must be a slash and up to 31 small letters, digits, hyphens or underlines")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_api(cls, value: str) -> str:
        return f"{address(value)}/"

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        found = address(value)
        if urlsplit(found).path:
            raise ValueError(
                "has something after the host name; write the address alone, such as https://thread.example.org"
            )
        return found

    @field_validator("keys")
    @classmethod
    def _are_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in _split(value):
            if not _is_key(key):
                raise ValueError("has something in it that is no key; `golden-thread keys new` makes one")
        return value

    @property
    def slack_is_on(self) -> bool:
        """Whether the bot speaks on Slack."""
        return self.slack_signing_secret is not None or self.slack_app_token is not None

    @property
    def every_key(self) -> tuple[str, ...]:
        """The keys as a list, newest first."""
        return _split(self.keys)


def revealed(secret: SecretStr | None) -> str | None:
    """What is in it, for the one place that needs it."""
    return None if secret is None else secret.get_secret_value().strip()


def slack_faults(given: SlackSettings) -> Iterator[str]:
    """What is missing, and what contradicts what, each naming the setting to change."""
    yield from _half_faults(given)
    on, several = given.slack_is_on, given.slack_client_id or given.slack_client_secret
    if not on:
        if given.slack_socket_mode:
            yield "SLACK_APP_TOKEN: Socket Mode needs the app-level token"
        elif given.slack_bot_token or several:
            yield "SLACK_SIGNING_SECRET: is missing; the other settings of Slack have no use without it"
        return
    if given.slack_bot_token and several:
        yield "SLACK_BOT_TOKEN: is for one workspace, and the client id for several; remove one of the two"
    if not given.slack_bot_token and not several:
        yield (
            "SLACK_BOT_TOKEN: is missing; set it for one workspace, "
            "or GOLDEN_THREAD_SLACK_CLIENT_ID and GOLDEN_THREAD_SLACK_CLIENT_SECRET for several"
        )
    if given.slack_socket_mode and given.slack_app_token is None:
        yield "SLACK_APP_TOKEN: Socket Mode needs the app-level token"
    if given.slack_app_token and not given.slack_socket_mode:
        yield "SLACK_SOCKET_MODE: is off, and the app-level token is only for it; turn it on, or remove the token"


def _half_faults(given: SlackSettings) -> Iterator[str]:
    if given.slack_client_id and not given.slack_client_secret:
        yield "SLACK_CLIENT_SECRET: is missing; it goes with the client id"
    if given.slack_client_secret and not given.slack_client_id:
        yield "SLACK_CLIENT_ID: is missing; it goes with the client secret"
    if given.slack_client_id or given.slack_client_secret:
        if given.keys is None:
            yield "KEYS: is missing; the tokens of several workspaces are kept encrypted"
        if given.public_url is None:
            yield "PUBLIC_URL: is missing; Slack sends people back to it when they install the app"


def _begins(value: SecretStr | None, beginning: str, *, what: str) -> SecretStr | None:
    if value is not None and not value.get_secret_value().strip().startswith(beginning):
        raise ValueError(f"is not {what}: those begin with {beginning}")
    return value


def _split(secret: SecretStr | None) -> tuple[str, ...]:
    return tuple(key.strip() for key in (revealed(secret) or "").split(",") if key.strip())


def _is_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.encode("ascii"))) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
