"""Lessons: which of a customer's words are the question, which questions are one, and what a 👎 is."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.messages import Attachment, Author, Content, Part, PartKind
from handlers.conversation.record import Record
from handlers.knowledge.lesson import (
    MOST_CHARACTERS,
    Lesson,
    Why,
    grouped,
    is_teachable,
    is_thumbs_down,
    last_answered,
    lesson_of,
    question_in,
)
from tests import writing

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def lesson(ask: str, minutes: int = 0) -> Lesson:
    return Lesson(f"{ask}{minutes}", "key", AT + timedelta(minutes=minutes), ask, Why.UNKNOWN, "alias", "+52")


def record(text: str, by: str | None, author: Author = Author.CUSTOMER) -> Record:
    return Record("key", AT, Content(text), answered_by=by, author=author)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (["Hola", "¿Tienen pan\n sin gluten?"], "¿Tienen pan sin gluten?"),
        (["¿Abren?", "humano"], "¿Abren?"),
        (["¿Abren?", "¿El lunes?"], "¿Abren? ¿El lunes?"),
        (["Hola", "gracias", "👍"], ""),
        (["olvídame"], ""),
    ],
)
def test_the_question_is_what_neither_greets_nor_orders(said: list[str], question: str) -> None:
    assert question_in(map(Content, said)) == question


def test_what_was_spoken_is_a_question_too() -> None:
    assert question_in([Content(parts=(Part(PartKind.TRANSCRIPT, "¿Hacen pasteles?"),))]) == "¿Hacen pasteles?"


def test_the_same_words_are_one_question_whatever_greets_around_them() -> None:
    asked = [lesson("¿Tienen pan sin gluten?", 1), lesson("¿Abren?", 3), lesson("Hola, TIENEN PAN SIN GLUTEN", 2)]
    assert [[each.ask for each in group] for group in grouped([*asked, lesson("tienen pan sin gluten gracias")])] == [
        ["Hola, TIENEN PAN SIN GLUTEN", "¿Tienen pan sin gluten?", "tienen pan sin gluten gracias"],
        ["¿Abren?"],
    ]


def test_other_words_in_another_order_or_with_a_no_are_another_question() -> None:
    asked = [lesson("¿Abren?"), lesson("¿No abren?"), lesson("de Puebla a Cholula"), lesson("de Cholula a Puebla")]
    assert len(grouped(asked)) == 4
    assert len(grouped([lesson("¿?"), lesson("¡!", 1)])) == 2


def test_of_questions_asked_as_often_the_newest_is_first() -> None:
    assert [group[0].ask for group in grouped([lesson("¿A?", 1), lesson("¿B?", 2)])] == ["¿B?", "¿A?"]


@pytest.mark.parametrize("text", ["👎", " 👎🏽 ", "👎\ufe0f👎"])
def test_a_thumb_down_is_one_in_any_skin(text: str) -> None:
    assert is_thumbs_down(Content(text))


@pytest.mark.parametrize(
    "content",
    [
        Content(""),
        Content("👍"),
        Content("👎 no es cierto"),
        Content("👎", files=(Attachment("https://x", "image/png"),)),
        Content("👎", parts=(Part(PartKind.QUOTE, sid="SM1"),)),
    ],
)
def test_anything_beside_it_is_the_assistants_to_read(content: Content) -> None:
    assert not is_thumbs_down(content)


@pytest.mark.parametrize(
    ("question", "can"),
    [("¿Dónde está mi pedido?", False), ("", False), ("¿Puedo llevar a mi perro?", True), ("¿Abren?", True)],
)
def test_what_only_one_customer_s_answer_could_be_is_not_to_be_taught(question: str, can: bool) -> None:
    assert is_teachable(question) is can


def test_what_was_answered_last_is_all_that_one_turn_answered() -> None:
    records = [record("a", "SM1"), record("b", "SM3"), record("c", "SM3"), record("d", None)]
    assert [each.content.text for each in last_answered(records)] == ["b", "c"]
    assert last_answered([record("a", None)]) == ()
    assert last_answered([record("a", "SM1"), record("b", "SM2", Author.PERSON)]) == ()


def test_a_lesson_is_the_same_for_the_same_turn_and_its_question_is_cut() -> None:
    turn = writing.turn("¿Abren?")
    made = lesson_of(turn, "x" * MOST_CHARACTERS, Why.TICKET)
    assert (made.id, made.thread, made.talk) == ("SM1", "key", "alias")
    assert (made.business, made.at, made.ask) == (writing.ANA.business, turn.messages[-1].at, "x" * MOST_CHARACTERS)
    cut = lesson_of(turn, "x" * (MOST_CHARACTERS + 1), Why.TICKET).ask
    assert (len(cut), cut[-1]) == (MOST_CHARACTERS, "…")


def test_what_an_earlier_turn_answered_is_that_turn_s_lesson_whatever_was_wrong() -> None:
    turn, answered = writing.turn("👎"), [record("¿Abren?", "SM0")]
    ids = {lesson_of(turn, "¿Abren?", why, answered).id for why in Why}
    assert ids == {"SM0"}
