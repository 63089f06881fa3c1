"""Teaching by message: what is an order, who may, what is told, and that each is done once."""

from typing import Any

import pytest

from handlers.channels.markup.text import to_whatsapp
from handlers.conversation.messages import Reply
from handlers.knowledge import teaching_texts as texts
from handlers.knowledge.book import MOST_ANSWER, MOST_ASKS
from handlers.knowledge.cannot_teach import CannotTeach
from handlers.knowledge.hear_teaching import REFUSALS, HearTeaching, Order, asks_of, order_in
from handlers.knowledge.lesson import Lesson, Why, lesson_of
from tests import writing
from tests.kept import Stores
from tests.ticketing import own


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("enseñar 2 Sí, los martes.", Order(2, "Sí, los martes.")),
        ("Ensen\u0303ar #12: Sí\n\nde 7 a 8", Order(12, "Sí\n\nde 7 a 8")),
        ("TEACH 2 - yes", Order(2, "yes")),
        ("ensinar 2) sim", Order(2, "sim")),
        ("enseña 2 -5 grados", Order(2, "-5 grados")),
        ("enseñar 2 3 piezas", Order(2, "3 piezas")),
        ("enseñar 2", Order(2, "")),
        ("Enseñar.", Order(0, "")),
        ("quitar 2", Order(2, "", removes=True)),
        ("olvidar #2.", Order(2, "", removes=True)),
        ("forget 2", Order(2, "", removes=True)),
        ("quitar", Order(0, "")),
        ("quitar 7 panes", None),
        ("enseñar 7.5 litros", None),
        ("enseñar 7up", None),
        ("enseñar el pastel 2", None),
        ("te enseñar 2 x", None),
        ("enseñar 1234567 x", None),
        ("Hola", None),
        ("", None),
    ],
)
def test_orders_are_read_as_they_are_written(text: str, order: Order | None) -> None:
    assert order_in(text) == order


@pytest.fixture
def hear(kept: Stores, clock: Any) -> HearTeaching:
    return HearTeaching(kept.taught, "es", clock)


async def asked(kept: Stores, *asks: str) -> list[Lesson]:
    """Lessons of several customers, which the owner was asked as one question, number 1."""
    lessons = []
    for number, ask in enumerate(asks):
        turn = await own(kept, writing.message(ask, customer=f"+{number}"))
        lessons.append(lesson_of(turn, ask, Why.UNKNOWN))
        turn.enclosed.append(kept.lessons.gathering(lessons[-1]))
        await kept.threads.close_turn(turn, Reply())
    book = await kept.taught.book()
    after = book.ask("2026-11-22", [[lesson.id for lesson in lessons]])
    await kept.taught.ask("2026-11-22", lambda _: (after, ""), None, by="")
    return lessons


async def told(hear: HearTeaching, text: str, by: str = "Ana", sid: str = "SM1") -> str:
    found = await hear(text, by=by, owner="Ana", sid=sid)
    assert found
    return to_whatsapp(found)


async def test_an_answer_is_an_entry_for_all_who_asked_and_is_shown_back(kept: Stores, hear: HearTeaching) -> None:
    await asked(kept, "¿Tienen pan *vegano*?", "Tienen pan vegano")
    shown = await told(hear, "enseñar 1 Sí:\nbolillo _y_ telera")
    assert "> ¿Tienen pan *vegano*?\n> Tienen pan vegano\n\nSí:\nbolillo _y_ telera\n\n" in shown
    (entry,) = await kept.taught.entries()
    assert (entry.id, entry.ask) == ("taught-1", ("¿Tienen pan *vegano*?", "Tienen pan vegano"))
    assert to_whatsapp(entry.answer) == "Sí:\nbolillo _y_ telera"
    assert await kept.lessons.waiting(most=9) == []


async def test_delivered_again_it_is_done_once_and_told_the_same(kept: Stores, hear: HearTeaching) -> None:
    await asked(kept, "¿Pan?")
    first = await told(hear, "enseñar 1 Sí")
    assert await told(hear, "enseñar 1 Sí") == first
    (taught,) = (await kept.taught.book()).every
    assert taught.history == ()


async def test_it_is_changed_by_the_same_number_and_taken_out(kept: Stores, hear: HearTeaching) -> None:
    await asked(kept, "¿Pan?")
    await told(hear, "enseñar 1 Sí")
    assert "No, los lunes no" in await told(hear, "enseñar 1 No, los lunes no", sid="SM2")
    assert "> ¿Pan?" in await told(hear, "quitar 1", sid="SM3")
    assert await kept.taught.entries() == ()
    assert "No hay nada con el número 1" in await told(hear, "quitar 1", sid="SM4")
    await told(hear, "enseñar 1 Otra vez", sid="SM5")
    assert [entry.answer for entry in await kept.taught.entries()] == ["Otra vez"]


async def test_a_question_whose_customer_was_forgotten_can_be_taught_no_more(
    kept: Stores, hear: HearTeaching, clock: Any
) -> None:
    await asked(kept, "¿Pan?")
    clock.go_on(seconds=1)
    turn = await own(kept, writing.message("sí", customer="+0"))
    await kept.erasures.erase_messages(await kept.erasures.forget(turn, Reply()))
    assert "No hay nada con el número 1" in await told(hear, "enseñar 1 Sí")
    assert await kept.taught.entries() == ()


@pytest.mark.parametrize("text", ["enseñar", "enseñar 1", "quitar"])
async def test_what_is_missing_is_told(kept: Stores, hear: HearTeaching, text: str) -> None:
    await asked(kept, "¿Pan?")
    assert await told(hear, text) == to_whatsapp(texts.HOW["es"])


async def test_what_is_too_long_is_told(kept: Stores, hear: HearTeaching) -> None:
    await asked(kept, "¿Pan?")
    assert str(MOST_ANSWER) in await told(hear, f"enseñar 1 {'x' * (MOST_ANSWER + 1)}")
    assert await kept.taught.entries() == ()


async def test_only_the_owner_may(kept: Stores, hear: HearTeaching) -> None:
    await asked(kept, "¿Pan?")
    assert await told(hear, "enseñar 1 Sí", by="Luis") == "Las respuestas las enseña Ana. No cambió nada."
    assert await kept.taught.entries() == ()


async def test_other_words_are_left_to_others(hear: HearTeaching) -> None:
    assert await hear("¿Ya salió?", by="Luis", owner="Ana", sid="SM1") is None


def test_every_reason_has_its_sentence() -> None:
    """A page may be older than what it shows; a message shows nothing."""
    assert {kind.__name__ for kind in CannotTeach.__subclasses__()} - {"IsChanged"} == {
        kind.__name__ for kind in REFUSALS
    }


def test_a_cut_question_is_none_to_answer_by_unless_there_is_no_other() -> None:
    def lessons(*asks: str) -> list[Lesson]:
        turn = writing.turn("x")
        return [lesson_of(turn, ask, Why.UNKNOWN) for ask in asks]

    long = "x" * 400
    assert asks_of(lessons("¿a?", long, "¿a?")) == ("¿a?",)
    assert asks_of(lessons(long))[0].endswith("…")
    assert len(asks_of(lessons(*map(str, range(9))))) == MOST_ASKS
