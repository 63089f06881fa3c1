"""The book: what is taught, changed, taken out, and how much of it there may be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.knowledge import book as limits
from handlers.knowledge.book import Book, Edit, Taught
from handlers.knowledge.cannot_teach import IsFull, NoSuchNumber, NothingTaught, TooLong
from handlers.knowledge.entry import Entry

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def test_what_is_taught_is_an_entry_in_its_authors_very_words() -> None:
    book = Book().teach(0, [" ¿Tienen  pan? ", "¿Tienen pan?", ""], " *Sí*\nde 7 a 8 ", "Ana", AT)
    assert book.every == (Taught(1, ("¿Tienen pan?",), "*Sí*\nde 7 a 8", "Ana", AT),)
    assert book.entries == (Entry("taught-1", ("¿Tienen pan?",), "\\*Sí\\*\\\nde 7 a 8", is_taught=True),)
    assert book.next == 2


def test_the_same_question_has_the_answer_that_was_given_last() -> None:
    book = (
        Book().teach(0, ["¿Abren hoy?", "¿Hay pan?"], "No", "Ana", AT).teach(0, ["Hola, ABREN hoy"], "Sí", "Ana", LATER)
    )
    assert [(entry.id, entry.ask) for entry in book.entries] == [
        ("taught-2", ("Hola, ABREN hoy",)),
        ("taught-1", ("¿Hay pan?",)),
    ]
    book = book.teach(1, ["¿Abren hoy?"], "No", "Ana", LATER + timedelta(hours=1))
    assert [(entry.id, entry.ask) for entry in book.entries] == [("taught-1", ("¿Abren hoy?",))]
    assert [entry.id for entry in book.remove(1, "Ana", LATER).entries] == ["taught-2"]


def test_a_number_is_never_anothers() -> None:
    book = Book().ask("2026-11-22", [["a"], ["b", "c"]])
    assert [(asked.number, asked.lessons) for asked in book.asked] == [(1, ("a",)), (2, ("b", "c"))]
    book = book.teach(2, ["¿b?"], "Sí", "Ana", AT).teach(0, ["¿c?"], "No", "Ana", AT)
    assert [taught.number for taught in book.every] == [2, 3]
    assert book.ask("2026-11-23", [["d"]]).asked[-1].number == 4
    assert (book.lessons_of(2), book.lessons_of(9)) == (("b", "c"), ())


def test_a_change_keeps_what_was_before() -> None:
    book = Book().teach(0, ["¿a?"], "Sí", "Ana", AT).teach(1, [], "No", "Luis", LATER)
    assert book.of(1) == Taught(1, ("¿a?",), "No", "Luis", LATER, history=(Edit(AT, "Ana", ("¿a?",), "Sí"),))
    for number in range(9):
        book = book.teach(1, [], f"No {number}", "Luis", LATER)
    found = book.of(1)
    assert found
    assert len(found.history) == limits.MOST_HISTORY
    assert found.history[0].answer == "No 7"


def test_what_is_taken_out_answers_nothing_and_can_be_taught_anew() -> None:
    book = Book().teach(0, ["¿a?"], "Sí", "Ana", AT).remove(1, "Luis", LATER)
    assert book.entries == ()
    for number in (1, 2):
        with pytest.raises(NoSuchNumber):
            book.remove(number, "Ana", LATER)
    again = book.teach(1, [], "No", "Ana", LATER)
    assert [entry.answer for entry in again.entries] == ["No"]
    assert again.of(1) == Taught(1, ("¿a?",), "No", "Ana", LATER, history=(Edit(AT, "Ana", ("¿a?",), "Sí"),))


@pytest.mark.parametrize(("ask", "answer"), [([], "Sí"), (["  "], "Sí"), (["¿a?"], " \n")])
def test_without_question_or_answer_nothing_is_taught(ask: list[str], answer: str) -> None:
    with pytest.raises(NothingTaught):
        Book().teach(0, ask, answer, "Ana", AT)


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (["¿a?"], "x" * (limits.MOST_ANSWER + 1)),
        (["x" * (limits.MOST_ASK + 1)], "Sí"),
        ([f"¿{number}?" for number in range(limits.MOST_ASKS + 1)], "Sí"),
    ],
)
def test_what_is_too_long_is_not_taught(ask: list[str], answer: str) -> None:
    with pytest.raises(TooLong):
        Book().teach(0, ask, answer, "Ana", AT)
    assert Book().teach(0, ["x" * limits.MOST_ASK], "x" * limits.MOST_ANSWER, "Ana", AT).entries


def test_a_full_book_drops_what_was_taken_out_and_then_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 23_500)
    book = Book().teach(0, ["¿a?"], "x" * 1500, "Ana", AT).teach(0, ["¿b?"], "Sí", "Ana", AT).remove(1, "Ana", AT)
    book = book.teach(0, ["¿c?"], "y" * 1500, "Ana", AT)
    assert [taught.number for taught in book.every] == [2, 3]
    with pytest.raises(IsFull):
        book.teach(0, ["¿d?"], "z" * 1500, "Ana", AT)


def test_a_book_as_full_as_it_may_be_fits_into_a_document() -> None:
    one = Book().teach(0, ["ñ" * 300] * 5, "ñ" * 1500, "Ana", AT).every[0]
    assert limits._bytes(replace(Book(), every=(one,))) > 3000
    assert limits.MOST_BYTES < 1024 * 1024 * 0.7


def test_only_the_last_questions_are_remembered_by_their_numbers() -> None:
    book = Book()
    for day in range(30):
        book = book.ask(f"2026-11-{day:02}", [[f"{day}-{at}"] for at in range(5)])
    assert len(book.asked) == limits.MOST_ASKED
    assert book.asked[-1].number == 150
    assert book.asked_on == "2026-11-29"
