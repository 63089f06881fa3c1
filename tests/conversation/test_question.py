"""A question with all that it needs: a conversation, files, what was said before."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers.conversation.messages import Attachment, Content, Message, Reply
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, TurnLost
from handlers.stores.threads import StoredThreads
from handlers.tickets.acting import Acted
from handlers.tickets.ticket import Ticket
from tests.asking import Asking, answered, created, own
from tests.kept import Stores
from tests.ticketing import handed_over

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


async def test_a_note_about_this_moment_stands_last_in_each_question(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    for moment in ("nine", "ten"):

        async def note(turn: Turn, moment: str = moment) -> str:
            return f"Now it is {moment}."

        await answered(ask.but(context=note), threads, write("¿Qué hora es?"))
        question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
        asked, noted = question["input"]
        assert asked["role"] == "user"
        assert noted == {"role": "developer", "content": f"Now it is {moment}."}


async def test_what_the_conversation_missed_goes_with_the_next_question_alone(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    await answered(ask, threads, write("Hola"))
    clock.go_on(minutes=1)
    missing = await own(threads, write("me llamo Ana"))
    missing.decide(missed_since=clock())
    await threads.close_turn(missing, Reply())
    again = await own(threads, write("¿Cómo me llamo? #fail=500x1"))  # the second attempt takes it along, too
    assert "Ana" in (await ask(again)).texts[0]
    question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert [item["content"] for item in question["input"]][:-1] == ["me llamo Ana"]
    assert again.decisions.missed_since is None


async def test_a_new_conversation_carries_over_what_the_old_one_missed(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    await answered(ask, threads, write("Hola"))
    clock.go_on(minutes=1)
    missing = await own(threads, write("me llamo Ana"))
    missing.leave_conversation(carries_over=True)
    missing.decide(missed_since=clock())
    await threads.close_turn(missing, Reply())
    await answered(ask, threads, write("¿Cómo me llamo?"))
    question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    contents = [item["content"] for item in question["input"]]
    assert (contents[0], contents[-2:]) == ("Hola", ["me llamo Ana", "¿Cómo me llamo?"])


async def test_what_people_said_is_in_one_question_that_is_answered_and_in_no_later_one(
    ask: Asking, kept: Stores, write: Write, standin: Standin, clock: Any
) -> None:
    threads = kept.threads
    await answered(ask, threads, write("Hola"))
    clock.go_on(seconds=1)
    await handed_over(kept, write("humano"), clock)
    clock.go_on(seconds=1)

    def act(ticket: Ticket, thread: Thread) -> Acted:
        return Acted(ticket, "Ana", said=Content("La clave es 4711"), gives_back=True)

    await kept.tickets.act("K7F3", act, sid="SM of Ana's")
    clock.go_on(seconds=1)
    turn = await own(threads, write("¿Cuál era? #fail=500"))
    with pytest.raises(AssistantHiccup):
        await ask(turn)
    await threads.release_turn(turn, Reply())
    clock.go_on(seconds=31)
    for number, is_told in ((1, True), (2, False)):
        await answered(ask, threads, write(f"question {number}"))
        question = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
        assert ("La clave es 4711" in str(question)) is is_told
