"""A person who writes by hand: the assistant is silent, until it is wanted back or they are gone for long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.by_hand import QUIET, written_to
from handlers.conversation.messages import Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.steps.wait_by_hand import WaitByHand
from handlers.tickets import texts
from tests import writing

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
STEP = WaitByHand(lambda: NOW)


def turn(*said: str, ago: timedelta, ticket: str | None = None) -> Turn:
    """A turn of a customer to whom a person wrote so long ago."""
    found = writing.turn(*said)
    found.thread = replace(written_to(found.thread, NOW - ago), ticket=ticket)
    return found


async def test_the_assistant_is_silent_while_a_person_writes() -> None:
    answering = turn("¿Y el domingo?", "Gracias", ago=timedelta(hours=1))
    assert await run([STEP], answering) == Reply()
    assert not answering.unanswered
    assert answering.thread.person_since == NOW - timedelta(hours=1)


@pytest.mark.parametrize(("ago", "ticket"), [(QUIET, None), (timedelta(hours=1), "K7F2")])
async def test_after_long_silence_or_with_a_ticket_all_goes_its_way(ago: timedelta, ticket: str | None) -> None:
    answering = turn("¿Y el domingo?", ago=ago, ticket=ticket)
    await run([STEP], answering)
    assert len(answering.unanswered) == 1


async def test_nobody_is_kept_from_the_assistant_to_whom_nobody_wrote() -> None:
    answering = writing.turn("Hola")
    await run([STEP], answering)
    assert len(answering.unanswered) == 1


async def test_who_wants_the_assistant_back_gets_it_with_all_that_was_said_beside() -> None:
    answering = turn("¿Y el domingo?", "asistente", ago=timedelta(hours=1))
    assert await run([STEP], answering) == Reply((texts.BACK["es"],))
    assert [message.sid for message in answering.unanswered] == ["SM1"]
    again = turn("¿Y el lunes?", ago=timedelta(hours=1))
    again.decisions = answering.decisions
    await run([STEP], again)
    assert len(again.unanswered) == 1


async def test_the_persons_next_words_silence_it_again() -> None:
    answering = turn("¿Y el lunes?", ago=timedelta(0))
    answering.decide(back_at=NOW - timedelta(minutes=1))
    await run([STEP], answering)
    assert not answering.unanswered


async def test_who_asks_for_a_person_by_command_is_left_to_the_next_steps() -> None:
    answering = turn("humano", ago=timedelta(hours=1))
    await run([STEP], answering)
    assert len(answering.unanswered) == 1
