"""A question arrives, and people answer it: in the thread, in the box, with a file, and change their minds."""

from typing import Any

from tests.e2e_slack.conftest import BOTH_WAYS, Scene
from tests.e2e_slack.stand_in import BOT, fields, words
from tests.e2e_slack.trust import AMINA, GUEST, HOLLIN, MILLBROOK, OAKFIELD, RUTH, SLT, TOM
from tests.end_to_end.waiting import until

pytestmark = BOTH_WAYS


async def test_a_question_asked_for_arrives_with_its_words_for_notifications(scene: Scene) -> None:
    question = await scene.question(SLT)
    assert question["text"].strip()
    assert {"reflect", "why"} <= _actions(question)
    row = await scene.posted(question["ts"])
    assert (row["state"], row["asked_by"]) == ("posted", AMINA.id)


async def test_a_second_one_on_the_same_day_is_declined(scene: Scene) -> None:
    await scene.question(SLT)
    await scene.does(AMINA, SLT, "ask now")
    assert len(await scene.people.roots(SLT.slack)) == 1


async def test_a_reply_in_the_thread_is_kept_and_its_author_sees_it(scene: Scene) -> None:
    question = await scene.question(SLT)
    encoded = f"The *quiet* heron room &amp; &lt;more&gt;, says <@{AMINA.slack}>"
    said = await scene.people.says(TOM.slack, SLT.slack, encoded, root=question["ts"])
    kept = await scene.kept(said)
    assert kept["text"] == f"The *quiet* heron room & <more>, says @{AMINA.name}"
    assert (kept["author"], kept["boxed"], kept["private"]) == (TOM.id, 0, 0)

    async def reaction() -> bool:
        thread = await scene.people.thread(SLT.slack, question["ts"])
        (message,) = [message for message in thread if message["ts"] == said]
        return any(BOT in each["users"] for each in message.get("reactions", ()))

    await until(reaction, "a reaction to the answer")


