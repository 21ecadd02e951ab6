"""Slack's error codes by what has to be done about them, with a sentence for whoever has to do it.

The sentences are read on the deliveries page and in a private message to the channel's owner.
"""

from collections.abc import Mapping
from datetime import timedelta

_SOON, _A_WHILE = timedelta(seconds=30), timedelta(minutes=15)
_ADMIN = "ask an admin of the Slack workspace"

LATER: Mapping[str, timedelta] = {
    "ratelimited": _SOON,
    "rate_limited": _SOON,
    # The free plan's limit on messages; it passes by itself.
    "message_limit_exceeded": _A_WHILE,
    # Our request did not arrive whole.
    "request_timeout": _SOON,
    # The workspace or channel is being moved, which takes hours.
    "team_added_to_org": _A_WHILE,
    "org_login_required": _A_WHILE,
    "external_channel_migrating": _A_WHILE,
}
"""Nothing was done, and the same may succeed once that time has passed."""

OF_ONE_CHANNEL = frozenset({"external_channel_migrating", "request_timeout"})
"""Those of them that say nothing about the rest of the workspace."""

GONE: Mapping[str, str] = {
    "account_inactive": f"Golden Thread was removed from the Slack workspace: {_ADMIN} to install it again.",
    "token_revoked": f"Slack has revoked Golden Thread's token: {_ADMIN} to install it again.",
}
"""The workspace has put us out; nothing can be done with its token any more."""

WORKSPACE: Mapping[str, str] = {
    # Slack says this, too, to an address that the workspace does not allow: the token may still be good.
    "invalid_auth": f"Slack does not accept Golden Thread's token, or its address: {_ADMIN} to allow its address, or to install it again.",
    "not_authed": "Golden Thread has no token for this Slack workspace: whoever runs it must set one, or install it again.",
    "token_expired": f"Golden Thread's token has expired, because token rotation was switched on: {_ADMIN} to switch it off and to install it again.",
    "not_allowed_token_type": "Golden Thread was given the wrong kind of Slack token: whoever runs it must set the bot token (xoxb-…).",
    "access_denied": f"Slack denies Golden Thread access: {_ADMIN} to approve the app.",
    "accesslimited": f"Slack is limited to certain networks here: {_ADMIN} to allow Golden Thread's address.",
    "app_access_restricted": f"Golden Thread has not been approved for this workspace: {_ADMIN} to approve it.",
    "enterprise_is_restricted": f"The organisation does not let Golden Thread in: {_ADMIN} to approve the app.",
    "team_access_not_granted": f"Golden Thread was not given this workspace: {_ADMIN} of the organisation to add it.",
    "team_not_found": "Slack does not know this workspace: correct the channel's address in the set-up.",
    "two_factor_setup_required": f"Slack asks for two-factor authentication: {_ADMIN} to set it up.",
    "ekm_access_denied": f"The admins have suspended messages by key management: {_ADMIN} to allow them again.",
    "messages_tab_disabled": f"The app's own messages are switched off: {_ADMIN} to install it anew from our manifest.",
}
"""Nothing was done, and nothing can be in this workspace until somebody acts."""

CHANNEL: Mapping[str, str] = {
    "channel_not_found": "Slack knows no such channel, or Golden Thread is not in it: invite it there, or correct the channel's address in the set-up.",
    "not_in_channel": "Golden Thread is not in the channel on Slack: type /invite @Golden Thread there.",
    "is_archived": "The channel is archived on Slack: unarchive it there, or choose another one.",
    "is_inactive": "The channel is closed on Slack: open it there, or choose another one.",
    "channel_is_archived": "The channel is archived on Slack: unarchive it there, or choose another one.",
    "channel_type_not_supported": "Golden Thread can ask in channels only: choose a channel in the set-up.",
    "method_not_supported_for_channel_type": "Golden Thread can ask in channels only: choose a channel in the set-up.",
    "restricted_action_read_only_channel": "Nobody may write in this Slack channel: let Golden Thread write there, or choose another one.",
    "restricted_action_thread_only_channel": "Only threads may be written in this Slack channel: change that, or choose another one.",
    "restricted_action_non_threadable_channel": "This Slack channel has no threads, and answers belong in one: change that, or choose another one.",
    "user_not_in_channel": "Golden Thread is not in the channel on Slack: type /invite @Golden Thread there.",
}
"""Nothing was done, and nothing can be in this channel until somebody acts."""

ADMIN: Mapping[str, str] = {
    "missing_scope": f"Golden Thread lacks a permission on Slack: {_ADMIN} to install it anew from our manifest.",
    "no_permission": f"Golden Thread lacks a permission on Slack, or is not in the channel: invite it there, or {_ADMIN} to install it anew.",
    "restricted_action": f"A setting of the Slack workspace keeps Golden Thread from posting here: {_ADMIN} to allow it.",
}
"""Nothing was done: we may not."""

EXTERNAL: Mapping[str, str] = {
    "slack_connect_file_link_sharing_blocked": "The channel is shared with another organisation, which Slack's admins have limited: choose another channel.",
    "slack_connect_canvas_sharing_blocked": "The channel is shared with another organisation, which Slack's admins have limited: choose another channel.",
    "slack_connect_lists_sharing_blocked": "The channel is shared with another organisation, which Slack's admins have limited: choose another channel.",
}
"""Nothing was done, because others share the channel."""

_MESSAGE = "Slack did not accept the message as Golden Thread wrote it. Please report it."
_CALL = "Slack did not accept the way Golden Thread asked. Please report it."
_THERE = "The message that this belongs to is not on Slack any more, or takes no answers."
_PERSON = (
    "Slack does not know this person here, or has shut their account: correct who looks after the channel."
)

ONLY_THIS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "attachment_payload_limit_exceeded",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "markdown_text_conflict",
            "metadata_must_be_sent_from_app",
            "metadata_too_large",
            "missing_file_data",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
            "too_many_attachments",
            "too_many_contact_cards",
        ),
        _MESSAGE,
    ),
    **dict.fromkeys(
        (
            "already_reacted",
            "as_user_not_supported",
            "bad_timestamp",
            "deprecated_endpoint",
            "duplicate_channel_not_found",
            "duplicate_message_not_found",
            "invalid_arg_name",
            "invalid_arguments",
            "invalid_array_arg",
            "invalid_charset",
            "invalid_cursor",
            "invalid_form_data",
            "invalid_json",
            "invalid_limit",
            "invalid_name",
            "invalid_post_type",
            "invalid_ts_latest",
            "invalid_ts_oldest",
            "json_not_object",
            "method_deprecated",
            "missing_post_type",
            "no_item_specified",
            "unknown_method",
        ),
        _CALL,
    ),
    **dict.fromkeys(
        (
            "cannot_reply_to_message",
            "cant_delete_message",
            "cant_update_message",
            "edit_window_closed",
            "message_not_found",
            "not_reactable",
            "restricted_action_thread_locked",
            "thread_locked",
            "thread_not_found",
            "too_many_emoji",
            "too_many_reactions",
        ),
        _THERE,
    ),
    **dict.fromkeys(("cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible"), _PERSON),
}
"""Nothing was done, and the same will never succeed; the channel is not to blame."""

UNCLEAR = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Some of it may have been done."""
