"""The manifest is one that Teams takes: valid against Microsoft's own schema, offline, with and without consent."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from adapters.teams.manifest import FOLDER, Unfit, Wanted, filled, package_id
from bot.asking.words import Verb, read_words

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((Path(__file__).parent / "schema" / "MicrosoftTeams.schema.json").read_text("utf-8"))
APP = "2f1d7c9e-5b3a-4e68-9c41-7a0b6d8e4f25"
URL = "https://thread.ashgrove.example"


def wanted(**changed: Any) -> Wanted:
    return Wanted(**{"app_id": APP, "url": URL, "consent": True, **changed})


def commands(manifest: dict[str, Any]) -> list[dict[str, str]]:
    (bot,) = manifest["bots"]
    return [command for listed in bot["commandLists"] for command in listed["commands"]]


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"consent": False},
        {"name": "Ashgrove: our thread", "website": "https://ashgrove.example/privacy", "version": "12.0.3"},
    ],
    ids=["with consent", "without", "all of its own"],
)
def test_it_is_valid_against_microsoft_s_schema(changed: dict[str, Any]) -> None:
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(filled(wanted(**changed)))] == []


def test_the_schema_would_have_found_a_fault() -> None:
    manifest = filled(wanted())
    manifest["bots"][0]["botId"] = "Golden Thread"
    assert not Draft4Validator(SCHEMA).is_valid(manifest)


def test_it_names_the_schema_that_it_is_checked_against() -> None:
    manifest = filled(wanted())
    # Said in a word (`const`) that is newer than the kind of schema it is, and so is not looked at by itself.
    assert SCHEMA["properties"]["manifestVersion"]["const"] == manifest["manifestVersion"]
    assert f"/v{manifest['manifestVersion']}/" in manifest["$schema"]


def test_no_placeholder_is_left() -> None:
    assert not [text for text in texts(filled(wanted())) if "YOUR-" in text]


def test_the_app_is_the_trust_s_own() -> None:
    manifest = filled(wanted(app_id=f" {APP.upper()} ", url="https://Thread.Ashgrove.example/"))
    assert manifest["bots"][0]["botId"] == APP
    assert manifest["webApplicationInfo"]["id"] == APP
    assert manifest["validDomains"] == ["thread.ashgrove.example"]
    assert (
        manifest["version"]
        == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )


def test_its_id_in_the_catalogue_is_the_same_each_time_and_another_for_another_registration() -> None:
    # Written out: with another id every trust would have a second app, and not a newer one.
    assert filled(wanted())["id"] == "0b894616-296e-5a84-ad88-749f26a6be08"
    assert package_id(APP.upper()) == package_id(APP)
    assert package_id(APP.replace("2", "3")) != package_id(APP)
    assert package_id(APP) != APP


def test_consent_is_the_only_difference_it_makes() -> None:
    with_consent, without = filled(wanted()), filled(wanted(consent=False))
    asked = with_consent.pop("authorization")["permissions"]["resourceSpecific"]
    assert asked == [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
    del with_consent["webApplicationInfo"]
    assert without == with_consent


def test_the_bot_is_for_teams_and_people_in_every_kind_of_channel_and_for_no_group_chat() -> None:
    manifest = filled(wanted())
    (bot,) = manifest["bots"]
    assert bot["scopes"] == ["team", "personal"]
    assert (bot["supportsFiles"], bot["isNotificationOnly"]) == (False, False)
    assert manifest["supportsChannelFeatures"] == "tier1"
    assert manifest["localizationInfo"]["defaultLanguageTag"] == "en-gb"


def test_every_suggested_command_is_understood_and_what_most_people_ask_is_suggested() -> None:
    asked = [read_words(command["title"]) for command in commands(filled(wanted()))]
    assert not [each for each in asked if each.puzzled]
    assert [each.verb for each in asked] == list(dict.fromkeys(each.verb for each in asked))
    # Teams takes twelve. What undoes or mends something is offered beside it, and told by the help; a channel is
    # connected from within it.
    mends = {Verb.KEEP_DATE, Verb.RESUME, Verb.WAKE, Verb.TRY_AGAIN, Verb.SEND_AGAIN}
    assert {each.verb for each in asked} == set(Verb) - mends - {Verb.CONNECT}


def test_what_a_suggestion_gives_as_an_example_is_understood_as_that() -> None:
    for command in commands(filled(wanted())):
        verb = read_words(command["title"]).verb
        for example in command["description"].partition(": ")[2].split(", "):
            if example.startswith(command["title"]):
                assert read_words(example).verb is verb


def test_nothing_is_suggested_in_a_channel_where_it_would_be_taken_for_an_answer() -> None:
    (bot,) = filled(wanted())["bots"]
    assert [listed["scopes"] for listed in bot["commandLists"]] == [["personal"]]


def test_the_links_lead_to_the_trust_s_web_site_if_it_names_one() -> None:
    fields = ("websiteUrl", "privacyUrl", "termsOfUseUrl")
    ours, theirs = (filled(wanted(website=site))["developer"] for site in (None, "https://ashgrove.example/"))
    assert {ours[field] for field in fields} == {URL}
    assert {theirs[field] for field in fields} == {"https://ashgrove.example"}


def test_a_name_of_the_trust_s_own_stands_in_both_places() -> None:
    assert filled(wanted(name=" Ashgrove "))["name"] == {"short": "Ashgrove", "full": "Ashgrove"}


@pytest.mark.parametrize(
    "url",
    [
        "http://thread.ashgrove.example",
        "thread.ashgrove.example",
        "https://localhost",
        "https://127.0.0.1",
        "https://thread",
        "https://you:secret@thread.ashgrove.example",
        "https://thread.ashgrove.example/slack",
        "https://thread.ashgrove.example?a=b",
        "https://thread.ashgrove.example:port",
        'https://thread.ashgrove.example/"',
        "https://[::1",
        "",
    ],
)
def test_an_address_that_teams_cannot_reach_is_refused(url: str) -> None:
    with pytest.raises(Unfit, match="the public address") as refused:
        filled(wanted(url=url))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "app_id", ["", "Golden Thread", APP[:-1], "00000000-0000-0000-0000-000000000000", f"{{{APP}}}"]
)
def test_what_is_no_app_id_is_refused_with_where_to_find_one(app_id: str) -> None:
    with pytest.raises(Unfit, match=r"Application \(client\) ID"):
        filled(wanted(app_id=app_id))


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Unfit) as refused:
        filled(wanted(app_id="x", url="x", website="x", name="g" * 31, version="1.0"))
    said = str(refused.value).splitlines()
    assert [line.partition(" ")[2].split(" ")[0] for line in said] == [
        "app",
        "public",
        "web",
        "name",
        "version",
    ]


@pytest.mark.parametrize("version", ["1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-beta", "v1.0.0", "1.0.0\n"])
def test_a_version_that_teams_cannot_compare_is_refused(version: str) -> None:
    with pytest.raises(Unfit, match="three numbers"):
        filled(wanted(version=version))


def test_what_is_said_cannot_break_out_of_its_place() -> None:
    name = '", "id": "x'
    manifest = filled(wanted(name=name))
    assert manifest["name"]["short"] == name
    assert manifest["id"] == package_id(APP)


def test_the_template_itself_is_shipped_as_it_is_read() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == ["color.png", "manifest.json", "outline.png"]
