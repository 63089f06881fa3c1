"""Asking the assistant: the real adapter before the stand-in, threads in memory."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers import texts
from handlers.adapters.openai import OpenAIAssistant
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Attachment, Message, OpenMessage, Reply
from handlers.conversation.thread import MOST_ATTEMPTS, Turn
from handlers.errors import AssistantHiccup, AssistantUnavailable, ConversationUnusable, ResponseFailed, TurnLost
from handlers.steps.ask_assistant import LOST_AFTER, AskAssistant
from handlers.stores.threads import StoredThreads
from tests.kept import Stores, stores

Write = Callable[..., Message]


@pytest.fixture
def kept(clock: Any) -> Stores:
    return stores(clock)


@pytest.fixture
def threads(kept: Stores) -> StoredThreads:
    return kept.threads


@pytest.fixture
def ask(assistant: OpenAIAssistant, kept: Stores, clock: Any) -> AskAssistant:
    async def pause(_seconds: float) -> None:
        return None

    forget = Forget(assistant, kept.erasures, clock)
    return AskAssistant(assistant, kept.threads, forget, "es", 12_000, clock, pause=pause)


async def own(threads: StoredThreads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def begun(ask: AskAssistant, turn: Turn) -> "asyncio.Task[Reply]":
    """A question that is under way, its response recorded."""
    asking = asyncio.create_task(ask(turn))
    while turn.response is None:
        await asyncio.sleep(0.01)
    return asking


async def answered(ask: AskAssistant, threads: StoredThreads, message: Message) -> Turn:
    """A turn that has come to its end."""
    turn = await own(threads, message)
    await threads.close_turn(turn, await ask(turn))
    return turn


def said(text: str) -> OpenMessage:
    return OpenMessage("SM1", datetime.now(UTC), text)


def created(standin: Standin) -> int:
    """How many responses were asked for so far."""
    return len(standin.state.seen("POST", "/v1/responses"))


async def test_the_first_contact_begins_a_conversation_and_keeps_it(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("me llamo Ana"))
    reply = await ask(turn)
    assert turn.decisions.conversation
    await threads.close_turn(turn, reply)
    following = await own(threads, write("¿Cómo me llamo?"))
    assert following.decisions.conversation == turn.decisions.conversation
    assert "Ana" in "".join((await ask(following)).texts)
    assert reply.usage is not None


async def test_the_response_is_recorded_before_the_answer_is_there(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    message = write("Hola #delay=30")
    asking = await begun(ask, await own(threads, message))
    again = await own(threads, message)
    asking.cancel()
    assert again.response is not None
    await ask.assistant.cancel(again.response)


async def test_a_repeated_delivery_resumes_the_response_under_way(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("me llamo Ana #delay=0.3")
    asking = await begun(ask, await own(threads, message))
    again = await own(threads, message)
    before = created(standin)
    assert await ask(again) == await asking
    assert created(standin) == before


async def test_a_newer_message_cancels_the_older_response_and_asks_for_both(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    asking = await begun(ask, await own(threads, write("me llamo Ana #delay=30")))
    newer = await own(threads, write("¿Abren hoy?"))
    reply = await ask(newer)
    assert len(reply.texts) == 1
    assert "Ana" in reply.texts[0]
    with pytest.raises(TurnLost):
        await asking


async def test_an_answer_that_was_there_already_is_delivered_before_the_new_one(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    late = await own(threads, write("me llamo Ana"))
    first = await ask(late)
    await threads.release_turn(late, Reply())
    before = created(standin)
    reply = await ask(await own(threads, write("¿Abren hoy?")))
    assert reply.texts[0] == first.texts[0]
    assert len(reply.texts) == 2
    assert created(standin) == before + 1
    assert reply.usage is not None
    assert first.usage is not None
    assert reply.usage.output_tokens > first.usage.output_tokens


async def test_a_repeated_delivery_after_the_owner_gave_up_costs_no_second_response(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("me llamo Ana")
    late = await own(threads, message)
    first = await ask(late)
    await threads.release_turn(late, Reply())
    before = created(standin)
    assert await ask(await own(threads, message)) == first
    assert created(standin) == before


async def test_who_lost_the_thread_before_the_response_began_cancels_it(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("Hola"))
    older = await own(threads, write("Hola #delay=30"))
    await own(threads, write("una pregunta"))
    with pytest.raises(TurnLost):
        await ask(older)
    assert standin.state.requests[-1].path.endswith("/cancel")


async def test_who_lost_the_thread_while_a_conversation_was_begun_asks_nothing_and_deletes_it(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    older = await own(threads, write("Hola"))
    await own(threads, write("una pregunta"))
    before = created(standin)
    with pytest.raises(TurnLost):
        await ask(older)
    assert created(standin) == before
    assert older.decisions.conversation not in standin.state.conversations


async def test_a_new_conversation_is_stored_before_anything_is_said_in_it(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("Hola #fail=500")
    with pytest.raises(AssistantHiccup):
        await ask(await own(threads, message))
    conversation = (await own(threads, write("later"))).decisions.conversation
    assert conversation in standin.state.conversations


@pytest.mark.parametrize("fault", ["fail=500x1", "fail=429x1", "drop"])
async def test_a_passing_fault_is_tried_once_more(
    ask: AskAssistant, threads: StoredThreads, write: Write, fault: str
) -> None:
    reply = await ask(await own(threads, write(f"me llamo Ana #{fault}")))
    assert "Ana" in reply.texts[0]


async def test_a_broken_stream_is_resumed_and_not_asked_anew(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    turn = await own(threads, write("me llamo Ana #drop #delay=0.1"))
    before = created(standin)
    assert "Ana" in (await ask(turn)).texts[0]
    assert created(standin) == before + 1


@pytest.mark.parametrize(("fault", "becomes"), [("fail=500", AssistantHiccup), ("failed", ResponseFailed)])
async def test_a_fault_that_lasts_is_given_up_after_the_second_try(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin, fault: str, becomes: type[Exception]
) -> None:
    before = created(standin)
    with pytest.raises(becomes):
        await ask(await own(threads, write(f"Hola #{fault}")))
    assert created(standin) == before + 2


@pytest.mark.parametrize("fault", ["gone", "fail=contextx1"])
async def test_a_conversation_gone_or_full_is_replaced_by_a_new_one(
    ask: AskAssistant, threads: StoredThreads, write: Write, fault: str
) -> None:
    first = await own(threads, write("me llamo Ana"))
    await threads.close_turn(first, await ask(first))
    turn = await own(threads, write(f"¿Cómo me llamo? #{fault}"))
    reply = await ask(turn)
    assert "Ana" in reply.texts[0]
    assert turn.decisions.conversation != first.decisions.conversation


async def test_a_conversation_grown_too_long_goes_on_in_a_new_one_that_remembers(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    second = await answered(ask, threads, write("¿Abren hoy?"))
    ask = replace(ask, thread_tokens=1)
    third = await own(threads, write("¿Cómo me llamo?"))
    reply = await ask(third)
    assert third.decisions.conversation != second.decisions.conversation
    assert "Ana" in reply.texts[0]
    question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert [item["role"] for item in question["input"]] == ["user", "assistant", "user", "assistant", "user"]


async def test_what_the_first_question_took_makes_no_conversation_long(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    first = await answered(ask, threads, write("a long first question " * 100))
    second = await answered(replace(ask, thread_tokens=1), threads, write("¿Abren hoy?"))
    assert second.decisions.conversation == first.decisions.conversation


async def test_what_is_carried_over_is_told_by_the_second_attempt_too(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    await answered(ask, threads, write("¿Abren hoy?"))
    third = await own(threads, write("¿Cómo me llamo? #fail=500x1"))
    assert "Ana" in (await replace(ask, thread_tokens=1)(third)).texts[0]


async def test_a_question_too_long_for_any_conversation_is_given_up(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    with pytest.raises(ConversationUnusable):
        await ask(await own(threads, write("Hola #fail=context")))


async def test_a_locked_conversation_is_tried_again(ask: AskAssistant, threads: StoredThreads, write: Write) -> None:
    turn = await own(threads, write("me llamo Ana #locked=2"))
    assert "Ana" in (await ask(turn)).texts[0]


async def test_a_conversation_that_stays_locked_is_left_for_a_new_one_that_remembers(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    first = await own(threads, write("me llamo Ana"))
    await threads.close_turn(first, await ask(first))
    assert first.decisions.conversation is not None
    async with ask.assistant.ask(first.decisions.conversation, [said("#delay=30")], customer="a lost process") as lost:
        turn = await own(threads, write("¿Cómo me llamo?"))
        reply = await ask(turn)
        await ask.assistant.cancel(lost.id)
    assert "Ana" in reply.texts[0]
    assert turn.decisions.conversation != first.decisions.conversation


async def test_who_loses_the_thread_while_the_conversation_is_locked_gives_up(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("Hola #locked=9"))
    await own(threads, write("una pregunta"))
    with pytest.raises(TurnLost):
        await ask(turn)


@pytest.mark.parametrize("fault", ["refuse", "empty", "refused=bio_policy", "failed=bio_policy", "error=bio_policy"])
async def test_a_refusal_becomes_a_sentence(
    ask: AskAssistant, threads: StoredThreads, write: Write, fault: str
) -> None:
    reply = await ask(await own(threads, write(f"Hola #{fault}")))
    assert reply.texts == (texts.REFUSED["es"],)


async def test_a_refusal_comes_after_what_was_said_before(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    late = await own(threads, write("me llamo Ana"))
    first = await ask(late)
    await threads.release_turn(late, Reply())
    reply = await ask(await own(threads, write("Hola #refused=bio_policy")))
    assert reply == Reply((*first.texts, texts.REFUSED["es"]), first.usage)


async def test_a_cut_answer_says_so(ask: AskAssistant, threads: StoredThreads, write: Write) -> None:
    reply = await ask(await own(threads, write("Hola #incomplete")))
    assert reply.texts[0].endswith(f"…\n\n{texts.CUT['es']}")


async def test_an_older_response_that_cannot_be_cancelled_does_not_stop_the_new_question(
    ask: AskAssistant, threads: StoredThreads, write: Write
) -> None:
    class Unreachable(OpenAIAssistant):
        async def cancel(self, response: str) -> None:
            raise AssistantHiccup("APIConnectionError", remedy="")

    older = await own(threads, write("me llamo Ana"))
    await ask(older)
    await threads.release_turn(older, Reply())
    ask = replace(ask, assistant=_as(Unreachable, ask.assistant))
    reply = await ask(await own(threads, write("¿Cómo me llamo?")))
    assert isinstance(reply, Reply)
    assert "Ana" in reply.texts[0]


def _as(kind: type[OpenAIAssistant], assistant: Any) -> OpenAIAssistant:
    other = kind.__new__(kind)
    vars(other).update(vars(assistant))
    return other


async def lost(ask: AskAssistant, threads: StoredThreads, message: Message, text: str = "") -> Turn:
    """The next hop of a turn whose question reached the assistant, though its response's id never reached us."""
    turn = await own(threads, message)
    put = [replace(each, text=text or each.text) for each in turn.unanswered]
    async with ask.assistant.ask(turn.decisions.conversation or "", put, customer="customer"):
        await threads.pause_turn(turn)
    return await own(threads, message)


