"""Deliveries: who sends a reply by REST, and which go in the response."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from handlers import texts
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.step import Step
from handlers.conversation.take_turn import TakeTurn
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable
from handlers.languages import House
from tests.kept import Stores, stores
from tests.saying import saying

Write = Callable[..., Message]


def fits(replies: Sequence[str]) -> bool:
    return len(replies) <= 1 and not "".join(replies).startswith("#")


@pytest.mark.parametrize(
    ("delivery", "said", "behind", "sender"),
    [
        (Delivery.in_response(hops=2), ["one"], False, ""),
        (Delivery.in_response(hops=2), ["one", "two"], True, ""),
        (Delivery.by_rest("us"), ["one"], False, "us"),
        (Delivery.in_response_if(fits, "us"), ["one"], False, ""),
        (Delivery.in_response_if(fits, "us"), [], False, ""),
        (Delivery.in_response_if(fits, "us"), ["one"], True, "us"),
        (Delivery.in_response_if(fits, "us"), ["one", "two"], False, "us"),
        (Delivery.in_response_if(fits, "us"), ["# one"], False, "us"),
    ],
)
def test_what_does_not_fit_the_response_is_sent_by_rest(
    delivery: Delivery, said: list[str], behind: bool, sender: str
) -> None:
    assert delivery.sender_of(said, behind=behind) == sender


def test_a_channel_whose_response_takes_some_replies_waits_for_one() -> None:
    assert Delivery.in_response().is_waited_for
    assert Delivery.in_response_if(fits, "us").is_waited_for
    assert not Delivery.by_rest("us").is_waited_for


@pytest.fixture
def kept(clock: Any) -> Stores:
    return stores(clock)


async def take(kept: Stores, message: Message, *steps: Step, seconds: float = 5) -> Outcome:
    delivery = Delivery.in_response_if(fits, "us", sends_late=True)
    deadline = asyncio.get_running_loop().time() + seconds
    return await TakeTurn(kept.threads, steps, House("en"), delivery)(message, deadline=deadline)


async def unsent(kept: Stores, outcome: Outcome) -> tuple[str, ...]:
    thread = await kept.debts.claim(outcome.key, "another look")
    return thread.unsent.texts if thread and thread.unsent else ()


async def test_a_reply_that_fits_is_left_to_the_response_and_comes_again(kept: Stores, write: Write) -> None:
    message = write()
    first = await take(kept, message, saying("one"))
    again = await take(kept, message, saying("never"))
    assert (first.reply.texts, first.sender, again.reply.texts, again.sender) == (("one",), "", ("one",), "")
    assert again.result is Result.REPEATED


async def test_another_is_kept_to_be_sent_and_does_not_come_again(kept: Stores, write: Write, clock: Any) -> None:
    message = write()
    first = await take(kept, message, saying("# one"))
    again = await take(kept, message, saying("never"))
    assert (first.reply.texts, first.sender, first.is_kept) == (("# one",), "us", True)
    assert (again.result, again.reply.texts) == (Result.MERGED, ())
    clock.go_on(minutes=2)
    assert await unsent(kept, first) == ("# one",)


async def test_what_fits_waits_behind_what_is_not_sent_yet(kept: Stores, write: Write, clock: Any) -> None:
    await take(kept, write(), saying("# one"))
    second = await take(kept, write(), saying("two"))
    assert second.sender == "us"
    clock.go_on(minutes=2)
    assert await unsent(kept, second) == ("# one", "two")


async def test_who_waits_hears_that_it_failed_in_the_response(kept: Stores, write: Write) -> None:
    async def fails(_turn: Turn) -> None:
        raise AssistantUnavailable("down", remedy="none")

    outcome = await take(kept, write("Hello, is this open?"), fails)
    assert (outcome.reply.texts, outcome.sender) == ((texts.UNAVAILABLE["en"],), "")


async def test_who_waits_too_long_hears_that_it_takes_longer(kept: Stores, write: Write) -> None:
    async def slow(turn: Turn) -> None:
        await kept.threads.record_response(turn, "resp_1")
        await asyncio.sleep(60)

    outcome = await take(kept, write("Hello, is this open?"), slow, seconds=0.05)
    assert (outcome.result, outcome.reply.texts, outcome.sender) == (Result.OWED, (texts.WAIT["en"],), "")


@pytest.mark.parametrize(
    ("text", "told", "language"), [("123", "pt", "pt"), ("¿Abren hoy?", "pt", "es"), ("123", None, None)]
)
async def test_the_language_of_the_app_counts_until_words_show_one(
    kept: Stores, write: Write, text: str, told: Any, language: str | None
) -> None:
    written = write(text)
    turn = await kept.threads.open_turn(Message(written.sid, written.contact, written.content, told))
    assert isinstance(turn, Turn)
    assert turn.thread.language == language
