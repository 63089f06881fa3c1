"""Small talk, told from everything that asks for something."""

import pytest

from handlers.conversation.small_talk import is_small_talk

ONLY_POLITE = [
    *(
        "Hola",
        "¡Hola, buenas tardes!",
        "gracias",
        "Muchas gracias",
        "ok gracias",
        "👍",
        "🙏🙏",
        "Hi there",
        "Thank you so much",
    ),
    *("Oi, tudo bem", "Bom dia", "obrigada", "valeu", "jajaja", "Hasta luego", "..."),
]
ASKS = [
    *(
        "",
        " ",
        "Hola?",
        "¿Qué tal?",
        "?",
        "hola quiero pan",
        "¿Abren hoy?",
        "no gracias",
        "si",
        "yes",
        "no llegó",
        "pan",
    ),
    *("gracias por nada", "5", "gracias " * 10, "👍 mañana", "ayuda"),
]


@pytest.mark.parametrize("text", ONLY_POLITE)
def test_who_only_greets_or_thanks_asks_for_nothing(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ASKS)
def test_anything_else_may_ask_for_something(text: str) -> None:
    assert not is_small_talk(text)
