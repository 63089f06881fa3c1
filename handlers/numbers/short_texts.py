"""Sentences of the numbers' short form, for people of the business.

`str.format` fills them; the page says some of them, too. None begins with a ticket's code, so who quotes one names no
ticket.
"""

from collections.abc import Mapping

from handlers.languages import Sentence
from handlers.numbers.goals import Goal

TITLE = Sentence(es="**Números, {days}**", en="**Numbers, {days}**", pt="**Números, {days}**")
COUNTED = Sentence(es="Contado hasta {at}", en="Counted up to {at}", pt="Contado até {at}")
NOTHING = Sentence(
    es="En estos días no hay nada contado.",
    en="Nothing was counted in these days.",
    pt="Nestes dias não há nada contado.",
)
FIVE: Mapping[Goal, Sentence] = {
    Goal.ANSWERED: Sentence(es="Espera de una respuesta", en="Wait for an answer", pt="Espera por uma resposta"),
    Goal.RESOLVED: Sentence(
        es="Resueltas sin una persona", en="Resolved without a person", pt="Resolvidas sem uma pessoa"
    ),
    Goal.RATED: Sentence(es="Calificación", en="Rating", pt="Avaliação"),
    Goal.COST: Sentence(es="Costo por conversación", en="Cost of a conversation", pt="Custo por conversa"),
    Goal.AVAILABLE: Sentence(es="Disponible", en="Available", pt="Disponível"),
}
NO_DATA = Sentence(es="sin datos", en="no data", pt="sem dados")
AT_LEAST = Sentence(es="al menos {value}", en="at least {value}", pt="pelo menos {value}")
UNDER = Sentence(es="meta: menos de {goal}", en="goal: under {goal}", pt="meta: menos de {goal}")
OVER = Sentence(es="meta: más de {goal}", en="goal: over {goal}", pt="meta: mais de {goal}")
BEFORE = Sentence(es="antes {value}", en="before {value}", pt="antes {value}")
MESSAGES = Sentence(
    es="Mensajes: {messages} · conversaciones: {talks}",
    en="Messages: {messages} · conversations: {talks}",
    pt="Mensagens: {messages} · conversas: {talks}",
)
TICKETS = Sentence(
    es="Casos para personas: {opened} · cerrados: {closed}",
    en="Tickets for people: {opened} · closed: {closed}",
    pt="Casos para pessoas: {opened} · encerrados: {closed}",
)
UNKNOWN = Sentence(
    es="Preguntas que el asistente no supo contestar: {n}",
    en="Questions that the assistant could not answer: {n}",
    pt="Perguntas que o assistente não soube responder: {n}",
)
MONEY = Sentence(es="Dinero: {all} ({parts})", en="Money: {all} ({parts})", pt="Dinheiro: {all} ({parts})")
TOPICS = Sentence(es="Temas: {topics}", en="Topics: {topics}", pt="Assuntos: {topics}")
OTHER_TOPIC = Sentence(es="otros", en="other", pt="outros")
MORE = Sentence(es="Todo, con gráficas: {link}", en="All of it, with charts: {link}", pt="Tudo, com gráficos: {link}")
