"""What was said, as records tell it: by customers, by the assistant and by people of the business."""

from datetime import UTC, datetime
from typing import Any

from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Author, Content, Reply, Said
from handlers.conversation.record import GIVEN_UP_AFTER, Record, said_in, trace_of
from tests.writing import turn

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def record(text: str, *answers: str, **other: Any) -> Record:
    known: dict[str, Any] = {"thread": "key", "at": NOW, "content": Content(text), "texts": answers}
    return Record(**{**known, "answered_by": "SM1", **other})


def test_each_side_says_its_own() -> None:
    told = [record("Hola", "¡Hola!"), record("Soy Ana", "Cerrado.", author=Author.PERSON, by="Ana"), record("Gracias")]
    assert said_in(told) == [
        Said(Author.CUSTOMER, "Hola"),
        Said(Author.ASSISTANT, "¡Hola!"),
        Said(Author.PERSON, "Soy Ana"),
        Said(Author.CUSTOMER, "Gracias"),
    ]


def test_what_is_not_answered_yet_and_an_order_without_words_say_nothing() -> None:
    assert said_in([record("Hola", answered_by=None), record("", "Es tu caso.", author=Author.PERSON)]) == []


def test_what_was_counted_is_not_to_be_counted_again() -> None:
    assert record("Hola", answered_by=None).counts_at() == NOW + GIVEN_UP_AFTER
    assert record("Hola", answered_by=None, counted=True).counts_at() is None


def test_the_yes_to_deleting_everything_belongs_to_no_conversation() -> None:
    closed = record("sí", facts=Facts(NOW, Who.COMMAND, talks=True, begins=True, business="+5255"))
    trace = trace_of(turn("sí"), Reply(), NOW, closed)
    assert trace.facts == Facts(NOW, Who.COMMAND, business="+5255")
    assert trace_of(turn("sí"), Reply(), NOW).facts is None
