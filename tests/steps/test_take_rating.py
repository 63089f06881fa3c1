"""A rating is the next message after the question and nothing else; then a comment, which is answered as always."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.messages import Attachment, Content, Message, Part, PartKind, Reply
from handlers.conversation.step import run
from handlers.conversation.talk import COMMENTED_WITHIN, REST
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.steps.take_rating import TakeRating
from handlers.stores.surveys import StoredSurveys, rating_of
from handlers.tickets import texts
from handlers.tickets.survey import TAKEN_FOR, Rating, after_rest
from tests.kept import Stores
from tests.saying import saying
from tests.writing import ANA

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]
THANKS, ANSWER = texts.RATED["es"], "answered as always"


@pytest.fixture
def step(kept: Stores) -> TakeRating:
    return TakeRating(StoredSurveys(kept.threads.keeping))


@pytest.fixture
async def asked(kept: Stores, own: Own, write: Write, clock: Any) -> Thread:
    """A thread whose customer was just asked."""
    turn = await own(write("¿Abren hoy?"))
    turn.decide(survey_at=clock() + REST)
    await kept.threads.close_turn(turn, Reply(("Sí.",)))
    clock.go_on(hours=1)
    surveys = StoredSurveys(kept.threads.keeping)
    settled = await surveys.settle(turn.thread.key, lambda stored: after_rest(stored, clock(), "es"), by="job")
    assert settled
    await kept.debts.claim(turn.thread.key, "job")
    await kept.debts.mark_accepted(turn.thread.key, "job", last=True)
    clock.go_on(seconds=10)
    return settled.thread


async def answered(kept: Stores, step: TakeRating, turn: Turn) -> list[str]:
    """What the turn says, once it is closed."""
    reply = await run([step, saying(ANSWER)], turn)
    await kept.threads.close_turn(turn, reply)
    return list(reply.texts)


async def rating(kept: Stores) -> Rating:
    (found,) = await kept.documents.find("ratings", ("place", "GREATER_THAN", ""), order="place", most=10)
    return rating_of(found.fields)


async def test_a_rating_is_thanked_for_and_kept_with_its_time(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    assert await answered(kept, step, await own(write("4"))) == [THANKS]
    assert await rating(kept) == Rating(asked.key, clock() - timedelta(seconds=10), score=4, answered_at=clock())


async def test_without_a_question_a_number_is_a_message_like_any_other(
    kept: Stores, step: TakeRating, own: Own, write: Write
) -> None:
    assert await answered(kept, step, await own(write("4"))) == [ANSWER]


@pytest.mark.parametrize("first", ["¿Tienen pan?", "5 panes", "ayuda", "gracias"])
async def test_after_any_other_message_nothing_is_a_rating(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, first: str
) -> None:
    assert await answered(kept, step, await own(write(first))) == [ANSWER]
    assert await answered(kept, step, await own(write("5"))) == [ANSWER]
    assert (await rating(kept)).score is None


async def test_a_reaction_is_no_message(kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write) -> None:
    await answered(kept, step, await own(write("")))
    assert await answered(kept, step, await own(write("5"))) == [THANKS]


async def test_a_rating_that_comes_a_day_later_is_none(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    clock.go_on(seconds=TAKEN_FOR.total_seconds() - 10)
    assert await answered(kept, step, await own(write("5"))) == [ANSWER]


async def test_a_message_from_before_the_question_is_answered_as_always(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    turn = await own(write("5"))
    early = replace(turn.thread.open[0], at=clock() - timedelta(minutes=1))
    turn.thread = replace(turn.thread, open=(early,))
    assert [text async for text in _said(step, turn)] == [ANSWER]
    assert turn.decisions.rated is None


async def _said(step: TakeRating, turn: Turn) -> Any:
    for text in (await run([step, saying(ANSWER)], turn)).texts:
        yield text


async def test_while_a_person_has_the_conversation_a_number_is_for_that_person(
    asked: Thread, step: TakeRating, own: Own, write: Write
) -> None:
    turn = await own(write("5"))
    turn.thread = replace(turn.thread, ticket="AAAA")
    assert [text async for text in _said(step, turn)] == [ANSWER]


@pytest.mark.parametrize(
    "content",
    [
        Content("5", files=(Attachment("url", "image/jpeg"),)),
        Content("5", parts=(Part(PartKind.LOCATION, "19.4,-99.1"),)),
        Content("5", parts=(Part(PartKind.FORWARDED),)),
    ],
)
async def test_a_number_that_comes_with_anything_else_is_no_rating(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, content: Content
) -> None:
    assert await answered(kept, step, await own(Message("SMx", ANA, content))) == [ANSWER]


async def test_a_number_in_reply_to_the_question_is_a_rating(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write
) -> None:
    quoting = write("5", parts=(Part(PartKind.QUOTE, texts.HOW_WAS_IT["es"], "SMq"),))
    assert await answered(kept, step, await own(quoting)) == [THANKS]


@pytest.mark.parametrize(("words", "said"), [("Un cinco.", THANKS), ("¿Abren hoy?", ANSWER)])
async def test_a_voice_note_is_heard_first(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, words: str, said: str
) -> None:
    async def hear(turn: Turn) -> None:
        for message in turn.unanswered:
            await kept.threads.record_parts(turn, {message.sid: (Part(PartKind.TRANSCRIPT, words),)})

    note = write("", files=(Attachment("url", "audio/ogg"),))
    assert await answered(kept, replace(step, hear=hear), await own(note)) == [said]


async def test_what_is_typed_is_not_sent_to_be_heard(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write
) -> None:
    async def hear(turn: Turn) -> None:
        raise AssertionError

    assert await answered(kept, replace(step, hear=hear), await own(write("5"))) == [THANKS]


async def test_the_message_after_the_rating_is_kept_as_a_comment_and_answered_as_always(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    await answered(kept, step, await own(write("2")))
    clock.go_on(minutes=1)
    assert await answered(kept, step, await own(write("Tardaron mucho"))) == [ANSWER]
    kept_with_it = await rating(kept)
    assert (kept_with_it.score, kept_with_it.comment, kept_with_it.commented_at) == (2, "Tardaron mucho", clock())
    assert await answered(kept, step, await own(write("Y el pan frío"))) == [ANSWER]
    assert (await rating(kept)).comment == "Tardaron mucho"


async def test_of_a_long_comment_the_beginning_is_kept(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write
) -> None:
    await answered(kept, step, await own(write("2")))
    await answered(kept, step, await own(write("muy " * 400)))
    assert (await rating(kept)).comment == "muy " * 250


@pytest.mark.parametrize("text", ["¿Abren mañana?", "humano", "gracias", "ayuda"])
async def test_questions_orders_and_thanks_are_no_comments(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, text: str
) -> None:
    await answered(kept, step, await own(write("2")))
    assert await answered(kept, step, await own(write(text))) == [ANSWER]
    await answered(kept, step, await own(write("Muy caro todo")))
    assert (await rating(kept)).comment == ""


async def test_a_message_that_comes_much_later_is_no_comment(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    await answered(kept, step, await own(write("2")))
    clock.go_on(seconds=COMMENTED_WITHIN.total_seconds())
    await answered(kept, step, await own(write("Quiero un pastel")))
    assert (await rating(kept)).comment == ""


async def test_a_rating_and_a_comment_in_quick_succession_are_one_turn(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write
) -> None:
    await own(write("5"))
    assert await answered(kept, step, await own(write("Todo muy rico"))) == [THANKS, ANSWER]
    assert ((await rating(kept)).score, (await rating(kept)).comment) == (5, "Todo muy rico")


async def test_a_turn_that_goes_on_at_a_hop_says_and_keeps_the_same(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    await own(write("5"))
    message = write("Todo muy rico")
    turn = await own(message)
    await step(turn)
    await kept.threads.pause_turn(turn)
    clock.go_on(seconds=5)
    assert await answered(kept, step, await own(message)) == [THANKS, ANSWER]
    assert ((await rating(kept)).score, (await rating(kept)).comment) == (5, "Todo muy rico")


async def test_a_rating_whose_turn_was_given_up_is_kept_by_the_next(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    await own(write("5"))
    turn = await own(write("¿Abren hoy?"))
    await step(turn)
    await kept.threads.release_turn(turn, Reply(("Perdona",)))
    clock.go_on(minutes=20)
    assert await answered(kept, step, await own(write("Hola"))) == [THANKS, ANSWER]
    assert (await rating(kept)).score == 5


async def test_a_process_that_is_killed_leaves_the_rating_to_the_next_delivery(
    kept: Stores, asked: Thread, step: TakeRating, own: Own, write: Write, clock: Any
) -> None:
    message = write("5")
    turn = await own(message)
    await step(turn)  # and then the process is killed
    clock.go_on(seconds=31)
    assert await answered(kept, step, await own(message)) == [THANKS]
    assert (await rating(kept)).score == 5
