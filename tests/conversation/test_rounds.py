"""Rounds of calls: each runs once, on behalf of its own customer, and no conversation is left waiting for an output.

The real catalogue and the real adapter, before OpenAI's stand-in.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openai
import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.calls import ASK_FIRST, LOST, MOST_AT_ONCE, ONE_AT_A_TIME, TOO_MANY, MadeCall
from handlers.conversation.messages import Answer, Message, Reply
from handlers.conversation.ports.assistant import Question
from handlers.conversation.question import remember
from handlers.conversation.rounds import LEAVES, NO_TOOLS, take_up
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.errors import ResponseFailed, TurnLost
from handlers.steps.confirm_call import confirm_call
from handlers.stores.threads import StoredThreads
from handlers.tools.catalogue import Catalogue
from handlers.tools.servers import Server
from tests import tooling
from tests.asking import Asking, asking_of, begun, briefing, created, own, same
from tests.kept import Stores

Write = Callable[..., Message]
SHOP = '''
ran = []

@tool(seconds=3)
def order(number: str, caller: Caller, call: CallId) -> dict:
    """Where an order is."""
    ran.append((call, caller.customer))
    return {"order": number, "state": "ready", "for": caller.name}

@tool(requires="confirm", title={"es": "Mesa para {people}"})
def book(people: int, call: CallId) -> str:
    """Book a table."""
    ran.append((call, people))
    return "booked"
'''
ORDER = '#call=order{"number": "L-1001"}'


@dataclass
class Shop:
    """A business with tools. `ran`: the calls that its functions saw."""

    ask: Asking
    kept: Stores
    tools: Catalogue
    ran: list[Any]
    clock: Any

    @property
    def threads(self) -> StoredThreads:
        return self.kept.threads

    async def answered(self, message: Message) -> tuple[Turn, Reply]:
        """A turn of this message that has ended, with the step that hears a yes."""
        self.clock.go_on(seconds=1)
        turn = await own(self.threads, message)
        await confirm_call(turn)
        reply = await self.ask(turn)
        await self.threads.close_turn(turn, reply)
        return turn, reply

    async def calls_of(self, turn: Turn) -> tuple[MadeCall, ...]:
        """The calls that are kept with the turn's message."""
        records = await self.threads.records(turn.thread.key, most=20)
        return next(record.calls for record in reversed(records) if record.texts)


def bodies(standin: Standin) -> list[dict[str, Any]]:
    """The questions so far."""
    return [dict(seen.body) for seen in standin.state.seen("POST", "/v1/responses")]  # type: ignore[call-overload]


@pytest.fixture
def shop(openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any, tmp_path: Path) -> Shop:
    tools = tooling.catalogue(tmp_path, SHOP)
    assistant = OpenAIAssistant(openai_client, briefing("-", tools=tools.schemas))
    ran = tools.tools["order"].function.__globals__["ran"]
    return Shop(asking_of(assistant, kept, clock).with_tools(tools), kept, tools, ran, clock)


async def test_a_call_runs_for_the_customer_and_its_output_leads_to_the_answer(shop: Shop, write: Write) -> None:
    turn, reply = await shop.answered(write(f"¿Dónde va mi pedido? {ORDER}", profile_name="Ana"))
    assert "ready" in reply.texts[0]
    [call] = await shop.calls_of(turn)
    assert shop.ran == [(call.id, turn.message.contact.customer)]
    assert json.loads(call.output or "") == {"order": "L-1001", "state": "ready", "for": "Ana"}
    assert (call.name, call.result, call.is_told) == ("order", "done", True)
    assert turn.decisions.calls == ()


async def test_the_tokens_of_all_rounds_are_counted(shop: Shop, write: Write) -> None:
    _, once = await shop.answered(write("Hola"))
    _, twice = await shop.answered(write(f"Hola {ORDER} #then {ORDER}"))
    assert once.usage
    assert twice.usage
    assert twice.usage.input_tokens > 2 * once.usage.input_tokens


