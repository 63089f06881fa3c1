"""Asking until there is an answer: passing faults, locks, lost ids, and spent attempts."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.asking import LOST_AFTER
from handlers.conversation.messages import Content, Message, OpenMessage, Reply
from handlers.conversation.thread import MOST_ATTEMPTS
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, AssistantUnavailable, ConversationUnusable, ResponseFailed, TurnLost
from handlers.stores.threads import StoredThreads
from tests.asking import Asking, answered, begun, created, own, question, same

Write = Callable[..., Message]


async def test_the_response_is_recorded_before_the_answer_is_there(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    message = write("Hola #delay=30")
    asking = await begun(ask, await own(threads, message))
    again = await own(threads, message)
    asking.cancel()
    assert again.response is not None
    await ask.assistant.cancel(again.response)


async def test_a_repeated_delivery_resumes_the_response_under_way(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("me llamo Ana #delay=0.3")
    asking = await begun(ask, await own(threads, message))
    again = await own(threads, message)
    before = created(standin)
    assert await ask(again) == await asking
    assert created(standin) == before


async def test_a_turn_that_lost_the_thread_before_its_response_began_cancels_it(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("Hola"))
    older = await own(threads, write("Hola #delay=30"))
    await own(threads, write("una pregunta"))
    with pytest.raises(TurnLost):
        await ask(older)
    assert standin.state.requests[-1].path.endswith("/cancel")


@pytest.mark.parametrize("fault", ["fail=500x1", "fail=429x1", "drop"])
async def test_a_passing_fault_is_tried_once_more(
    ask: Asking, threads: StoredThreads, write: Write, fault: str
) -> None:
    reply = await ask(await own(threads, write(f"me llamo Ana #{fault}")))
    assert "Ana" in reply.texts[0]


async def test_a_broken_stream_is_resumed_and_not_asked_anew(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    turn = await own(threads, write("me llamo Ana #drop #delay=0.1"))
    before = created(standin)
    assert "Ana" in (await ask(turn)).texts[0]
    assert created(standin) == before + 1


@pytest.mark.parametrize(("fault", "becomes"), [("fail=500", AssistantHiccup), ("failed", ResponseFailed)])
async def test_a_fault_that_lasts_is_given_up_after_the_second_try(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, fault: str, becomes: type[Exception]
) -> None:
    before = created(standin)
    with pytest.raises(becomes):
        await ask(await own(threads, write(f"Hola #{fault}")))
    assert created(standin) == before + 2


@pytest.mark.parametrize("fault", ["gone", "fail=contextx1"])
async def test_a_conversation_gone_or_full_is_replaced_by_a_new_one(
    ask: Asking, threads: StoredThreads, write: Write, fault: str
) -> None:
    first = await own(threads, write("me llamo Ana"))
    await threads.close_turn(first, await ask(first))
    turn = await own(threads, write(f"¿Cómo me llamo? #{fault}"))
    reply = await ask(turn)
    assert "Ana" in reply.texts[0]
    assert turn.decisions.conversation != first.decisions.conversation


@pytest.mark.parametrize(("fault", "failing"), [("gone #fail=500x1", 0), ("gone", 1)])
async def test_a_conversation_that_is_gone_takes_no_try_from_a_passing_fault(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, fault: str, failing: int
) -> None:
    first = await own(threads, write("me llamo Ana"))
    await threads.close_turn(first, await ask(first))
    turn = await own(threads, write(f"¿Cómo me llamo? #{fault}"))
    standin.state.failing_requests = failing  # before it is seen that the conversation is gone
    assert "Ana" in (await ask(turn)).texts[0]


async def test_a_question_too_long_for_any_conversation_is_given_up(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    with pytest.raises(ConversationUnusable):
        await ask(await own(threads, write("Hola #fail=context")))


async def test_a_locked_conversation_is_tried_again(ask: Asking, threads: StoredThreads, write: Write) -> None:
    turn = await own(threads, write("me llamo Ana #locked=2"))
    assert "Ana" in (await ask(turn)).texts[0]


async def test_a_conversation_that_stays_locked_is_left_for_a_new_one_that_remembers(
    ask: Asking, threads: StoredThreads, write: Write, clock: Any
) -> None:
    first = await own(threads, write("me llamo Ana"))
    await threads.close_turn(first, await ask(first))
    assert first.decisions.conversation is not None
    busy = OpenMessage("SM1", clock(), Content("#delay=30"))
    async with ask.assistant.ask(first.decisions.conversation, question(busy)) as lost:
        turn = await own(threads, write("¿Cómo me llamo?"))
        reply = await ask(turn)
        await ask.assistant.cancel(lost.id)
    assert "Ana" in reply.texts[0]
    assert turn.decisions.conversation != first.decisions.conversation


async def test_a_turn_that_loses_the_thread_while_the_conversation_is_locked_gives_up(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("Hola #locked=9"))
    await own(threads, write("una pregunta"))
    with pytest.raises(TurnLost):
        await ask(turn)


async def lost(ask: Asking, threads: StoredThreads, message: Message, text: str = "") -> Turn:
    """The next hop of a turn whose question reached the assistant, though its response's id never reached us."""
    turn = await own(threads, message)
    put = [replace(message, content=Content(text or message.content.text)) for message in turn.unanswered]
    async with ask.assistant.ask(turn.decisions.conversation or "", question(*put)):
        await threads.pause_turn(turn)
    return await own(threads, message)


