"""Questions to an assistant that keeps nothing: what was said before, and every call, goes with each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import openai
import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.servers.assistant import ServerAssistant
from handlers.adapters.servers.chat import ChatApi
from handlers.adapters.servers.responses import ResponsesApi
from handlers.conversation.messages import Author, Message, Said
from handlers.conversation.question import newest_within
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup
from handlers.steps.confirm_call import confirm_call
from handlers.steps.obey_commands import ObeyCommands
from handlers.stores.threads import StoredThreads
from tests import tooling
from tests.asking import Asking, answered, asking_of, begun, briefing, own
from tests.kept import Stores

Write = Callable[..., Message]
SHOP = '''
ran = []

@tool(seconds=3)
def order(number: str) -> dict:
    """Where an order is."""
    ran.append(number)
    return {"order": number, "note": "x" * 2000, "state": "ready"}

@tool(requires="confirm", title={"es": "Mesa para {people}"})
def book(people: int) -> str:
    """Book a table."""
    ran.append(people)
    return "booked"
'''


class Servers:
    """A server of each API, before the stand-in."""

    def __init__(self, client: openai.AsyncOpenAI, kept: Stores, clock: Any) -> None:
        self.client, self.kept, self.clock = client, kept, clock
        self.made = list[ServerAssistant]()

    def ask(self, kind: type[ChatApi] | type[ResponsesApi] = ChatApi, **more: Any) -> Asking:
        told = briefing("-", model="gpt-4o-mini", reasoning="", **more)
        self.made.append(ServerAssistant(kind(self.client, told)))
        return asking_of(self.made[-1], self.kept, self.clock)


@pytest.fixture
async def servers(openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any) -> AsyncIterator[Servers]:
    found = Servers(openai_client, kept, clock)
    yield found
    for assistant in found.made:
        await assistant.close()


def turns(standin: Standin) -> list[tuple[str, str]]:
    """The last question's, but for the system's."""
    body: Any = standin.state.seen("POST", "/v1/chat/completions")[-1].body
    return [(message["role"], message["content"]) for message in body["messages"][1:]]


def created(standin: Standin) -> int:
    return sum(len(standin.state.seen("POST", path)) for path in ("/v1/chat/completions", "/v1/responses"))


@pytest.mark.parametrize("kind", [ChatApi, ResponsesApi])
async def test_a_conversation_is_remembered_from_our_own_store(
    servers: Servers, threads: StoredThreads, write: Write, clock: Any, kind: type[ChatApi]
) -> None:
    ask = servers.ask(kind)
    first = await answered(ask, threads, write("Hola, me llamo Ana"))
    for text in ("¿Abren hoy?", "¿Y mañana?"):
        clock.go_on(seconds=1)
        await answered(ask, threads, write(text))
    clock.go_on(seconds=1)
    last = await own(threads, write("¿Cómo me llamo?"))
    assert "Ana" in (await ask(last)).texts[0]
    assert last.decisions.conversation == first.decisions.conversation


async def test_what_was_said_before_the_conversation_began_is_not_told(
    servers: Servers, threads: StoredThreads, write: Write, clock: Any, standin: Standin
) -> None:
    ask = servers.ask()
    await answered(ask, threads, write("Hola, me llamo Ana"))
    clock.go_on(seconds=1)
    reset = await own(threads, write("nueva conversación"))
    reply = await run([ObeyCommands(threads, 90, str)], reset)
    await threads.close_turn(reset, reply)
    assert reset.decisions.conversation is None
    clock.go_on(seconds=1)
    await answered(ask, threads, write("Hola"))
    assert [text for role, text in turns(standin) if role == "user"] == ["Hola"]
    clock.go_on(seconds=1)
    await answered(ask, threads, write("¿Cómo me llamo?"))
    assert [text for role, text in turns(standin) if role == "user"] == ["Hola", "¿Cómo me llamo?"]


async def test_no_more_is_told_than_a_thread_may_hold(
    servers: Servers, threads: StoredThreads, write: Write, clock: Any, standin: Standin
) -> None:
    ask = servers.ask().but(thread_tokens=5)
    await answered(ask, threads, write("Hola, me llamo Ana"))
    clock.go_on(seconds=1)
    await answered(ask, threads, write("¿Cómo me llamo?"))
    assert turns(standin) == [("user", "¿Cómo me llamo?")]


@pytest.mark.parametrize(("most", "kept"), [(0, ""), (2, ""), (3, "c"), (5, "c"), (6, "bc"), (9, "abc"), (99, "abc")])
def test_the_newest_lines_are_kept_whole(most: int, kept: str) -> None:
    said = [Said(Author.CUSTOMER, name * 3) for name in "abc"]
    assert [line.text for line in newest_within(said, most)] == [name * 3 for name in kept]


async def test_the_answer_before_in_the_same_reply_is_known(
    servers: Servers, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    """Its turn was taken over when the response had ended; it is delivered first, and not written down yet."""
    ask = servers.ask()
    older = await own(threads, write("Hola, me llamo Ana"))
    asking = await begun(ask, older)
    await asking
    newer = await own(threads, write("¿Cómo me llamo?"))
    reply = await ask(newer)
    assert len(reply.texts) == 2
    assert "Ana" in reply.texts[1]
    assert [role for role, _ in turns(standin)] == ["user", "assistant", "user"]


async def test_every_round_is_told_all_calls_and_the_message_and_the_note_again(
    servers: Servers, threads: StoredThreads, write: Write, standin: Standin, tmp_path: Path, clock: Any
) -> None:
    tools = tooling.catalogue(tmp_path, SHOP)

    async def note(_turn: Turn) -> str:
        return "It is nine."

    ask = servers.ask(tools=tools.schemas).with_tools(tools).but(context=note)
    text = '¿Y mis pedidos? #call=order{"number": "L-1"} #then #call=order{"number": "L-2"}'
    turn = await answered(ask, threads, write(text))
    assert tools.tools["order"].function.__globals__["ran"] == ["L-1", "L-2"]
    body: Any = standin.state.seen("POST", "/v1/chat/completions")[-1].body
    system, *said = body["messages"]
    assert "It is nine." in system["content"]
    assert [message["role"] for message in said] == ["user", *["assistant", "tool"] * 2]
    assert all(message["content"].endswith('"ready"}') for message in said if message["role"] == "tool")  # whole
    assert turn.decisions.calls == ()
    clock.go_on(seconds=1)
    await answered(ask, threads, write("Gracias"))
    assert [role for role, _ in turns(standin)] == ["user", "assistant", "user"]


async def test_what_the_customer_agreed_to_is_done_and_told(
    servers: Servers, threads: StoredThreads, write: Write, tmp_path: Path, clock: Any
) -> None:
    tools = tooling.catalogue(tmp_path, SHOP)
    ask = servers.ask(tools=tools.schemas).with_tools(tools)
    await answered(ask, threads, write('Una mesa #call=book{"people": 4}'))
    clock.go_on(seconds=1)
    turn = await own(threads, write("sí"))
    await confirm_call(turn)
    reply = await ask(turn)
    assert tools.tools["book"].function.__globals__["ran"] == [4]
    assert "booked" in reply.texts[0]


async def test_a_question_is_put_twice_if_the_server_stumbles(
    servers: Servers, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    before = created(standin)
    await answered(servers.ask(), threads, write("Hola #fail=500x1"))
    assert created(standin) == before + 2
    with pytest.raises(AssistantHiccup):
        await servers.ask()(await own(threads, write("Hola #failed")))
    assert created(standin) == before + 4


async def test_a_hop_joins_the_answer_that_this_process_is_writing_and_pays_once(
    servers: Servers, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    ask, message, before = servers.ask(), write("Hola, held back"), created(standin)
    with standin.state.holding("held back"):
        turn = await own(threads, message)
        asking = await begun(ask, turn)
        asking.cancel()
        await threads.pause_turn(turn)
    clock.go_on(seconds=1)
    assert "held back" in (await ask(await own(threads, message))).texts[0]
    assert created(standin) == before + 1


async def test_a_hop_finds_the_answer_though_its_id_was_not_known_when_the_request_ended(
    servers: Servers, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    message, before = write("Hola, a silent server #slow=0.4"), created(standin)
    ask = servers.ask().pausing(lambda _: asyncio.sleep(0.02))
    turn = await own(threads, message)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ask(turn)
    assert turn.response is None
    await threads.pause_turn(turn)
    clock.go_on(seconds=1)
    assert "a silent server" in (await ask(await own(threads, message))).texts[0]
    assert created(standin) == before + 1


async def test_a_hop_that_reaches_another_process_asks_again_only_once_the_first_answer_must_be_lost(
    servers: Servers,
    threads: StoredThreads,
    write: Write,
    standin: Standin,
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message, before = write("Hola, held back"), created(standin)
    with standin.state.holding("held back"):
        turn = await own(threads, message)
        asking = await begun(servers.ask(), turn)
        asking.cancel()
        await threads.pause_turn(turn)
        clock.go_on(seconds=1)
        hop = await own(threads, message)
        waiting = await begun(servers.ask(), hop)
        assert not waiting.done()
        waiting.cancel()
        await threads.pause_turn(hop)
        assert created(standin) == before + 1
    monkeypatch.setattr("handlers.adapters.servers.assistant.LOST_AFTER", 0.0)
    clock.go_on(seconds=45)
    assert (await servers.ask()(await own(threads, message))).texts
    assert created(standin) == before + 2


async def test_a_conversation_goes_on_when_another_server_answers_from_now_on_and_back(
    servers: Servers, ask: Asking, threads: StoredThreads, write: Write, clock: Any, assistant: OpenAIAssistant
) -> None:
    first = await answered(ask, threads, write("Hola, me llamo Ana"))
    for asking in (servers.ask(), servers.ask(ResponsesApi), ask):
        clock.go_on(seconds=1)
        turn = await answered(asking, threads, write("¿Cómo me llamo?"))
        said = [line.text for line in await threads.history(turn.thread.key, most=1)]
        assert "Ana" in said[0]
    assert assistant.keeps_history
    assert first.decisions.conversation in turn.decisions.past
