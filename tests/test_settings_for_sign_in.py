"""What is missing for signing in, or contradicts itself, is named at start, all of it at once."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings

GUID, OTHER = "5e1f1e5e-aaaa-4bbb-8ccc-ddddeeeeffff", "0c0ffee0-1111-4222-8333-444455556666"
PUBLIC = "https://thread.example"
ENTRA = {
    "sign_in_entra_tenant_id": GUID,
    "sign_in_entra_client_id": OTHER,
    "sign_in_entra_client_secret": "s3cret",
}
SLACK = {"sign_in_slack_client_id": "1.2", "sign_in_slack_client_secret": "s3cret"}
ANOTHER = {
    "sign_in_issuer": "https://id.example/",
    "sign_in_client_id": "c",
    "sign_in_client_secret": "s3cret",
}


def faults(**given: str) -> str:
    with pytest.raises(ValidationError) as raised:
        Settings.model_validate({"public_url": PUBLIC, **given})
    said = str(raised.value)
    assert "s3cret" not in said
    return said


@pytest.mark.parametrize("way", [ENTRA, SLACK, ANOTHER, {**ENTRA, **SLACK, **ANOTHER}, {}])
def test_a_way_that_is_whole_is_taken(way: dict[str, str]) -> None:
    assert Settings.model_validate({"public_url": PUBLIC, **way}).hosts[-1] == "thread.example"


@pytest.mark.parametrize("way", [ENTRA, SLACK, ANOTHER])
def test_each_part_that_is_missing_is_named(way: dict[str, str]) -> None:
    for missing in way:
        named = f"GOLDEN_THREAD_{missing.upper()}: is missing"
        assert named in faults(**{name: value for name, value in way.items() if name != missing})
        assert named in faults(**{**way, missing: "  "})


@pytest.mark.parametrize("way", [ENTRA, SLACK, ANOTHER])
def test_nobody_can_be_sent_back_without_an_address(way: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="PUBLIC_URL: is missing"):
        Settings.model_validate(way)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sign_in_entra_tenant_id": "common"}, "is not an id"),
        ({"sign_in_entra_client_secret": GUID}, "is the id of a secret"),
        ({"sign_in_entra_url": "http://evil.example"}, "https://"),
        ({"sign_in_issuer": "http://id.example"}, "https://"),
    ],
)
def test_what_cannot_be_right_is_said(wrong: dict[str, str], said: str) -> None:
    assert said in faults(**{**ENTRA, **ANOTHER, **wrong})


def test_an_issuer_keeps_its_slash() -> None:
    assert Settings.model_validate({"public_url": PUBLIC, **ANOTHER}).sign_in_issuer == "https://id.example/"
