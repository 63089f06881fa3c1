"""The answers that our own questions ask for."""

import pytest

from handlers import kept_texts
from handlers.languages import Sentence, Spoken
from handlers.texts import IS_IT_RIGHT
from handlers.tickets.choices import choices_in
from handlers.tickets.texts import HOW_WAS_IT


@pytest.mark.parametrize("question", sorted(HOW_WAS_IT.every()))
def test_how_it_was_has_five_answers(question: str) -> None:
    assert choices_in(question) == choices_in(f"Terminó.\n\n{question}") == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize("question", [kept_texts.FORGET_ASK, IS_IT_RIGHT])
def test_deleting_everything_and_what_a_tool_does_have_two_in_the_language(question: Sentence) -> None:
    spoken: tuple[Spoken, ...] = ("es", "es-usted", "en", "pt")
    asked = [choices_in(f"Cancelar el pedido 7. {question[each]}") for each in spoken]
    assert asked == [("Sí", "No"), ("Sí", "No"), ("Yes", "No"), ("Sim", "Não")]


@pytest.mark.parametrize("text", ["", "Hola", f"{HOW_WAS_IT['es']} Y otra cosa."])
def test_other_texts_have_none(text: str) -> None:
    assert choices_in(text) == ()
