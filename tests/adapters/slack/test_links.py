"""What people paste to say which message of Slack they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.links import message_in

HERE = "T01ASH/C01OAK"
TS = "1700000000.000100"
LINK = "https://ashgrove.slack.com/archives/C01OAK/p1700000000000100"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (TS, TS),
        (f" {LINK} ", TS),
        (f"{LINK}/", TS),
        (f"{LINK}?cid=C01OAK", TS),
        ("https://ashgrove.enterprise.slack.com/archives/C01OAK/p1700000000000100", TS),
        (
            "https://ashgrove.slack.com/archives/C01OAK/p1700000999000200?thread_ts=1700000000.000100&cid=C01OAK",
            TS,
        ),
    ],
)
def test_the_message_that_opened_the_thread_is_found(pasted: str, meant: str) -> None:
    assert message_in(pasted, address=HERE) == meant


@pytest.mark.parametrize(
    "pasted",
    [
        LINK.replace("C01OAK", "C01MILL"),
        LINK.replace("https", "javascript"),
        LINK.replace("/archives/", "/files/"),
        LINK[:-1],
        f"{LINK}0",
        f"{LINK}?thread_ts=soon",
        "1700000000",
        "1700000000.1",
        "https://ashgrove.slack.com/archives/C01OAK",
    ],
)
def test_what_is_no_message_of_the_channel_is_none(pasted: str) -> None:
    assert message_in(pasted, address=HERE) is None


@given(st.text() | st.text().map("https://".__add__) | st.text().map(f"{LINK}?thread_ts=".__add__))
def test_whatever_is_pasted_is_a_message_or_none(pasted: str) -> None:
    found = message_in(pasted, address=HERE)
    assert found is None or len(found) == len(TS)
