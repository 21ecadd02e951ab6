"""What people are told to do in Slack, with the names that things have there."""

import yaml  # type: ignore[import-untyped]  # PyYAML comes without types; what it reads is checked here

from adapters.slack.connecting import steps
from adapters.slack.manifest import NAME, filled


def test_the_steps_name_the_app_as_the_manifest_does_and_the_command_as_the_settings_do() -> None:
    manifest = yaml.safe_load(filled(command="/thread"))
    assert NAME == manifest["display_information"]["name"] == manifest["features"]["bot_user"]["display_name"]
    invited, typed = steps("K7QF-3M2P", command="/thread")
    assert f"/invite @{NAME}" in invited
    assert "type /thread connect K7QF-3M2P" in typed
