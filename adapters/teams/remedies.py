"""Teams' errors by what has to be done about them, with a sentence for whoever has to do it.

The sentences are read on the deliveries page and in a private message to the channel's owner. The words are those of
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability ("Status codes").
"""

from collections.abc import Mapping

_OWNER = "an owner of the team must"
_ADMIN = "a Teams administrator must"
_RUNS = "whoever runs Golden Thread must"

ADD = f"Golden Thread is not in this team on Teams: {_OWNER} add the app (Manage team, Apps)."
NO_CHAT = "This person has not added Golden Thread in Teams, or has removed it: they must add the app for themselves (Apps, Golden Thread, Add)."
GONE_CHANNEL = "The channel is not there any more on Teams: an owner of the team must restore it, or choose another one in the set-up."
GONE_THREAD = "The thread is not there any more on Teams."
GONE_MESSAGE = "The message is not there any more on Teams."

IN_A_CHANNEL: Mapping[str, str] = {
    "BotNotInConversationRoster": ADD,
    "BotDisabledByAdmin": f"Golden Thread is blocked on Teams: {_ADMIN} allow the app (Teams admin centre, Teams apps, Manage apps).",
    "ConversationBlockedByUser": "The channel's moderation keeps Golden Thread from posting: an owner of the channel must let bots post (Manage channel, Moderation).",
    "MessageWritesBlocked": f"Nobody may write in this channel on Teams, or the team is archived: {_OWNER} restore it, or let Golden Thread write there.",
    "NotEnoughPermissions": f"Golden Thread lacks a permission in this team: {_OWNER} remove the app and add it again (Manage team, Apps).",
    "InvalidBotApiHost": f"This trust's Teams is in another of Microsoft's clouds: {_OWNER} add the app again, so that Golden Thread learns where.",
}
"""What 403 says of a channel: nothing was done, and nothing can be there until somebody acts."""
FORBIDDEN = f"Teams does not let Golden Thread post in this channel: {_OWNER} look at the channel's settings and at the app (Manage team, Apps)."

WITH_A_PERSON: Mapping[str, str] = {
    "BotDisabledByAdmin": IN_A_CHANNEL["BotDisabledByAdmin"],
    "InvalidBotApiHost": "This trust's Teams is in another of Microsoft's clouds: the person must write to Golden Thread once, so that it learns where.",
}
"""What 403 says of a chat; all else means that the person has not let us in."""

UNKNOWN_TO_TEAMS = f"Teams does not know Golden Thread: {_RUNS} compare the app id and the secret with the Azure Bot, and see that its Teams channel is on."
TOO_LARGE = "Teams did not take the message because it is too long. Please report it."
NOT_UNDERSTOOD = "Teams did not accept the message as Golden Thread wrote it. Please report it."

CREDENTIALS: Mapping[str, str] = {
    "AADSTS7000215": f"The client secret is wrong: {_RUNS} set GOLDEN_THREAD_TEAMS_APP_SECRET to the secret's value (not its id) from the registration in Entra.",
    "AADSTS7000222": f"The client secret has expired: {_RUNS} make a new one in the registration in Entra, and set GOLDEN_THREAD_TEAMS_APP_SECRET to it.",
    "AADSTS700016": f"Entra does not know the app in this tenant: {_RUNS} compare GOLDEN_THREAD_TEAMS_APP_ID and GOLDEN_THREAD_TEAMS_TENANT_ID with the registration.",
    "AADSTS90002": f"Entra knows no such tenant: {_RUNS} correct GOLDEN_THREAD_TEAMS_TENANT_ID.",
    "AADSTS7000112": f"The app is switched off in Entra: {_ADMIN} enable it (Enterprise applications, Properties).",
    "AADSTS53003": f"A conditional access policy keeps Golden Thread's server from signing in: {_ADMIN} exclude the app from it.",
    "AADSTS500011": f"Entra does not know what the token is for: {_RUNS} see that GOLDEN_THREAD_TEAMS_SERVICE_SCOPE fits the cloud.",
}
"""Entra's codes, which stand in its description of an error."""
WRONG_SECRET = f"Entra does not accept the client secret, which is wrong or has expired: {_RUNS} make a new one in the registration, and set GOLDEN_THREAD_TEAMS_APP_SECRET to it."
NO_TOKEN = f"Entra gave Golden Thread no token: {_RUNS} compare the app id, the tenant id and the secret with the registration."
NO_TENANT = CREDENTIALS["AADSTS90002"]
NO_IDENTITY = f"Azure gave Golden Thread no token: {_RUNS} assign the managed identity to this server, and see that GOLDEN_THREAD_TEAMS_APP_ID is its client id."
