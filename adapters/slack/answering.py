"""What Slack tells us that people do about answers: open the box, send it, change it, take it back."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import modals
from adapters.slack.after import learn_name
from adapters.slack.carried import reflection_in, thread_in
from adapters.slack.submitted import changed, given, message_meant, message_thread, pressed
from adapters.slack.text import escaped
from adapters.slack.visit import NOT_KEPT_NOW, Desk, Told, attempt, in_a_modal, show
from bot import wording
from bot.domain.channel import MessageRef
from bot.domain.people import PersonRef
from bot.usecases.failures import log_failure
from bot.usecases.hearing import answering
from bot.usecases.permission import NotFound
from bot.usecases.reading.review import ReviewEntry
from bot.usecases.sending.echo import show_owed

ONLY_OWN = "Only an answer of your own can be withdrawn, and only while the log has it."

Body = Mapping[str, Any]


def register(app: AsyncApp, *, desk: Desk) -> None:
    """The app listens for everything that is done about answers."""
    hands = _Answering(desk)
    app.action("reflect")(hands.reflect)
    app.action("why")(hands.why)
    app.action("change_ask")(hands.change_ask)
    app.action("withdraw_ask")(hands.withdraw_ask)
    app.shortcut({"callback_id": "withdraw_reflection", "type": "message_action"})(hands.withdraw_message)
    app.view(modals.ANSWER)(hands.answered)
    app.view(modals.CHANGE)(hands.changed)
    app.view(modals.WITHDRAW)(hands.withdrawn)


class _Answering:
    """One listener for each thing a person can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bot = desk.bot

    async def reflect(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The box is open."""

        async def deed() -> None:
            asked = await answering.question(self._bot, thread=self._thread(body))
            await show(client, body, modals.reflect(asked))

        await attempt("reflect", deed(), told=in_a_modal(client, body))
        await ack()

    async def why(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """It says why the question is asked."""

        async def deed() -> None:
            asked = await answering.question(self._bot, thread=self._thread(body))
            await show(client, body, modals.why(asked))

        await attempt("why", deed(), told=in_a_modal(client, body))
        await ack()

    async def change_ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Their answer is in the box, to be changed."""

        async def deed() -> None:
            await show(client, body, modals.change(await self._own(body)))

        await attempt("change", deed(), told=in_a_modal(client, body))
        await ack()

    async def withdraw_ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """They are asked whether they mean it."""

        async def deed() -> None:
            await show(client, body, modals.withdraw(await self._own(body)))

        await attempt("withdraw", deed(), told=in_a_modal(client, body))
        await ack()

    async def withdraw_message(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The same for the message they point at; of any other message nothing is told."""

        async def deed() -> None:
            person = self._desk.actor(body)
            message = message_meant(body, workspace=person.workspace)
            if message is None:
                raise NotFound(ONLY_OWN)
            try:
                own = await answering.own_answer(self._bot, person.person, message=message)
            except NotFound:
                raise NotFound(ONLY_OWN) from None
            await show(client, body, modals.withdraw(own))

        await attempt("withdraw", deed(), told=in_a_modal(client, body))
        await ack()

    async def answered(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The answer is kept, and its thread shows it soon; or the box says beside the words why not."""

        async def deed() -> None:
            person = self._desk.actor(body)
            answer = given(view, workspace=person.workspace)
            if answer is None:
                raise NotFound(wording.no_answer_of_yours())
            await answering.answer(self._bot, person.person, thread=answer.thread, given=answer.answer)
            self._desk.later(self._show_by_name(person.person, client))
            await ack(response_action="update", view=modals.kept(private=answer.answer.private))

        await attempt("answer", deed(), told=_beside_the_words(ack), away=NOT_KEPT_NOW)

    async def changed(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """Their answer says this now."""

        async def deed() -> None:
            person = self._desk.actor(body)
            change = changed(view)
            if change is None:
                raise NotFound(wording.no_answer_of_yours())
            await answering.change(
                self._bot, person.person, reflection=change.reflection, text=change.text, key=change.key
            )
            self._desk.later(self._show())
            self._desk.later(self._desk.draw_home(body, client))
            await ack()

        await attempt("change", deed(), told=_beside_the_words(ack), away=NOT_KEPT_NOW)

    async def withdrawn(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The words of their answer are gone."""

        async def deed() -> None:
            person = self._desk.actor(body).person
            reflection = reflection_in(view.get("private_metadata"))
            if reflection is None:
                raise NotFound(wording.no_answer_of_yours())
            own = await answering.own_answer(self._bot, person, reflection=reflection)
            await answering.take_back(self._bot, person, reflection=reflection)
            self._desk.later(self._show())
            self._desk.later(self._desk.draw_home(body, client))
            said = own.line.reflection
            await ack(response_action="update", view=modals.withdrawn(boxed=said.boxed, private=said.private))

        async def told(words: str) -> None:
            await ack(response_action="update", view=modals.notice("Not withdrawn", escaped(words)))

        await attempt("take_back", deed(), told=told)

    async def _own(self, body: Body) -> ReviewEntry:
        person = self._desk.actor(body)
        reflection = reflection_in(pressed(body).get("value"))
        if reflection is None:
            raise NotFound(wording.no_answer_of_yours())
        return await answering.own_answer(self._bot, person.person, reflection=reflection)

    def _thread(self, body: Body) -> MessageRef:
        """The message with the button in it; from Home the button says which."""
        person = self._desk.actor(body)
        carried = pressed(body).get("value")
        if carried:
            thread = thread_in(carried, workspace=person.workspace)
        else:
            thread = message_thread(body, workspace=person.workspace)
        if thread is None:
            raise NotFound(wording.no_such_thread())
        return thread

    async def _show(self) -> None:
        await show_owed(self._bot)

    async def _show_by_name(self, author: PersonRef, client: AsyncWebClient) -> None:
        """The name first, since the thread is to show it; without one it shows what Slack's views call them."""
        try:
            await learn_name(self._bot, client, author, called=frozenset({author.name}))
        except (ClientError, OSError) as error:
            log_failure("slack.name_not_learnt", error)
        await self._show()


def _beside_the_words(ack: AsyncAck) -> Told:
    """What was typed stays in the box."""

    async def told(words: str) -> None:
        await ack(response_action="errors", errors={"text": words})

    return told
