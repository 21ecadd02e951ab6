"""What an installation chooses about sign-in, and which of it goes together."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.addresses import address

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SignInSettings(BaseModel):
    """Each way to sign in is on once there is a client id for it; what is missing then is named, all of it."""

    sign_in_entra_tenant_id: str | None = Field(
        default=None,
        description="Sign-in with Microsoft: the directory (tenant) id; no other tenant is let in.",
    )
    sign_in_entra_client_id: str | None = Field(
        default=None,
        description="Sign-in with Microsoft: the application (client) id. It is on once this is set.",
    )
    sign_in_entra_client_secret: SecretStr | None = Field(
        default=None, description="Sign-in with Microsoft: the client secret (its value, not its id)."
    )
    sign_in_entra_url: str = Field(
        default="https://login.microsoftonline.com",
        description="Sign-in with Microsoft: where people sign in; another address is for other clouds and tests.",
    )
    sign_in_slack_client_id: str | None = Field(
        default=None, description="Sign-in with Slack: the app's client id. It is on once this is set."
    )
    sign_in_slack_client_secret: SecretStr | None = Field(
        default=None, description="Sign-in with Slack: the app's client secret."
    )
    sign_in_slack_url: str = Field(
        default="https://slack.com",
        description="Sign-in with Slack: where people sign in; another address is for tests.",
    )
    sign_in_issuer: str | None = Field(
        default=None,
        description="Sign-in with any other OpenID provider: its issuer, exactly as it names itself. It is on once this is set.",
    )
    sign_in_client_id: str | None = Field(
        default=None, description="Sign-in with another provider: the client id."
    )
    sign_in_client_secret: SecretStr | None = Field(
        default=None, description="Sign-in with another provider: the client secret."
    )
    sign_in_name: str = Field(
        default="your account",
        description="Sign-in with another provider: its name, as it stands after “Sign in with”.",
    )

    @field_validator("sign_in_entra_tenant_id", "sign_in_entra_client_id")
    @classmethod
    def _is_a_guid(cls, value: str | None) -> str | None:
        value = (value or "").strip().lower() or None
        if value is not None and not GUID.fullmatch(value):
            raise ValueError("is not an id: those look like 01234567-89ab-cdef-0123-456789abcdef")
        return value

    @field_validator("sign_in_slack_client_id", "sign_in_client_id")
    @classmethod
    def _no_empty_id(cls, value: str | None) -> str | None:
        return (value or "").strip() or None

    @field_validator("sign_in_entra_client_secret", "sign_in_slack_client_secret", "sign_in_client_secret")
    @classmethod
    def _no_secret_that_is_empty(cls, value: SecretStr | None) -> SecretStr | None:
        given = value.get_secret_value().strip() if value is not None else ""
        return SecretStr(given) if given else None

    @field_validator("sign_in_entra_client_secret")
    @classmethod
    def _is_a_value(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and GUID.fullmatch(value.get_secret_value().lower()):
            raise ValueError("is the id of a secret; the portal shows its value beside it, once")
        return value

    @field_validator("sign_in_entra_url", "sign_in_slack_url")
    @classmethod
    def _is_where_one_signs_in(cls, value: str) -> str:
        return address(value)

    @field_validator("sign_in_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str | None) -> str | None:
        value = (value or "").strip() or None
        if value is not None:
            # Compared letter by letter with what tokens say, so a slash at its end stays.
            address(value)
        return value

    @field_validator("sign_in_name")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        return value.strip() or "your account"


def sign_in_faults(given: SignInSettings, *, public: bool) -> Iterator[str]:
    """What is missing, each naming the setting to change. `public`: it is known where browsers find the pages."""
    ways = (
        ("SIGN_IN_ENTRA_", given.sign_in_entra_client_id, given.sign_in_entra_client_secret),
        ("SIGN_IN_SLACK_", given.sign_in_slack_client_id, given.sign_in_slack_client_secret),
        ("SIGN_IN_", given.sign_in_client_id, given.sign_in_client_secret),
    )
    for beginning, client, secret in ways:
        if client and not secret:
            yield f"{beginning}CLIENT_SECRET: is missing; it goes with the client id"
        if secret and not client:
            yield f"{beginning}CLIENT_ID: is missing; it goes with the client secret"
    if given.sign_in_entra_client_id and not given.sign_in_entra_tenant_id:
        yield "SIGN_IN_ENTRA_TENANT_ID: is missing; without it anybody's tenant would be let in"
    if given.sign_in_entra_tenant_id and not given.sign_in_entra_client_id:
        yield "SIGN_IN_ENTRA_CLIENT_ID: is missing; it goes with the tenant id"
    if given.sign_in_client_id and not given.sign_in_issuer:
        yield "SIGN_IN_ISSUER: is missing; it says who the provider is"
    if given.sign_in_issuer and not given.sign_in_client_id:
        yield "SIGN_IN_CLIENT_ID: is missing; it goes with the issuer"
    if any(client for _, client, _ in ways) and not public:
        yield "PUBLIC_URL: is missing; whoever signs in is sent back to it"
