"""What an installation chooses about Teams, and which of it goes together."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.addresses import address

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class TeamsSettings(BaseModel):
    """Teams is on once there is an app id; what is missing then is named, all of it."""

    teams_app_id: str | None = Field(
        default=None,
        description="Teams: the app (client) id of the registration in Entra. It is on once this is set.",
    )
    teams_tenant_id: str | None = Field(
        default=None, description="Teams: the directory (tenant) id of the trust; nobody else is heard."
    )
    teams_app_secret: SecretStr | None = Field(
        default=None, description="Teams: the registration's client secret (its value, not its id)."
    )
    teams_managed_identity: bool = Field(
        default=False,
        description="Teams: the app is a user-assigned managed identity, on a server in Azure; it has no secret.",
    )
    teams_without_authentication: bool = Field(
        default=False,
        description="Teams: believe whoever calls, for development on this machine alone; it is on with this, too.",
    )
    teams_login_url: str = Field(
        default="https://login.microsoftonline.com/",
        description="Teams: where tokens to speak with come from; another address is for other clouds and tests.",
    )
    teams_service_scope: str = Field(
        default="https://api.botframework.com/.default",
        description="Teams: what such a token is for; other clouds have another.",
    )
    teams_keys_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Teams: where the keys are shown that sign what Teams sends.",
    )
    teams_token_issuer: str = Field(
        default="https://api.botframework.com",
        description="Teams: who has to have signed what Teams sends; other clouds have another.",
    )

    @field_validator("teams_app_id", "teams_tenant_id")
    @classmethod
    def _is_an_id(cls, value: str | None) -> str | None:
        value = (value or "").strip().lower() or None
        if value is not None and not GUID.fullmatch(value):
            raise ValueError("is not an id: those look like 01234567-89ab-cdef-0123-456789abcdef")
        return value

    @field_validator("teams_app_secret")
    @classmethod
    def _is_no_secrets_id(cls, value: SecretStr | None) -> SecretStr | None:
        given = value.get_secret_value().strip() if value is not None else ""
        if GUID.fullmatch(given.lower()):
            raise ValueError("is the id of a secret; the portal shows its value beside it, once")
        return value if given else None

    @field_validator("teams_login_url")
    @classmethod
    def _is_an_authority(cls, value: str) -> str:
        return f"{address(value)}/"

    @field_validator("teams_service_scope", "teams_keys_url", "teams_token_issuer")
    @classmethod
    def _is_an_address_as_given(cls, value: str) -> str:
        address(value)
        return value.strip()

    @property
    def teams_secret(self) -> str | None:
        """The client secret in the clear, for the one place that needs it."""
        return self.teams_app_secret.get_secret_value().strip() if self.teams_app_secret else None

    @property
    def teams_is_on(self) -> bool:
        """Whether the bot speaks on Teams."""
        return self.teams_app_id is not None or self.teams_without_authentication


def teams_faults(given: TeamsSettings, *, at_home: bool, public: bool) -> Iterator[str]:
    """What is missing, and what contradicts what, each naming the setting to change.

    `at_home`: only this machine reaches the server directly; `public`: the settings say that others reach it somehow.
    """
    proved = given.teams_app_secret is not None or given.teams_managed_identity
    if given.teams_without_authentication:
        yield from _open_faults(proved=proved, at_home=at_home, public=public)
        return
    if given.teams_app_id is None:
        if proved or given.teams_tenant_id:
            yield "TEAMS_APP_ID: is missing; the other settings of Teams have no use without it"
        return
    if given.teams_tenant_id is None:
        yield "TEAMS_TENANT_ID: is missing; without it anybody's tenant would be heard"
    if given.teams_tenant_id == given.teams_app_id:
        yield "TEAMS_TENANT_ID: is the id of the app too; the registration's Overview shows both, side by side"
    if not proved:
        yield (
            "TEAMS_APP_SECRET: is missing; set it, "
            "or GOLDEN_THREAD_TEAMS_MANAGED_IDENTITY=true where the app is a managed identity"
        )
    if given.teams_app_secret is not None and given.teams_managed_identity:
        yield "TEAMS_APP_SECRET: a managed identity has none; remove one of the two"


def _open_faults(*, proved: bool, at_home: bool, public: bool) -> Iterator[str]:
    name = "TEAMS_WITHOUT_AUTHENTICATION"
    if proved:
        yield f"{name}: is for development, and there is a real registration; remove one of the two"
    if not at_home:
        yield f"{name}: anyone who reaches this host could speak for anyone; listen on 127.0.0.1, or remove it"
    if public:
        yield f"{name}: PUBLIC_URL or ALLOWED_HOSTS says that others reach this server, and could speak for anyone; remove it"