async def test_calls_side_by_side_are_all_run_but_for_too_many(shop: Shop, write: Write) -> None:
    turn, _ = await shop.answered(write(" ".join([ORDER] * (MOST_AT_ONCE + 1))))
    assert len(shop.ran) == MOST_AT_ONCE
    calls = await shop.calls_of(turn)
    assert [call.output for call in calls if call.result == "too_many"] == [TOO_MANY]


async def test_after_three_rounds_the_assistant_has_to_answer(shop: Shop, write: Write, standin: Standin) -> None:
    before = created(standin)
    _, reply = await shop.answered(write(" #then ".join([ORDER] * 6)))
    assert (len(shop.ran), created(standin) - before) == (3, 4)
    assert "ready" in reply.texts[0]
    asked = [body.get("tool_choice") for body in bodies(standin)]
    assert asked[-4:] == [None, None, None, "none"]


class Stubborn(OpenAIAssistant):
    """An assistant that calls tools although it may not."""

    def ask(self, conversation: str, question: Question) -> Any:
        return super().ask(conversation, replace(question, may_call=True))


async def test_a_call_after_the_last_round_is_not_run_and_gets_its_output_with_the_next_question(
    shop: Shop, write: Write, standin: Standin
) -> None:
    rounds = shop.ask.step.ask.ask.put_question
    stubborn = shop.ask.but(assistant=same(Stubborn, rounds.assistant))
    turn = await own(shop.threads, write(" #then ".join([ORDER] * 6)))
    reply = await stubborn(turn)
    await shop.threads.close_turn(turn, reply)
    assert (len(shop.ran), [call.output for call in turn.decisions.calls]) == (3, [TOO_MANY])
    after, told = await shop.answered(write("¿Abren hoy?"))
    assert told.texts
    assert bodies(standin)[-1]["input"][0]["output"] == TOO_MANY
    assert (after.decisions.past, after.decisions.calls) == ((), ())


@pytest.mark.parametrize("down", ["#mcp_down", "#mcp_down=later", "#mcp_down=silent"])
async def test_a_server_that_is_down_costs_a_retry_without_it(
    down: str, openai_client: openai.AsyncOpenAI, kept: Stores, write: Write, clock: Any, standin: Standin
) -> None:
    server = Server("crm", "https://crm.example/mcp", ("find",)).entry({})
    assistant = OpenAIAssistant(openai_client, briefing("-", reasoning="", tools=[server]))
    turn = await own(kept.threads, write(f"¿Abren hoy? {down}"))
    reply = await asking_of(assistant, kept, clock)(turn)
    assert "Abren" in reply.texts[0]
    assert [body["tools"] for body in bodies(standin)[-2:]] == [[server], []]
    assert (turn.problem is None) == (down == "#mcp_down=silent")  # of which OpenAI does not tell the cause


async def test_a_question_with_outputs_is_paid_for_and_its_attempts_are_bounded(shop: Shop, write: Write) -> None:
    turn = await own(shop.threads, write(f"Hola {ORDER} #then {ORDER} #then #failed"))
    with pytest.raises(ResponseFailed):
        await shop.ask(turn)
    assert len(shop.ran) == 2
    assert [message.asked for message in turn.messages] == [2]  # one in vain, and another; each round gave one back
    again = await own(shop.threads, write("¿Y?"))
    reply = await shop.ask(again)
    assert "ready" in reply.texts[0]  # outputs of a response that failed are told again
    assert len(shop.ran) == 2


async def test_without_time_a_call_is_left_to_the_next_request(shop: Shop, write: Write) -> None:
    message = write(f"¿Dónde va mi pedido? {ORDER}")
    turn = await own(shop.threads, message)
    turn.deadline = asyncio.get_running_loop().time() + shop.tools.seconds + LEAVES - 0.1
    with pytest.raises(TimeoutError):
        await shop.ask(turn)
    await shop.threads.pause_turn(turn)
    assert shop.ran == []
    hop = await own(shop.threads, message)
    assert "ready" in (await shop.ask(hop)).texts[0]
    assert len(shop.ran) == 1


