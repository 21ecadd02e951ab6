"""The settings: read from the environment (and `.env`), checked all at once, and never open by default."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.addresses import is_loopback
from bot.sign_in_settings import SignInSettings, sign_in_faults
from bot.slack_settings import SlackSettings, slack_faults
from bot.teams_settings import TeamsSettings, teams_faults

PREFIX = "GOLDEN_THREAD_"


class SettingsError(Exception):
    """One or more settings cannot be used; each line of the message names one and says what to do."""


class _HouseSettings(BaseSettings):
    """What there is to choose whatever platforms the bot speaks on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data: Path = Field(default=Path("var"), description="The one folder in which files are kept.")
    database: str | None = Field(
        default=None,
        description="sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; "
        "not set: a SQLite file in the data folder.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8000, description="The port to listen on.")
    allowed_hosts: str = Field(
        default="localhost,127.0.0.1,[::1]",
        description="Host names, with commas between, by which browsers may reach the pages.",
    )
    tick_seconds: Annotated[float, Field(ge=0.2, le=60)] = Field(
        default=15.0, description="Seconds between two looks at what is due."
    )
    bank: Path | None = Field(
        default=None, description="A folder of further prompt files (*.toml) beside the bank that is shipped."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important log line to write."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="json, text, or auto: text on a terminal, json elsewhere."
    )
    demonstration: bool = Field(
        default=False,
        description="Serve the demonstration: anyone who can open the page may choose who they are.",
    )
    demonstration_on_network: bool = Field(
        default=False, description="Allow the demonstration on an address that other machines can reach."
    )
    secrets_dir: Path | None = Field(
        default=None,
        description="A folder with a file for each secret, named like its setting in small letters.",
    )

    @field_validator("database")
    @classmethod
    def _known_engine(cls, value: str | None) -> str | None:
        if value is None or value.removeprefix("sqlite:///") not in {value, "", ":memory:"}:
            return value
        if not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with sqlite:/// (and a file) or postgresql://")
        try:
            named = urlsplit(value).port is None or urlsplit(value).hostname
        except ValueError:
            named = None
        if not named:
            # Said without the address: there is a password in it.
            raise ValueError(
                "is not an address: write postgresql://USER:PASSWORD@HOST:PORT/NAME, special characters as %XX"
            )
        return value

    @field_validator("bank", "secrets_dir")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("must be a folder that exists")
        return value

    @property
    def database_url(self) -> str:
        """The database that will be used."""
        if self.database is None:
            return f"sqlite:///{self.data / 'golden-thread.sqlite3'}"
        return self.database.replace("postgres://", "postgresql://", 1)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names as a list."""
        return tuple(name.strip() for name in self.allowed_hosts.split(",") if name.strip())


class Settings(SignInSettings, TeamsSettings, SlackSettings, _HouseSettings):
    """What an installation can choose. Each is an environment variable: `port` is `GOLDEN_THREAD_PORT`."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which browsers may reach the pages: those that are allowed, and that of the public address."""
        outside = urlsplit(self.public_url).hostname if self.public_url else None
        return (*super().hosts, outside) if outside else super().hosts

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        at_home = is_loopback(self.host)
        public = self.public_url is not None or not all(
            is_loopback(name.strip("[]")) for name in super().hosts
        )
        faults = [
            *slack_faults(self),
            *teams_faults(self, at_home=at_home, public=public),
            *sign_in_faults(self, public=self.public_url is not None),
        ]
        lines = [f"{PREFIX}{fault}" for fault in faults]
        if self.demonstration and not self.demonstration_on_network and not at_home:
            lines.append(
                f"demonstration: host {self.host} can be reached by other machines, and in the demonstration anyone may "
                f"be anyone; listen on 127.0.0.1, or set {PREFIX}DEMONSTRATION_ON_NETWORK=true if you mean it"
            )
        if lines:
            raise ValueError("\n".join(lines))
        return self


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` (from a command line) win.

    After them the environment, then `.env`, then the folder of secrets. Raises `SettingsError` naming every setting at fault, also those that do not exist. Values are not
    repeated in it: one of them may be a password.
    """
    try:
        written = dotenv_values(".env")
    except UnicodeDecodeError:
        raise SettingsError(".env: it is not UTF-8 text; save it again as UTF-8") from None
    secrets = _folder_of_secrets({**written, **os.environ})
    kept = [file.name for file in secrets.iterdir() if file.is_file()] if secrets else []
    names = {name.upper() for name in (*os.environ, *written, *kept)}
    faults = [_unknown(name) for name in sorted(names) if name.startswith(PREFIX) and not _is_setting(name)]
    settings = None
    try:
        given = {key: value for key, value in overrides.items() if value is not None}
        settings = Settings(**{"_secrets_dir": secrets, **given})
    except ValidationError as error:
        faults += [_fault(dict(detail)) for detail in error.errors()]
    if settings is None or faults:
        raise SettingsError("\n".join(faults))
    return settings


def _folder_of_secrets(written: Mapping[str, str | None]) -> Path | None:
    """The one that is named, if it is there; if it is not, the setting is at fault and says so."""
    for name, value in written.items():
        if name.upper() == f"{PREFIX}SECRETS_DIR" and value and Path(value).is_dir():
            return Path(value)
    return None


def _is_setting(name: str) -> bool:
    # The test suite's own variables share the prefix; the program does not read them.
    return name.removeprefix(PREFIX).lower() in Settings.model_fields or name.startswith(f"{PREFIX}TEST_")


def _unknown(name: str) -> str:
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean {close[0]}?" if close else "remove it, or look in .env.example for what there is"
    return f"{name}: there is no such setting; {remedy}"


def _fault(detail: Mapping[str, Any]) -> str:
    said = str(detail["msg"]).removeprefix("Value error, ")
    if not detail["loc"]:
        return said
    return f"{PREFIX}{str(detail['loc'][0]).upper()}: {said[0].lower()}{said[1:]}"
