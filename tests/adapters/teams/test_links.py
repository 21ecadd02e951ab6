"""Links into Teams, written and read."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.links import channel_link, message_in, thread_link
from bot.domain.channel import MessageRef

TENANT = "6e3f0f8a-9c1d-4f7e-8a53-d0c1b2a39485"
CHANNEL = "19:oakfieldleaders@thread.tacv2"
ADDRESS = f"{TENANT}/{CHANNEL}"
ROOT, REPLY = "1794298500000", "1794300000123"
QUOTED = "19%3Aoakfieldleaders%40thread.tacv2"
COPIED = (
    f"tenantId={TENANT}&groupId=0c1d2e3f-0000-4000-8000-000000000001&parentMessageId={ROOT}"
    f"&teamName=Oakfield%20leaders&channelName=General&createdTime={ROOT}"
)

ids = st.from_regex(r"[0-9]{13}", fullmatch=True)
channels = st.builds(
    "19:{}@thread.tacv2".format,
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda name: name == name.strip() and len(name) < 100
    ),
)


@given(tenant=st.uuids().map(str), channel=channels, root=ids)
def test_what_is_written_is_read_back(tenant: str, channel: str, root: str) -> None:
    address = f"{tenant}/{channel}"
    link = thread_link(MessageRef(platform="teams", address=address, id=root))
    assert message_in(link, address=address) == root
    assert message_in(f"  {link}\n", address=address) == root
    assert message_in(link, address=f"{tenant}/19:another@thread.tacv2") is None
    assert message_in(link, address=f"another-tenant/{channel}") is None


@pytest.mark.parametrize(
    "link",
    [
        f"https://teams.microsoft.com/l/message/{QUOTED}/{ROOT}?{COPIED}",
        f"https://teams.microsoft.com/l/message/{CHANNEL}/{ROOT}?{COPIED}",
        f"https://teams.microsoft.com/l/message/{QUOTED}/{REPLY}?{COPIED}",
        f"https://teams.cloud.microsoft/l/message/{QUOTED}/{ROOT}?{COPIED}",
        f"https://gov.teams.microsoft.us/l/message/{QUOTED}/{ROOT}?{COPIED.upper().replace('TENANTID', 'tenantId').replace('PARENTMESSAGEID', 'parentMessageId')}",
        f"https://dod.teams.microsoft.us/l/message/{QUOTED}/{ROOT}?{COPIED}",
        f"https://teams.microsoft.com/l/message/{QUOTED}/{ROOT}",
        f"https://teams.microsoft.com/_#/l/message/{QUOTED}/{ROOT}?{COPIED}",
        f"msteams://teams.microsoft.com/l/message/{QUOTED}/{ROOT}?{COPIED}",
        ROOT,
        f" {ROOT} ",
    ],
)
def test_what_teams_copies_names_the_post_even_of_a_reply(link: str) -> None:
    assert message_in(link, address=ADDRESS) == ROOT


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "yes, it was",
        "17942985",
        "https://teams.microsoft.com/l/message/19%3Aother%40thread.tacv2/1794298500000",
        f"https://teams.microsoft.com/l/message/{QUOTED}/{ROOT}?tenantId=9c1d0000-0000-4000-8000-000000000000",
        f"https://teams.microsoft.com/l/channel/{QUOTED}/General?tenantId={TENANT}",
        f"https://teams.microsoft.com/l/message/{QUOTED}/latest",
        f"https://teams.microsoft.com/l/message/{QUOTED}/{REPLY}?parentMessageId=none",
        f"javascript:/l/message/{QUOTED}/{ROOT}",
        "https://[half/l/message/x/1",
        f"https://teams.microsoft.com/l/message/{QUOTED}/{ROOT}?{'x' * 3_000}",
        "https://acme.slack.com/archives/C01OAK/p1794298500000008",
    ],
)
def test_whatever_else_is_pasted_is_no_message_of_that_channel(pasted: str) -> None:
    assert message_in(pasted, address=ADDRESS) is None


@given(pasted=st.text())
def test_nothing_that_is_pasted_is_an_error(pasted: str) -> None:
    found = message_in(pasted, address=ADDRESS)
    assert found is None or len(found) == 13


@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_a_channels_link_holds_its_name_as_one_part(name: str) -> None:
    link = urlsplit(channel_link(ADDRESS, name=name))
    assert link.path.count("/") == 4
    assert link.path.startswith(f"/l/channel/{QUOTED}/")
    assert parse_qs(link.query) == {"tenantId": [TENANT]}
