"""A question with all that it needs: a conversation, files, what was said before."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers.conversation.messages import Attachment, Message
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, TurnLost
from handlers.stores.threads import StoredThreads
from tests.asking import Asking, answered, created, own

Write = Callable[..., Message]


async def test_a_turn_that_lost_the_thread_while_it_began_a_conversation_deletes_it_and_asks_nothing(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    older = await own(threads, write("Hola"))
    await own(threads, write("una pregunta"))
    before = created(standin)
    with pytest.raises(TurnLost):
        await ask(older)
    assert created(standin) == before
    assert older.decisions.conversation not in standin.state.conversations


async def test_a_new_conversation_is_stored_before_anything_is_said_in_it(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("Hola #fail=500")
    with pytest.raises(AssistantHiccup):
        await ask(await own(threads, message))
    conversation = (await own(threads, write("later"))).decisions.conversation
    assert conversation in standin.state.conversations


async def test_a_conversation_grown_too_long_goes_on_in_a_new_one_that_remembers(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    second = await answered(ask, threads, write("¿Abren hoy?"))
    ask = ask.but(thread_tokens=1)
    third = await own(threads, write("¿Cómo me llamo?"))
    reply = await ask(third)
    assert third.decisions.conversation != second.decisions.conversation
    assert "Ana" in reply.texts[0]
    question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert [item["role"] for item in question["input"]] == ["user", "assistant", "user", "assistant", "user"]


async def test_what_the_first_question_took_makes_no_conversation_long(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    first = await answered(ask, threads, write("a long first question " * 100))
    second = await answered(ask.but(thread_tokens=1), threads, write("¿Abren hoy?"))
    assert second.decisions.conversation == first.decisions.conversation


async def test_what_is_carried_over_is_told_by_the_second_attempt_too(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    await answered(ask, threads, write("me llamo Ana"))
    await answered(ask, threads, write("¿Abren hoy?"))
    third = await own(threads, write("¿Cómo me llamo? #fail=500x1"))
    assert "Ana" in (await ask.but(thread_tokens=1)(third)).texts[0]


async def test_a_conversation_begun_beside_another_delivery_that_was_quicker_is_deleted(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, clock: Any
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
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    first = await answered(ask, threads, write("me llamo Ana"))
    photo = write("mira", files=(Attachment("https://api.twilio.com/1", "image/jpeg"),))

    class Album:
        """Files that take so long that the album's next message comes first."""

        async def __call__(self, turn: Turn) -> Any:
            await own(threads, write("y esta"))
            return turn.unanswered, {"https://api.twilio.com/1": b"\xff\xd8\xff"}

    before = created(standin)
    with pytest.raises(TurnLost):
        await ask.but(open_files=cast(Any, Album()))(await own(threads, photo))
    assert created(standin) == before
    assert first.decisions.conversation in standin.state.conversations