async def test_what_a_process_had_begun_when_it_died_is_not_run_again(shop: Shop, write: Write, clock: Any) -> None:
    message = write(f"¿Dónde va mi pedido? {ORDER} {ORDER}")
    turn = await own(shop.threads, message)
    turn.deadline = 0
    with pytest.raises(TimeoutError):
        await shop.ask(turn)
    first, second = turn.decisions.calls
    turn.decide(calls=(replace(first, begun_at=clock()), second))
    await shop.threads.record_calls(turn)
    clock.go_on(seconds=31)
    again, _ = await shop.answered(message)
    assert [(call.result, call.output == LOST) for call in await shop.calls_of(again)] == [
        ("lost", True),
        ("done", False),
    ]
    assert [call for call, _ in shop.ran] == [second.id]


async def test_calls_from_before_the_tools_were_taken_away_get_an_output(shop: Shop, write: Write) -> None:
    turn = await own(shop.threads, write(f"Hola {ORDER}"))
    reply = await shop.ask.with_tools(None)(turn)
    await shop.threads.close_turn(turn, reply)
    [call] = await shop.calls_of(turn)
    assert (call.output, shop.ran) == (NO_TOOLS, [])


async def test_the_customer_is_asked_before_a_tool_that_needs_a_yes(shop: Shop, write: Write) -> None:
    asked, reply = await shop.answered(write('Quiero una mesa, por favor #call=book{"people": 4}'))
    question = "Mesa para 4. ¿Está bien? Responde sí o no."
    assert reply.texts[-1].endswith(f"Con gusto, en cuanto me confirmes.\n\n{question}")
    [call] = await shop.calls_of(asked)
    assert (call.output, shop.ran) == (ASK_FIRST, [])
    agreed, told = await shop.answered(write("sí"))
    assert shop.ran == [(call.id, 4)]
    assert "booked" in told.texts[0]
    assert [kept.result for kept in await shop.calls_of(agreed)] == ["done"]
    assert agreed.decisions.confirming is None
    await shop.answered(write("sí"))
    assert len(shop.ran) == 1


async def test_without_a_yes_nothing_is_done(shop: Shop, write: Write) -> None:
    await shop.answered(write('Quiero una mesa, por favor #call=book{"people": 4}'))
    turn, reply = await shop.answered(write("mejor no"))
    assert (shop.ran, turn.decisions.confirming) == ([], None)
    assert "Mesa" not in reply.texts[0]


async def test_one_thing_is_asked_at_a_time(shop: Shop, write: Write) -> None:
    turn, reply = await shop.answered(
        write('Quiero unas mesas, por favor #call=book{"people": 4} #call=book{"people": 6}')
    )
    assert [call.output for call in await shop.calls_of(turn)] == [ASK_FIRST, ONE_AT_A_TIME]
    assert "Mesa para 4" in reply.texts[-1]
    assert "Mesa para 6" not in reply.texts[-1]


async def test_a_newer_message_takes_the_calls_of_the_response_before(
    shop: Shop, write: Write, standin: Standin
) -> None:
    first = await own(shop.threads, write(f"¿Dónde va mi pedido? {ORDER}"))
    async with first_response(shop, first):
        pass  # it has ended with a call, and its process died
    newer = await own(shop.threads, write("¿Abren hoy?"))
    reply = await shop.ask(newer)
    await shop.threads.close_turn(newer, reply)
    assert len(shop.ran) == 1
    assert "ready" in "".join(reply.texts)
    said = [item["content"] for item in bodies(standin)[-1]["input"] if "content" in item]
    assert said == ["¿Abren hoy?"]  # the conversation holds the first already
    assert len(reply.texts) == 1


@asynccontextmanager
async def first_response(shop: Shop, turn: Turn) -> AsyncIterator[Answer]:
    """The turn's first response, recorded, and its answer, of which nobody takes notice."""
    async with await shop.ask.step.ask.ask.put_question(turn) as running:
        await shop.threads.record_response(turn, running.id)
        yield await running.answer()