async def test_an_answer_whose_id_was_lost_is_found_and_not_paid_for_again(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    with contextlib.ExitStack() as held:
        held.enter_context(standin.state.holding("¿Cómo me llamo?"))
        again = await lost(ask, threads, write("¿Cómo me llamo?"))
        conversation = standin.state.conversations[again.decisions.conversation or ""]

        async def until_it_has_ended(_seconds: float) -> None:
            held.close()
            while conversation.running:
                await asyncio.sleep(0.01)

        reply = await ask.pausing(until_it_has_ended)(again)
    assert "Ana" in reply.texts[0]
    assert standin.state.paid[again.message.sid] == 1


async def test_where_a_lost_answer_cannot_be_looked_for_the_question_is_put_again(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    class NoLooks(OpenAIAssistant):
        async def find_answer(self, *_arguments: object, **_more: object) -> None:
            raise AssistantHiccup("APIConnectionError", remedy="")

    await answered(ask, threads, write("me llamo Ana"))
    message = write("¿Cómo me llamo?")
    await threads.pause_turn(await own(threads, message))
    before = created(standin)
    reply = await ask.but(assistant=same(NoLooks, ask.assistant))(await own(threads, message))
    assert "Ana" in reply.texts[0]
    assert created(standin) == before + 1


async def test_a_question_that_arrives_late_is_waited_for_and_not_put_again(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    message = write("¿Cómo me llamo?")
    await threads.pause_turn(await own(threads, message))
    again, arrived = await own(threads, message), []

    async def until_it_arrives(_seconds: float) -> None:
        arrived.append(message.sid)
        put = question(*again.unanswered)
        async with ask.assistant.ask(again.decisions.conversation or "", put) as running:
            await running.answer()

    assert "Ana" in (await ask.pausing(until_it_arrives)(again)).texts[0]
    assert (len(arrived), standin.state.paid[message.sid]) == (1, 1)


@pytest.mark.parametrize(("seconds", "looks"), [(14, 5), (15, 0)])
async def test_a_question_that_does_not_arrive_is_put_again(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, clock: Any, seconds: int, looks: int
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    message, pauses = write("¿Cómo me llamo?"), list[float]()
    await threads.pause_turn(await own(threads, message))
    clock.go_on(seconds=seconds)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    assert "Ana" in (await ask.pausing(pause)(await own(threads, message))).texts[0]
    assert (len(pauses), standin.state.paid[message.sid]) == (looks, 1)


async def test_an_earlier_answer_to_the_same_words_is_not_taken_for_the_lost_one(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("Hola"))
    message = write("Hola")
    await threads.pause_turn(await own(threads, message))
    before = created(standin)
    reply = await ask(await own(threads, message))
    assert "Recuerdo un mensaje" in reply.texts[0]
    assert created(standin) == before + 1


async def test_a_question_that_seems_to_be_at_work_is_not_waited_for_for_ever(
    ask: Asking, threads: StoredThreads, write: Write, clock: Any
) -> None:
    first = await answered(ask, threads, write("me llamo Ana"))
    again = await lost(ask, threads, write("¿Cómo me llamo?"), "#delay=30")
    clock.go_on(seconds=LOST_AFTER.total_seconds())
    reply = await ask(again)
    assert "Ana" in reply.texts[0]
    assert again.decisions.conversation != first.decisions.conversation


async def test_attempts_that_are_spent_end_the_question_with_what_was_wrong_with_the_last(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("Hola #fail=500")
    problems = []
    for _ in range(4):
        turn = await own(threads, message)
        with pytest.raises(AssistantUnavailable) as problem:
            await ask(turn)
        problems.append(problem.value.code)
        await threads.release_turn(turn, Reply())
    questions = [cast(dict[str, Any], seen.body) for seen in standin.state.seen("POST", "/v1/responses")]
    asked = [question.get("metadata", {}).get("message_sid") for question in questions]  # others' have none
    assert asked.count(message.sid) == MOST_ATTEMPTS
    assert problems == ["server_error", "server_error", "attempts_spent", "attempts_spent"]
