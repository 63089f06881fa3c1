"""Openers: "in what can I help" alone is no question that the next message could be the answer to."""

import pytest

from handlers import texts
from handlers.conversation.answering_back import asks_something
from handlers.tickets import texts as people

OWN = (texts.NEW_CONVERSATION, people.BACK, people.NOT_AWAY)


@pytest.mark.parametrize("text", sorted(text for sentence in OWN for text in sentence.every()))
def test_recado_s_own_openers_ask_nothing(text: str) -> None:
    assert "?" in text
    assert not asks_something([text])


@pytest.mark.parametrize(
    "text",
    [
        "¡Hola! ¿En qué puedo ayudarte?",
        "Hola, ¿en qué te puedo ayudar hoy? 😊",
        "Buenas tardes Ana, ¿en qué puedo servirle?",
        "Sí, abrimos el lunes. **¿En qué más puedo ayudarte?**",
        "Claro, ¿en qué le ayudo?",
        "¿En que te apoyamos??",
        "¿Cómo te puedo ayudar?",
        "¿Qué puedo hacer por ti?",
        "¡Hola!\n\n¿Qué se te ofrece?",
        "Hi there, how can I help you today?",
        "Hello! What can I do for you?",
        "What else can we help you with?",
        "How may I assist you?",
        "Oi! Como posso te ajudar hoje?",
        "Olá, em que posso ajudá-lo?",
        "Como posso ajudar vocês?",
        "O que posso fazer por você?",
        "Mira https://example.com/menu?a=1. ¿En qué te ayudo?",
    ],
)
def test_whoever_asks_only_how_to_help_asks_nothing(text: str) -> None:
    assert not asks_something([text])


@pytest.mark.parametrize(
    "text",
    [
        "¿En qué puedo ayudarte con tu pastel?",
        "Sobre tu pedido, ¿en qué te ayudo?",
        "hola " * 13 + "¿en qué te ayudo?",
        "¡Hola! ¿En qué te ayudo? ¿Pan o pastel?",
        "¿Algo más?",
        "How can I help you find it?",
        "Your order, today, how can I help?",
        "Como posso ajudar com o bolo?",
        "Entregamos en Puebla. ¿Para cuántos?",
        "¿2.5 kg?",
        "?",
    ],
)
def test_a_question_about_anything_in_particular_asks(text: str) -> None:
    assert asks_something([text])
    assert asks_something(["¿En qué te ayudo?", text])


def test_what_is_only_repeated_asks_nothing() -> None:
    assert not asks_something(["👤 ¿Pan o pastel?\n🤖 ¿Para cuántos?"])
    assert not asks_something(["Recibí: «¿Pan o pastel?». El último: «¿Para cuántos?»."])


def test_a_question_about_what_is_repeated_asks() -> None:
    assert asks_something(["¿Te refieres a «¿Pan o pastel?»?"])