async def test_calls_of_a_response_whose_id_was_lost_are_found_in_the_conversation(
    shop: Shop, write: Write, standin: Standin
) -> None:
    message = write(f"¿Dónde va mi pedido? {ORDER}")
    turn = await own(shop.threads, message)
    async with await shop.ask.step.ask.ask.put_question(turn) as running:
        turn.attempt = ""
        await running.answer()
    before = created(standin)
    await shop.threads.release_turn(turn, Reply())  # which keeps the conversation, but no response
    again, reply = await shop.answered(message)
    assert "ready" in reply.texts[0]
    assert (created(standin) - before, len(shop.ran)) == (1, 1)
    assert [call.result for call in await shop.calls_of(again)] == ["done"]


async def test_the_answer_to_outputs_is_found_in_the_conversation_too(
    shop: Shop, write: Write, standin: Standin
) -> None:
    message = write(f"¿Dónde va mi pedido? {ORDER}")
    turn = await own(shop.threads, message)
    put_question = shop.ask.step.ask.ask.put_question
    async with first_response(shop, turn) as answer:
        remember(turn, answer)
        take_up(turn, answer, turn.unanswered)
    await shop.ask.step.ask._settle(turn)
    async with await put_question(turn) as running:
        turn.attempt = ""
        await running.answer()  # and the process dies
    before = created(standin)
    await shop.threads.release_turn(turn, Reply())
    again, reply = await shop.answered(message)
    assert "ready" in reply.texts[0]
    assert (created(standin), len(shop.ran)) == (before, 1)
    assert [call.result for call in await shop.calls_of(again)] == ["done"]


async def test_a_new_conversation_is_told_what_was_done_and_nothing_is_done_twice(shop: Shop, write: Write) -> None:
    turn, reply = await shop.answered(write(f"¿Dónde va mi pedido? {ORDER} #then #gone"))
    assert len(shop.ran) == 1
    assert "ready" in reply.texts[0]
    assert len(turn.decisions.past) == 1


async def test_a_conversation_that_waits_for_an_unknown_call_is_left(
    shop: Shop, write: Write, standin: Standin
) -> None:
    first = await own(shop.threads, write(f"¿Dónde va mi pedido? {ORDER}"))
    async with first_response(shop, first):
        pass
    blocked = first.decisions.conversation
    await shop.threads.close_turn(first, Reply(("lost",)))  # nobody ever took the call up
    turn, reply = await shop.answered(write("¿Abren hoy?"))
    assert reply.texts
    assert turn.decisions.conversation != blocked
    assert blocked in turn.decisions.past


async def test_of_two_deliveries_one_runs_the_calls(shop: Shop, write: Write) -> None:
    message = write(f"¿Dónde va mi pedido? {ORDER} #delay=1")
    turn = await own(shop.threads, message)
    asking = await begun(shop.ask, turn)
    other = await own(shop.threads, message)
    done = await asyncio.gather(asking, shop.ask(other), return_exceptions=True)
    assert {type(each) for each in done} <= {Reply, TurnLost}
    assert len(shop.ran) == 1


async def test_a_turn_without_calls_writes_and_asks_as_without_tools(
    shop: Shop, write: Write, standin: Standin
) -> None:
    before = created(standin)
    turn = await own(shop.threads, write("Hola"))
    reply = await run([confirm_call, shop.ask.step], turn)
    assert (created(standin) - before, len(reply.texts)) == (1, 1)
    assert "tools" not in turn.seconds


async def test_each_round_takes_three_writes_more(shop: Shop, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    documents, commits = shop.threads.keeping.documents, list[object]()
    commit = documents.commit

    async def counted(writes: Any) -> Any:
        commits.append(writes)
        return await commit(writes)

    await shop.answered(write("Hola"))
    monkeypatch.setattr(documents, "commit", counted)
    counts = []
    for text in ("¿Abren hoy?", f"Hola {ORDER}", f"Hola {ORDER} #then {ORDER}"):
        commits.clear()
        await shop.answered(write(text))
        counts.append(len(commits))
    assert counts == [3, 6, 9]
