"""Resolutions: contained, verified, taken back by a return; greetings are left out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Attachment, Author, Content
from handlers.conversation.record import Record
from handlers.conversation.talk import says_solved
from handlers.tickets.resolution import Conversation, Resolution, resolutions
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket, Why
from tests.writing import contact

BEGUN = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTH_LATER = BEGUN + timedelta(days=30)


def at(hours: float) -> datetime:
    return BEGUN + timedelta(hours=hours)


def said(hours: float, text: str = "¿Abren hoy?", **other: Any) -> Record:
    """An answered message of the customer's."""
    return Record(**{"thread": "key", "at": at(hours), "content": Content(text), "answered_by": "SM1", **other})


def ticket(opened: float, closed: float | None = None) -> Ticket:
    closed_at = None if closed is None else at(closed)
    return Ticket("AAAA", "key", contact(), "es", at(opened), Why.ASKED, "", BEGUN, None, closed_at=closed_at)


def found(*records: Record, now: datetime = MONTH_LATER, **others: Any) -> list[str]:
    given = {"tickets": (), "ratings": (), **others}
    return [str(one.resolution) for one in resolutions(records, given["tickets"], given["ratings"], now)]


def test_a_conversation_after_which_nobody_comes_back_is_contained() -> None:
    made = resolutions([said(0), said(0.5)], (), (), MONTH_LATER)
    assert made == [Conversation(at(0), at(0.5), Resolution.CONTAINED)]


def test_that_is_known_after_three_days() -> None:
    assert found(said(0), now=at(71.9)) == ["pending"]
    assert found(said(0), now=at(72)) == ["contained"]


def test_a_return_within_three_days_takes_it_back() -> None:
    assert found(said(0), said(71.9)) == ["returned", "contained"]
    assert found(said(0), said(72)) == ["contained", "contained"]


def test_an_hour_without_a_message_ends_a_conversation() -> None:
    assert found(said(0), said(0.99)) == ["contained"]
    assert found(said(0), said(1)) == ["returned", "contained"]


def test_a_return_takes_back_what_was_verified_too() -> None:
    assert found(said(0), said(0.1, "Eso era todo, gracias"), said(24)) == ["returned", "contained"]


@pytest.mark.parametrize("text", ["Hola", "Gracias", "👍", "ayuda", "", "ya quedó, gracias"])
def test_greetings_thanks_and_commands_are_neither_a_conversation_nor_a_return(text: str) -> None:
    assert found(said(0, text)) == []
    assert found(said(0), said(24, text))[0] in ("contained", "verified")


def test_a_file_is_a_question_whatever_is_said_with_it() -> None:
    picture = Content("gracias", files=(Attachment("url", "image/jpeg"),))
    assert found(said(0, content=picture)) == ["contained"]


def test_what_got_no_answer_is_not_contained() -> None:
    assert found(said(0, answered_by=None)) == ["unanswered"]


@pytest.mark.parametrize(("who", "what"), [(Who.NOBODY, "unanswered"), (Who.FAQ, "contained")])
def test_who_was_only_told_that_there_is_no_answer_got_none(who: Who, what: str) -> None:
    assert found(said(0, facts=Facts(at(0), who))) == [what]


@pytest.mark.parametrize("tickets", [[ticket(0.01)], [ticket(-5, 0.2)], [ticket(0.9, 100)]])
def test_with_a_person_it_is_not_the_assistants(tickets: list[Ticket]) -> None:
    assert found(said(0), tickets=tickets) == ["person"]


@pytest.mark.parametrize("tickets", [[ticket(-5, -1)], [ticket(100, 101)]])
def test_a_ticket_of_another_day_does_not_matter(tickets: list[Ticket]) -> None:
    assert found(said(0), tickets=tickets) == ["contained"]


def test_a_persons_words_count_without_the_ticket_too() -> None:
    assert found(said(0), said(0.2, "Hola, soy Ana", author=Author.PERSON)) == ["person"]
    assert found(said(0), said(2, "Hola, soy Ana", author=Author.PERSON)) == ["contained"]


@pytest.mark.parametrize("hours", [0.1, 24])
def test_who_says_that_it_is_solved_verifies_it(hours: float) -> None:
    assert found(said(0), said(hours, "Sí, ya quedó. Gracias")) == ["verified"]


@pytest.mark.parametrize(
    ("score", "resolution"), [(5, "verified"), (4, "verified"), (3, "contained"), (None, "contained")]
)
def test_a_good_rating_verifies_it_and_is_no_return(score: int | None, resolution: str) -> None:
    answered = at(1.5) if score else None
    rating = Rating("key", at(1), score=score, answered_at=answered, commented_at=at(1.6))
    assert found(said(0), said(1.5, "5"), said(1.6, "Muy rico"), ratings=[rating])[:1] == (
        [resolution] if score else ["returned"]
    )
    assert found(said(0), ratings=[rating]) == [resolution]


def test_what_is_said_of_one_conversation_verifies_no_other() -> None:
    assert found(said(0), said(80, "Ya quedó")) == ["contained"]
    assert found(said(0), said(80), said(80.1, "Ya quedó")) == ["contained", "verified"]


@pytest.mark.parametrize("hours", [-1, 73])
def test_a_rating_of_another_day_does_not_matter(hours: float) -> None:
    rating = Rating("key", at(hours), score=5, answered_at=at(hours))
    assert found(said(0), ratings=[rating]) == ["contained"]


def test_the_rating_of_a_ticket_says_nothing_of_the_assistant() -> None:
    rating = Rating("key", at(1), "AAAA", "Ana", score=5, answered_at=at(1.5))
    assert found(said(0), said(1.5, "5"), ratings=[rating]) == ["contained"]


@pytest.mark.parametrize(
    "text",
    [
        "Resuelto",
        "Eso es todo, muchas gracias",
        "Sí, ya quedó",
        "Thanks, that's all!",
        "That solved it",
        "Deu certo, obrigada",
    ],
)
def test_words_that_it_is_solved_are_known(text: str) -> None:
    assert says_solved(text)


@pytest.mark.parametrize(
    "text",
    ["", "gracias", "¿Eso es todo?", "No quedó resuelto", "eso es todo lo que hay", "not solved", "sí", "unresolved"],
)
def test_other_words_say_nothing(text: str) -> None:
    assert not says_solved(text)


@given(st.lists(st.integers(0, 200), max_size=12), st.integers(0, 300))
def test_each_message_is_in_one_conversation_and_only_the_last_can_be_contained_within_three_days(
    hours: list[int], now: int
) -> None:
    records = [said(hour) for hour in sorted(hours)]
    made = resolutions(records, (), (), at(now))
    assert all(sum(one.begun_at <= record.at <= one.ended_at for one in made) == 1 for record in records)
    for one, following in pairwise(made):
        is_return = following.begun_at - one.ended_at < timedelta(hours=72)
        assert (one.resolution is Resolution.RETURNED) == is_return