async def test_an_edit_adds_a_revision_and_a_deletion_takes_the_words_out(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(TOM.slack, SLT.slack, "First heron words", root=question["ts"])
    await scene.kept_as(said, "First heron words")
    await scene.people.edits(TOM.slack, SLT.slack, said, "Second heron words")
    await scene.kept_as(said, "Second heron words")
    kept = await scene.kept(said)
    assert len(scene.program.rows("SELECT * FROM revisions WHERE reflection = ?", kept["id"])) == 2
    await scene.people.deletes(TOM.slack, SLT.slack, said)
    await scene.kept_as(said, None)
    left = scene.program.rows("SELECT text FROM revisions WHERE reflection = ?", kept["id"])
    assert {row["text"] for row in left} == {None}


async def test_somebody_the_bot_does_not_know_is_kept_under_the_name_they_bear(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(GUEST.slack, SLT.slack, "A heron from next door", root=question["ts"])
    kept = await scene.kept(said)

    async def named() -> bool:
        (row,) = scene.program.rows("SELECT name FROM members WHERE id = ?", kept["author"])
        return bool(row["name"] == GUEST.name)

    await until(named, "the guest's name")


async def test_talk_outside_the_thread_is_not_kept(scene: Scene) -> None:
    question = await scene.question(SLT)
    chat = await scene.people.says(TOM.slack, SLT.slack, "Who has the heron hall keys?")
    other = await scene.people.says(RUTH.slack, SLT.slack, "Me (heron).", root=chat)
    last = await scene.people.says(TOM.slack, SLT.slack, "And now a heron answer", root=question["ts"])
    await scene.kept(last)
    assert not scene.program.rows("SELECT * FROM reflections WHERE message IN (?, ?)", chat, other)


async def test_a_file_is_kept_as_its_name_and_link(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.shares(
        TOM.slack, SLT.slack, "rota.pdf", root=question["ts"], text="Our heron rota"
    )
    text = (await scene.kept(said))["text"]
    assert text.startswith("Our heron rota")
    assert "rota.pdf" in text
    assert "http" in text


async def test_an_answer_in_the_box_is_kept_and_shown_in_the_thread(scene: Scene) -> None:
    question = await scene.question(MILLBROOK)
    await scene.people.presses(TOM.slack, MILLBROOK.slack, question, "reflect")
    modal = await scene.people.modal()
    assert not await scene.people.submits(TOM.slack, _answer(modal, "From the heron box <@U01AMINA>"))

    async def echoed() -> Any:
        thread = await scene.people.thread(MILLBROOK.slack, question["ts"])
        return next((each for each in thread if "heron box" in words(each)), None)

    echo = await until(echoed, "the echo in the thread")
    assert echo["user"] == BOT
    assert TOM.name in words(echo)
    # In rich text these are only characters; the words for notifications are read as markup.
    assert "<@U01AMINA>" not in echo["text"]
    (kept,) = scene.program.rows("SELECT * FROM reflections WHERE boxed AND text LIKE '%heron box%'")
    assert kept["author"] == TOM.id
    thread = await scene.people.thread(MILLBROOK.slack, question["ts"])
    assert len([each for each in thread if "heron box" in words(each)]) == 1


async def test_an_empty_box_is_told_what_is_missing(scene: Scene) -> None:
    question = await scene.question(MILLBROOK)
    await scene.people.presses(TOM.slack, MILLBROOK.slack, question, "reflect")
    modal = await scene.people.modal()
    assert await scene.people.submits(TOM.slack, _answer(modal, "   "))
    await scene.people.closes(TOM.slack)


async def test_a_private_answer_is_in_no_thread_and_only_the_senco_reads_it(scene: Scene) -> None:
    question = await scene.question(HOLLIN)
    await scene.people.presses(TOM.slack, HOLLIN.slack, question, "reflect")
    modal = await scene.people.modal()
    assert not await scene.people.submits(TOM.slack, _answer(modal, "A private heron thought", private=True))

    async def kept() -> Any:
        rows = scene.program.rows("SELECT * FROM reflections WHERE text = 'A private heron thought'")
        return rows[0] if rows else None

    assert (await until(kept, "the private answer in the log"))["private"] == 1
    await scene.people.home(RUTH.slack, holds=lambda text: "A private heron thought" in text)
    await scene.people.home(TOM.slack, holds=lambda text: "A private heron thought" in text)
    assert "A private heron thought" not in words(await scene.people.home(AMINA.slack))
    for channel in (HOLLIN, SLT, MILLBROOK):
        assert "private heron" not in words(await scene.people.messages(channel.slack))


async def test_why_this_question_opens_its_sources(scene: Scene) -> None:
    question = await scene.question(OAKFIELD)
    await scene.people.presses(TOM.slack, OAKFIELD.slack, question, "why")
    modal = await scene.people.modal()
    assert modal["title"]["text"]
    assert len(words(modal)) > len(modal["title"]["text"]) + 100
    await scene.people.closes(TOM.slack)


async def test_what_people_wrote_is_in_no_line_of_our_log(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(TOM.slack, SLT.slack, "The last heron", root=question["ts"])
    await scene.kept(said)
    log = scene.program.log.read_text(encoding="utf-8")
    assert "serving" in log
    assert "heron" not in log
    assert TOM.name not in log


def _actions(message: Any) -> set[str]:
    return {
        element.get("action_id", "") for block in message["blocks"] for element in block.get("elements", ())
    }


def _answer(modal: Any, text: str, *, private: bool = False) -> dict[str, dict[str, Any]]:
    """The box filled in: the words, the lowest sentence where there is a scale, and whether it is private."""
    given: dict[str, dict[str, Any]] = {}
    block, element = fields(modal, "plain_text_input")[0]
    given[block] = {element["action_id"]: {"type": "plain_text_input", "value": text}}
    if private:
        kind = "checkboxes" if fields(modal, "checkboxes") else "radio_buttons"
        block, element = fields(modal, kind)[-1]
        option = element["options"][-1]
        chosen = {"selected_options": [option]} if kind == "checkboxes" else {"selected_option": option}
        given[block] = {element["action_id"]: {"type": kind, **chosen}}
    return given
