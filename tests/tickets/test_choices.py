"""The answers that our own questions ask for."""

import pytest

from handlers import kept_texts
from handlers.tickets.choices import choices_in
from handlers.tickets.texts import HOW_WAS_IT


@pytest.mark.parametrize("question", sorted(HOW_WAS_IT.every()))
def test_how_it_was_has_five_answers(question: str) -> None:
    assert choices_in(question) == choices_in(f"Terminó.\n\n{question}") == ("1", "2", "3", "4", "5")


def test_deleting_everything_has_two_in_its_language() -> None:
    asked = [choices_in(kept_texts.FORGET_ASK[spoken]) for spoken in ("es", "es-usted", "en", "pt")]
    assert asked == [("Sí", "No"), ("Sí", "No"), ("Yes", "No"), ("Sim", "Não")]


@pytest.mark.parametrize("text", ["", "Hola", f"{HOW_WAS_IT['es']} Y otra cosa."])
def test_other_texts_have_none(text: str) -> None:
    assert choices_in(text) == ()