async def test_an_answer_whose_id_was_lost_is_found_and_not_paid_for_again(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
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

        reply = await replace(ask, pause=until_it_has_ended)(again)
    assert "Ana" in reply.texts[0]
    assert standin.state.paid[again.message.sid] == 1


async def test_an_earlier_answer_to_the_same_words_is_not_taken_for_the_lost_one(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("Hola"))
    message = write("Hola")
    await threads.pause_turn(await own(threads, message))
    before = created(standin)
    reply = await ask(await own(threads, message))
    assert "mensaje 2" in reply.texts[0]
    assert created(standin) == before + 1


async def test_a_question_that_seems_to_be_at_work_is_not_waited_for_for_ever(
    ask: AskAssistant, threads: StoredThreads, write: Write, clock: Any
) -> None:
    first = await answered(ask, threads, write("me llamo Ana"))
    again = await lost(ask, threads, write("¿Cómo me llamo?"), "#delay=30")
    clock.go_on(seconds=LOST_AFTER.total_seconds())
    reply = await ask(again)
    assert "Ana" in reply.texts[0]
    assert again.decisions.conversation != first.decisions.conversation


async def test_attempts_that_are_spent_end_the_question_with_what_was_wrong_with_the_last(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
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
    assert sum(each["metadata"]["message_sid"] == message.sid for each in questions) == MOST_ATTEMPTS
    assert problems == ["server_error", "server_error", "attempts_spent", "attempts_spent"]


async def test_of_what_an_earlier_response_has_answered_nothing_is_asked_again(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    await threads.release_turn(await own(threads, write("me llamo Ana")), Reply())
    clock.go_on(minutes=14)
    second = write("¿Cómo me llamo?")
    late = await own(threads, second)
    answer = await ask(late)
    await threads.release_turn(late, Reply())
    clock.go_on(minutes=2)  # the first message is too old by now
    before = created(standin)
    assert await ask(await own(threads, second)) == answer
    assert created(standin) == before


async def test_a_conversation_begun_beside_another_delivery_that_was_quicker_is_deleted(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    message = write("Hola")
    turn = await own(threads, message)
    clock.go_on(seconds=6)
    quicker = await own(threads, message)
    quicker.decide(conversation="conv_of_the_other")
    await threads.spend_attempt(quicker)
    before = created(standin)
    with pytest.raises(TurnLost):
        await ask(turn)
    assert created(standin) == before
    assert standin.state.requests[-1].method == "DELETE"


async def test_who_owns_the_thread_is_looked_at_when_files_are_there_and_before_they_are_paid_for(
    ask: AskAssistant, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    first = await answered(ask, threads, write("me llamo Ana"))
    photo = write("mira", attachments=(Attachment("https://api.twilio.com/1", "image/jpeg"),))

    class Album:
        """Files that take so long that the next message of the album is there first."""

        async def __call__(self, turn: Turn) -> Any:
            await own(threads, write("y esta"))
            return turn.unanswered, {"https://api.twilio.com/1": b"\xff\xd8\xff"}

    before = created(standin)
    with pytest.raises(TurnLost):
        await replace(ask, open_files=cast(Any, Album()))(await own(threads, photo))
    assert created(standin) == before
    assert first.decisions.conversation in standin.state.conversations
