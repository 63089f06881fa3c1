"""Teaching at the desk: each form once, over what its page showed, and with nothing of who was forgotten."""

from typing import Any

import pytest

from handlers.conversation.messages import Reply
from handlers.knowledge import book
from handlers.knowledge.book import MOST_ANSWER, Taught
from handlers.knowledge.cannot_teach import CannotTeach
from handlers.knowledge.lesson import Lesson, Why, lesson_of
from handlers.knowledge.teach_at_desk import WHY_NOT, Asked, Do, Result, TeachAtDesk, version_of
from tests import writing
from tests.kept import Stores
from tests.ticketing import own

FORM = "desk-1"
NEW = Asked(Do.SAVE, ask=("¿Pan?",), answer="Sí")


@pytest.fixture
def act(kept: Stores, clock: Any) -> TeachAtDesk:
    return TeachAtDesk(kept.taught, clock)


async def lesson(kept: Stores, ask: str = "¿Pan?", customer: str = "+1") -> Lesson:
    turn = await own(kept, writing.message(ask, customer=customer))
    made = lesson_of(turn, ask, Why.UNKNOWN)
    turn.enclosed.append(kept.lessons.gathering(made))
    await kept.threads.close_turn(turn, Reply())
    return made


async def only(kept: Stores) -> Taught:
    (taught,) = (await kept.taught.book()).every
    return taught


async def test_an_answer_is_added_once_however_often_the_form_comes(kept: Stores, act: TeachAtDesk) -> None:
    assert [await act(NEW, "Ana", FORM) for _ in range(2)] == [Result.DONE] * 2
    taught = await only(kept)
    assert (taught.ask, taught.answer, taught.by) == (("¿Pan?",), "Sí", "Ana")


async def test_the_same_form_with_other_words_is_another_one(kept: Stores, act: TeachAtDesk) -> None:
    for answer in ("", "Sí"):
        await act(Asked(Do.SAVE, ask=("¿Pan?",), answer=answer), "Ana", FORM)
    assert (await only(kept)).answer == "Sí"


async def test_a_change_over_a_newer_version_is_refused(kept: Stores, act: TeachAtDesk, clock: Any) -> None:
    await act(NEW, "Ana", FORM)
    seen = version_of(await only(kept))
    clock.go_on(minutes=1)
    change = Asked(Do.SAVE, 1, seen, ("¿Pan?",), "No")
    assert await act(change, "Ana", "desk-2") is Result.DONE
    assert await act(change, "Ana", "desk-3") is Result.CHANGED
    assert await act(Asked(Do.REMOVE, 1, seen), "Ana", "desk-4") is Result.CHANGED
    clock.go_on(minutes=1)
    assert await act(Asked(Do.REMOVE, 1, version_of(await only(kept))), "Ana", "desk-5") is Result.DONE
    assert await act(Asked(Do.REMOVE, 1, version_of(await only(kept))), "Ana", "desk-6") is Result.GONE
    assert [edit.answer for edit in (await only(kept)).history] == ["No", "Sí"]


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        (Asked(Do.SAVE, 9, "", ("¿Pan?",), "Sí"), Result.GONE),
        (Asked(Do.REMOVE, 9), Result.GONE),
        (Asked(Do.REMOVE), Result.GONE),
        (Asked(Do.SAVE, answer="Sí"), Result.UNCLEAR),
        (Asked(Do.SAVE, ask=("¿Pan?",), answer="x" * (MOST_ANSWER + 1)), Result.TOO_LONG),
        (Asked(Do.SAVE, ask=("¿Pan?",), answer="Sí", lessons=("gone",)), Result.GONE),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    kept: Stores, act: TeachAtDesk, asked: Asked, result: Result
) -> None:
    assert await act(asked, "Ana", FORM) is result
    assert (await kept.taught.book()).every == ()


async def test_a_question_that_was_answered_waits_no_more_and_has_the_number_that_the_owner_knows(
    kept: Stores, act: TeachAtDesk
) -> None:
    first, second = await lesson(kept), await lesson(kept, customer="+2")
    await kept.taught.ask("2026-11-22", lambda book: (book.ask("2026-11-22", [["x"], [first.id]]), ""), None, by="")
    asked = Asked(Do.SAVE, ask=("¿Pan?",), answer="Sí", lessons=(first.id, second.id))
    assert await act(asked, "Ana", FORM) is Result.DONE
    assert (await only(kept)).number == 2
    assert await kept.lessons.waiting(most=5) == []
    assert await act(asked, "Ana", "desk-2") is Result.CHANGED
    third = await lesson(kept, customer="+3")
    asked = Asked(Do.SAVE, ask=("¿Y pan?",), answer="Sí", lessons=(first.id, third.id))
    assert await act(asked, "Ana", "desk-3") is Result.DONE
    assert [taught.number for taught in (await kept.taught.book()).every] == [2, 3]


async def test_a_question_that_the_owner_was_not_asked_has_a_number_of_its_own(kept: Stores, act: TeachAtDesk) -> None:
    made = await lesson(kept)
    await kept.taught.ask("2026-11-22", lambda book: (book.ask("2026-11-22", [["x"], ["y"]]), ""), None, by="")
    await act(Asked(Do.SAVE, ask=("¿Pan?",), answer="Sí", lessons=(made.id,)), "Ana", FORM)
    assert (await only(kept)).number == 3


def test_two_actions_of_one_form_have_one_key_only_if_they_are_the_same() -> None:
    keys = {
        Asked(Do.SAVE, ask=ask, answer=answer).key(FORM)
        for ask, answer in ((("a", "b"), ""), (("ab",), ""), ((), "ab"))
    }
    assert len(keys) == 3


async def test_a_question_that_needs_no_answer_is_put_aside(kept: Stores, act: TeachAtDesk) -> None:
    made = await lesson(kept)
    assert await act(Asked(Do.DISMISS, lessons=(made.id,)), "Ana", FORM) is Result.DONE
    assert await kept.lessons.waiting(most=5) == []
    assert (await kept.taught.book()).every == ()


async def test_a_full_book_says_so(kept: Stores, act: TeachAtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_BYTES", 0)
    assert await act(NEW, "Ana", FORM) is Result.FULL


def test_every_reason_has_its_result() -> None:
    assert set(CannotTeach.__subclasses__()) == set(WHY_NOT)
