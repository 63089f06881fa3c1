"""The promises of Assistant, checked for the adapters of all APIs and for the scripted assistant of tests/model/."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import openai
import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.side import FIELDS
from handlers.adapters.servers.assistant import ServerAssistant
from handlers.adapters.servers.chat import ChatApi
from handlers.adapters.servers.responses import ResponsesApi
from handlers.conversation.messages import Answer, Author, Content, OpenMessage, Said
from handlers.conversation.ports.assistant import Assistant, Response
from handlers.conversation.side import Handoff, Side
from handlers.conversation.side import Mood as CustomersMood
from handlers.errors import (
    AssistantHiccup,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
)
from tests.asking import briefing, question
from tests.model.world import NEVER, Mood, World

# What makes OpenAI forget a conversation; a server that keeps none can only say that a question is too long.
GONE = {"openai": "#gone", "responses": "#fail=context", "chat": "#fail=context"}
DIRECTIVES = {
    "": "",
    "never": "#delay=60",
    "hiccup": "#fail=500",
    "failed": "#failed",
    "refused": "#refused=bio_policy",
    "needs a person": "#handoff=asked #mood=furious",
}


@dataclass
class Asked:
    """An assistant, and a way to make its answers go as the test wants. `has_side`: they have one."""

    assistant: Assistant
    message: Callable[[str, str], OpenMessage]
    customer: str = "key"
    has_side: bool = True

    @property
    def forgets(self) -> bool:
        """True if a forgotten conversation is known to be gone; who keeps none begins it anew."""
        return self.assistant.keeps_history

    async def lose(self, conversation: str, sid: str, how: str = "") -> None:
        """Ask, and learn nothing but that the answer exists."""
        async with self.ask(conversation, sid, how) as running:
            with suppress(ResponseFailed):
                await running.answer()

    async def find(self, conversation: str, sid: str, *, after: str = "", how: str = "") -> Answer | None:
        return await self.assistant.find_answer(conversation, question(self.message(sid, how)), after=after)

    @asynccontextmanager
    async def ask(self, conversation: str, sid: str, how: str = "") -> AsyncIterator[Response]:
        put = question(self.message(sid, how), customer=self.customer)
        async with self.assistant.ask(conversation, put) as running:
            yield running


def assistant_of(api: str, client: openai.AsyncOpenAI, side: Sequence[str]) -> Assistant:
    if api == "openai":
        return OpenAIAssistant(client, briefing("", side=side))
    kind = ChatApi if api == "chat" else ResponsesApi
    return ServerAssistant(kind(client, briefing("", reasoning="", side=side)))


APIS = [f"{api}{side}" for api in GONE for side in ("", " with a side")]


@pytest.fixture(params=[*APIS, "told"])
async def asked(request: pytest.FixtureRequest, openai_client: openai.AsyncOpenAI) -> AsyncIterator[Asked]:
    now = datetime.now(UTC)
    if request.param != "told":
        api = request.param.partition(" ")[0]
        side = [name for name in FIELDS if name != "topic"] if request.param.endswith("side") else []
        assistant = assistant_of(api, openai_client, side)

        def worded(sid: str, how: str) -> OpenMessage:
            return OpenMessage(sid, now, Content(f"{sid} {GONE[api] if how == 'gone' else DIRECTIVES[how]}"))

        yield Asked(assistant, worded, customer=request.param, has_side=bool(side))
        if isinstance(assistant, ServerAssistant):
            await assistant.close()
        return
    world = World(MemoryDocuments(), asyncio.get_running_loop())

    def message(sid: str, how: str) -> OpenMessage:
        side = side_of(sid) if how == "needs a person" else Side()
        world.moods[sid] = Mood(NEVER if how == "never" else 0.2, "" if how == "never" else how, side)
        return OpenMessage(sid, now, Content(sid))

    yield Asked(world.assistant, message)


def side_of(sid: str) -> Side:
    return Side(Handoff.ASKED, sid, CustomersMood.FURIOUS)


async def test_an_answer_is_had_and_had_again(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        answer = await running.answer()
    assert "SM1" in answer.text
    async with asked.assistant.resume(running.id) as again:
        assert (again.id, await again.answer()) == (running.id, answer)


async def test_an_answer_is_heard_while_it_is_written_and_from_its_beginning_when_it_is_had_again(asked: Asked) -> None:
    conversation, heard = await asked.assistant.start_conversation(), list[str]()
    async with asked.ask(conversation, "SM1") as running:
        answer = await running.answer(heard.append)
    assert all(heard)
    assert all(answer.text.startswith(text) for text in heard)
    assert heard[-1] == answer.text
    heard.clear()
    async with asked.assistant.resume(running.id) as again:
        await again.answer(heard.append)
    assert all(answer.text.startswith(text) for text in heard)
    assert heard[-1] == answer.text


async def test_a_finished_response_gives_its_answer_when_it_is_cancelled(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        answer = await running.answer()
    assert await asked.assistant.cancel(running.id) == answer


async def test_a_side_comes_with_the_answer_however_it_is_had(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        assert (await running.answer()).side == Side()
    async with asked.ask(conversation, "SM2", "needs a person") as running:
        answer = await running.answer()
    assert answer.side == (side_of("SM2") if asked.has_side else Side())
    async with asked.assistant.resume(running.id) as again:
        assert await again.answer() == answer
    assert await asked.assistant.cancel(running.id) == answer
    found = await asked.find(conversation, "SM2", how="needs a person")
    assert found is not None
    assert (found.text, found.side) == (answer.text, answer.side)


async def test_one_response_at_a_time_until_it_is_cancelled(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1", "never") as running:
        with pytest.raises(ConversationLocked):
            async with asked.ask(conversation, "SM2"):
                pass
        assert await asked.assistant.cancel(running.id) is None
        with pytest.raises(ResponseFailed):
            await running.answer()
    async with asked.ask(conversation, "SM3") as following:
        assert "SM3" in (await following.answer()).text


async def test_a_hiccup_and_a_lost_conversation_are_told_at_once(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    for how, becomes in (("hiccup", AssistantHiccup), ("gone", ConversationUnusable)):
        with pytest.raises(becomes):
            async with asked.ask(conversation, f"SM{how}", how):
                pass


async def test_a_failed_response_has_no_answer_however_it_is_looked_at(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1", "failed") as running:
        with pytest.raises(ResponseFailed):
            await running.answer()
    assert await asked.assistant.cancel(running.id) is None


async def test_a_forgotten_conversation_is_gone_and_can_be_forgotten_again(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        await running.answer()
    for _ in range(2):
        await asked.assistant.forget(conversation)
    if asked.forgets:
        with pytest.raises(ConversationUnusable):
            async with asked.ask(conversation, "SM2"):
                pass
    else:
        assert await asked.find(conversation, "SM1") is None
        assert await asked.assistant.cancel(running.id) is None


async def test_a_refused_question_is_told_at_once_and_leaves_the_conversation_as_it_was(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    with pytest.raises(QuestionRefused):
        async with asked.ask(conversation, "SM1", "refused"):
            pass
    async with asked.ask(conversation, "SM2") as following:
        assert "SM1" not in (await following.answer()).text


async def test_what_was_said_before_may_be_told_with_a_question(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    before = [Said(Author.CUSTOMER, "Hola"), Said(Author.ASSISTANT, "¿Sí?")]
    message = asked.message("SM1", "")
    async with asked.assistant.ask(conversation, question(message, history=before)) as running:
        assert "SM1" in (await running.answer()).text
    assert await asked.find(conversation, "SM1")


async def test_an_answer_whose_response_is_lost_is_found_by_its_question(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    assert await asked.find(conversation, "SM1") is None
    await asked.lose(conversation, "SM1")
    found = await asked.find(conversation, "SM1")
    assert found is not None
    assert "SM1" in found.text
    assert found.complete
    assert found.usage.is_whole is not asked.forgets  # whoever read the answer itself knows its tokens, too
    assert await asked.find(conversation, "SM2") is None


async def test_a_note_after_a_question_hides_no_answer(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    message = asked.message("SM1", "")
    async with asked.assistant.ask(conversation, question(message, note="Now it is nine.")) as running:
        await running.answer()
    found = await asked.find(conversation, "SM1")
    assert found is not None
    assert "SM1" in found.text


async def test_no_answer_is_found_that_was_known_before(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        known = await running.answer()
    assert known.item
    assert await asked.find(conversation, "SM1", after=known.item) is None
    await asked.lose(conversation, "SM1")
    newer = await asked.find(conversation, "SM1", after=known.item)
    assert newer is not None
    assert newer.item not in ("", known.item)


async def test_no_answer_is_found_while_there_is_none_or_where_there_will_be_none(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1", "never") as running:
        assert await asked.find(conversation, "SM1", how="never") is None
        await asked.assistant.cancel(running.id)
    assert await asked.find(conversation, "SM1", how="never") is None
    await asked.lose(conversation, "SM2", "failed")
    assert await asked.find(conversation, "SM2", how="failed") is None
    await asked.assistant.forget(conversation)
    if asked.forgets:
        with pytest.raises(ConversationUnusable):
            await asked.find(conversation, "SM2")
    else:
        assert await asked.find(conversation, "SM2") is None
