"""Closed: the customer hears once when the business opens; what they said meanwhile goes with the next question."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers import texts
from handlers.conversation.messages import Message, Part, PartKind, Reply
from handlers.conversation.step import Step, run
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, StoreUnavailable
from handlers.steps.tell_closed import TellClosed
from handlers.stores.threads import StoredThreads
from handlers.tickets.hours import hours_of
from tests.asking import Asking, own

Write = Callable[..., Message]
Turned = Callable[..., Awaitable[Reply]]

OPEN = datetime(2026, 11, 23, 18, tzinfo=UTC)  # Monday noon in Mexico
CLOSED = datetime(2026, 11, 25, 3, tzinfo=UTC)  # Tuesday, nine in the evening
UNTIL = texts.CLOSED_UNTIL["es"].format(when="mañana a las 9:00")


def closed_by(
    clock: Any, *understand: Step, opening_hours: str = "Mo-Fr 09:00-19:00", holidays: str = ""
) -> TellClosed:
    return TellClosed(hours_of(opening_hours, "America/Mexico_City", holidays), clock, understand)


@pytest.fixture
def turned(ask: Asking, threads: StoredThreads, clock: Any) -> Turned:
    """A message answered, by the assistant if it is open."""

    async def answer(message: Message, *steps: Step) -> Reply:
        turn = await own(threads, message)
        reply = await run([*(steps or [closed_by(clock)]), ask.step], turn)
        await threads.close_turn(turn, reply)
        return reply

    return answer


def input_of(standin: Standin) -> list[tuple[str, str]]:
    """The items of the last question: role and text."""
    body = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    return [(item["role"], item["content"]) for item in body["input"]]


async def test_while_open_the_assistant_answers(turned: Turned, write: Write, clock: Any) -> None:
    clock.time = OPEN
    assert "Ana" in (await turned(write("me llamo Ana"))).texts[0]


async def test_a_customer_hears_once_a_closing_when_it_opens(turned: Turned, write: Write, clock: Any) -> None:
    clock.time = CLOSED
    assert (await turned(write("¿Tienen pan?"))).texts == (UNTIL,)
    for _ in range(2):
        clock.go_on(hours=3)
        assert (await turned(write("¿Hola?"))).texts == ()
    clock.go_on(hours=18)  # closed again; it was open meanwhile
    assert (await turned(write("¿Y hoy?"))).texts == (UNTIL,)


async def test_what_was_said_while_closed_goes_with_the_next_question(
    turned: Turned, write: Write, clock: Any, standin: Standin
) -> None:
    clock.time = OPEN
    await turned(write("Buenos días"))
    clock.time = CLOSED
    await turned(write("me llamo Ana"))
    clock.go_on(seconds=60)
    await turned(write("", parts=(Part(PartKind.TRANSCRIPT, "quiero un pastel"),)))
    clock.go_on(hours=13)
    assert "Ana" in (await turned(write("¿Cómo me llamo?"))).texts[0]
    missed = [("user", "me llamo Ana"), ("assistant", UNTIL), ("user", "quiero un pastel")]
    assert input_of(standin) == [*missed, ("user", "¿Cómo me llamo?")]
    await turned(write("¿Y mi pastel?"))
    assert input_of(standin) == [("user", "¿Y mi pastel?")]  # the rest is in the conversation by now


async def test_a_new_conversation_takes_nothing_along(threads: StoredThreads, write: Write, clock: Any) -> None:
    clock.time = CLOSED
    turn = await own(threads, write("me llamo Ana"))
    await run([closed_by(clock)], turn)
    assert turn.decisions.missed_since == CLOSED
    turn.leave_conversation(carries_over=False)
    assert turn.decisions.missed_since is None


async def test_a_customer_hears_it_in_their_language(turned: Turned, write: Write, clock: Any) -> None:
    clock.time = datetime(2026, 11, 29, 18, tzinfo=UTC)  # Sunday
    english = await turned(write("Hello, are you open today? I need some bread, please."))
    assert english.texts == (texts.CLOSED_UNTIL["en"].format(when="tomorrow at 9:00 AM"),)


async def test_a_business_that_stays_closed_names_no_day_and_says_so_each_day(
    turned: Turned, write: Write, clock: Any
) -> None:
    clock.time = datetime(2026, 6, 1, 18, tzinfo=UTC)
    days = ",".join(f"2026-{month:02}-{day:02}" for month in (6, 7, 8) for day in range(1, 31))
    closed = closed_by(clock, opening_hours="We 09:00-10:00", holidays=days)
    assert (await turned(write(), closed)).texts == (texts.CLOSED["es"],)
    clock.go_on(hours=23)
    assert (await turned(write(), closed)).texts == ()
    clock.go_on(hours=1)
    assert (await turned(write(), closed)).texts == (texts.CLOSED["es"],)


async def test_what_was_asked_before_closing_is_answered(threads: StoredThreads, write: Write, clock: Any) -> None:
    clock.time = CLOSED
    turn = await own(threads, write("Hola"))
    turn.superseded = Running("SM0", ("SM0",), CLOSED, response="resp_1")
    await closed_by(clock)(turn)
    assert turn.unanswered == turn.messages
    turn.superseded = replace(turn.superseded, response=None)  # it had not been asked yet
    await closed_by(clock)(turn)
    assert turn.reply().texts == (UNTIL,)


async def test_voice_notes_become_words_first_or_are_not_kept(threads: StoredThreads, write: Write, clock: Any) -> None:
    heard: list[str] = []

    async def hear(turn: Turn) -> None:
        heard.extend(message.sid for message in turn.unanswered)
        raise AssistantHiccup("timeout", remedy="")

    clock.time = CLOSED
    message = write("")
    reply = await run([closed_by(clock, hear)], await own(threads, message))
    assert (heard, reply.texts) == ([message.sid], (UNTIL,))


async def test_a_store_that_fails_meanwhile_is_no_secret(threads: StoredThreads, write: Write, clock: Any) -> None:
    async def fail(_turn: Turn) -> None:
        raise StoreUnavailable("timeout", remedy="")

    clock.time = CLOSED
    with pytest.raises(StoreUnavailable):
        await run([closed_by(clock, fail)], await own(threads, write("")))
