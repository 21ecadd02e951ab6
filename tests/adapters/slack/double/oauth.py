"""Slack's side of an installation: a code is exchanged for a token, once."""

from collections.abc import Mapping
from typing import Any

from tests.adapters.slack.double.methods import No
from tests.adapters.slack.double.state import State


def exchanged(state: State, arguments: Mapping[str, Any], *, credentials: str) -> dict[str, Any]:
    """What `oauth.v2.access` answers. Raises `No`."""
    given = credentials or f"{arguments.get('client_id')}:{arguments.get('client_secret')}"
    if given != f"{state.app.client_id}:{state.app.client_secret}":
        raise No("bad_client_secret")
    team = state.teams.get(state.codes.pop(str(arguments.get("code")), ""))
    if team is None:
        raise No("invalid_code")
    return {
        "ok": True,
        "access_token": team.token,
        "token_type": "bot",
        "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot_user,
        "app_id": state.app.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None,
        "is_enterprise_install": False,
        "authed_user": {"id": next(iter(team.users))},
    }
