"""What counts as a yes before a tool runs, and what does not."""

import pytest

from handlers.conversation.agreeing import agrees


@pytest.mark.parametrize(
    "text",
    [
        *(
            "sí",
            "Si",
            "¡Sí, claro!",
            "sí por favor",
            "ok",
            "Ok gracias",
            "dale",
            "va",
            "claro",
            "de acuerdo",
            "adelante",
        ),
        *("adelante", "Está bien.", "correcto", "confirmo", "yes", "Yes please", "sure", "That's right", "sounds good"),
        *("sim", "Sim, obrigada", "pode ser", "isso mesmo", "certo", "👍", "👍🏽", " 👍️ "),
    ],
)
def test_a_plain_yes_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "no",
            "No gracias",
            "¿sí?",
            "sí, pero a las 9",
            "sí mañana",
            "ok?",
            "ok pero sin azúcar",
            "claro que no",
            "va a llover",
        ),
        *(
            "va a llover",
            "yes but for five",
            "not right",
            "não",
            "pode ser amanhã",
            "",
            "👎",
            "👍👍 y otra cosa",
            "sí " * 40,
        ),
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert not agrees(text)
