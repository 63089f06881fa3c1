"""What the owner reads once a day: at most five questions, numbered, in one message."""

from datetime import UTC, datetime, timedelta

from handlers.channels.markup.text import to_whatsapp
from handlers.knowledge.asking import MOST_CHARACTERS, questions_of
from handlers.knowledge.book import Book
from handlers.knowledge.hear_teaching import Order, order_in
from handlers.knowledge.lesson import Lesson, Why

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = "2026-11-22"


def lesson(ask: str, sid: str = "") -> Lesson:
    return Lesson(sid or ask, "key", AT + timedelta(minutes=len(ask)), ask, Why.UNKNOWN, "alias", "+52")


def test_questions_are_numbered_with_how_often_they_came_and_how_to_answer() -> None:
    book, text = questions_of(
        Book(next=7), [lesson("¿Pan *vegano*?", "a"), lesson("pan vegano", "b"), lesson("¿x?")], DAY, "es"
    )
    shown = to_whatsapp(text)
    assert "*7* · ¿Pan *vegano*? (2 veces)\n*8* · ¿x?\n" in shown
    assert order_in("enseñar 7 Sí") == Order(7, "Sí")
    assert "*enseñar 7*" in shown
    assert [(asked.number, asked.lessons) for asked in book.asked] == [(7, ("a", "b")), (8, ("¿x?",))]
    assert book.asked_on == DAY


def test_at_most_five_are_asked_and_none_twice() -> None:
    every = [lesson(f"¿{each} panes{' ' * each}?") for each in range(1, 9)]
    book, _ = questions_of(Book(), every, DAY, "es")
    assert len(book.asked) == 5
    book, text = questions_of(book, every, "2026-11-23", "es")
    assert len(book.asked) == 8
    assert "*6*" in to_whatsapp(text)
    assert questions_of(book, every, "2026-11-24", "es") == (Book(book.every, book.asked, "2026-11-24", book.next), "")


def test_a_question_that_comes_again_after_it_was_asked_is_no_news() -> None:
    book, _ = questions_of(Book(), [lesson("¿Pan?", "a")], DAY, "es")
    assert questions_of(book, [lesson("¿Pan?", "a"), lesson("¿pan?", "b")], DAY, "es")[1] == ""


def test_five_long_ones_fit_one_message() -> None:
    every = [lesson(f"{each} " + "ñandú! " * 60) for each in range(5)]
    _, text = questions_of(Book(), every, DAY, "pt")
    shown = to_whatsapp(text)
    assert len(shown) < 1600
    assert shown.count("…") == 5
    assert questions_of(Book(), [lesson("x" * MOST_CHARACTERS)], DAY, "es")[1].count("…") == 0
