"""Words of the numbers: those of the page's frame and of the five figures, and all of them by name.

`str.format` fills them.
"""

from collections.abc import Callable, Mapping

from handlers.languages import Language, Sentence, sentences
from handlers.numbers import short_texts
from handlers.numbers.spending import SUPPLIERS
from handlers.pages.line_words import LINES
from handlers.pages.number_about import ABOUT
from handlers.pages.section_words import SECTIONS
from handlers.pages.words import WORDS

# Each: Spanish, English, Portuguese.
_FRAME = {
    "skip_to_numbers": ("Ir a los números", "Skip to the numbers", "Ir para os números"),
    "numbers_not_yours": (
        "Los números los ve solo la primera persona de AGENTS.",
        "Only the first person in AGENTS sees the numbers.",
        "Só a primeira pessoa de AGENTS vê os números.",
    ),
    "range_day": ("Hoy", "Today", "Hoje"),
    "range_week": ("Semana", "Week", "Semana"),
    "range_month": ("Mes", "Month", "Mês"),
    "range_last": ("30 días", "30 days", "30 dias"),
    "range_from": ("Desde", "From", "De"),
    "range_to": ("Hasta", "To", "Até"),
    "range_show": ("Ver", "Show", "Ver"),
    "range_before": ("Antes: {days}", "Before: {days}", "Antes: {days}"),
    "range_after": ("Después: {days}", "After: {days}", "Depois: {days}"),
    "compared": ("Comparado con {days}", "Compared with {days}", "Comparado com {days}"),
    "as_of": ("Contado hasta {at} ({zone})", "Counted up to {at} ({zone})", "Contado até {at} ({zone})"),
    "not_counted": ("Todavía no se ha contado nada.", "Nothing has been counted yet.", "Ainda não se contou nada."),
    "save_as": ("Descargar", "Download", "Baixar"),
    "empty": ("En estos días no hay nada.", "There is nothing in these days.", "Não há nada nestes dias."),
    "empty_how": (
        "Los números se llenan solos: cada minuto el reloj (TICK_SECRET) cuenta los mensajes que ya tienen respuesta. "
        "Si una conversación se resolvió, se sabe tres días después de su último mensaje. Las calificaciones llegan "
        "con SURVEY, los temas con TOPICS.",
        "The numbers fill by themselves: each minute the clock (TICK_SECRET) counts the messages that have been "
        "answered. Whether a conversation was resolved is known three days after its last message. Ratings come with "
        "SURVEY, topics with TOPICS.",
        "Os números se preenchem sozinhos: a cada minuto o relógio (TICK_SECRET) conta as mensagens já respondidas. "
        "Se uma conversa foi resolvida, sabe-se três dias depois da última mensagem. As avaliações vêm com SURVEY, os "
        "assuntos com TOPICS.",
    ),
    "five": ("Metas", "Goals", "Metas"),
    "five_met": ("{met} de {known} metas cumplidas", "{met} of {known} goals met", "{met} de {known} metas cumpridas"),
    "met": ("Cumplida", "Met", "Cumprida"),
    "missed": ("No cumplida", "Missed", "Não cumprida"),
    "no_data": ("Sin datos", "No data", "Sem dados"),
    "cannot_tell": ("Falta un precio", "A price is missing", "Falta um preço"),
    "at_least": ("≥ {value}", "≥ {value}", "≥ {value}"),
    "of_answered": (
        "{share} en 3 s · respuestas: {n}",
        "{share} within 3 s · answers: {n}",
        "{share} em 3 s · respostas: {n}",
    ),
    "of_resolved": ("conversaciones terminadas: {n}", "finished conversations: {n}", "conversas terminadas: {n}"),
    "of_rated": ("de 5 · calificaciones: {n}", "out of 5 · ratings: {n}", "de 5 · avaliações: {n}"),
    "of_cost": ("conversaciones: {n}", "conversations: {n}", "conversas: {n}"),
    "of_available": (
        "minutos con fallas: {bad} de {n}",
        "minutes with faults: {bad} of {n}",
        "minutos com falhas: {bad} de {n}",
    ),
    "more": ("{by} más", "{by} more", "{by} mais"),
    "less": ("{by} menos", "{by} less", "{by} menos"),
    "same": ("igual que antes", "the same as before", "igual a antes"),
    "points": ("{by} puntos", "{by} points", "{by} pontos"),
    "better": ("mejor", "better", "melhor"),
    "worse": ("peor", "worse", "pior"),
    "how_counted": ("Cómo se cuenta", "How it is counted", "Como se conta"),
    "as_table": ("Ver como tabla", "Show as a table", "Ver como tabela"),
    "trend_of": ("{name}, por día o periodo", "{name}, by day or period", "{name}, por dia ou período"),
    "what": ("Qué", "What", "O quê"),
    "how_many": ("Cuántos", "How many", "Quantos"),
    "share": ("Parte", "Share", "Parte"),
    "span": ("Tiempo", "Time", "Tempo"),
    "examples": ("Ejemplos", "Examples", "Exemplos"),
    "examples_other": (
        "Mensajes sin un tema de la lista",
        "Messages about none of the topics",
        "Mensagens sem um assunto da lista",
    ),
    "examples_unknown": ("Lo que no supo contestar", "What it could not answer", "O que não soube responder"),
    "examples_comment": ("Comentarios de los clientes", "Customers' comments", "Comentários dos clientes"),
    "examples_about": (
        "Como mucho 20, mientras se guardan. Lo que un cliente borró ya no está.",
        "At most 20, while they are kept. What a customer deleted is not there.",
        "No máximo 20, enquanto são guardados. O que um cliente apagou não está mais.",
    ),
    "no_examples": ("Ya no se guarda ninguno.", "None is kept any more.", "Nenhum está mais guardado."),
}

OWN = {**_FRAME, **SECTIONS, **LINES, **ABOUT}
_SHORT = {  # as the short form has them
    **{f"goal_{goal}": name for goal, name in short_texts.FIVE.items()},
    **{f"supplier_{name}": Sentence(es=shown, en=shown, pt=shown) for name, shown in SUPPLIERS.items()},
    "under": short_texts.UNDER,
    "over": short_texts.OVER,
    "before": short_texts.BEFORE,
    "unknown_n": short_texts.UNKNOWN,
    "topic_other": short_texts.OTHER_TOPIC,
}
ALL_WORDS: Mapping[str, Sentence] = {**WORDS, **sentences(OWN), **_SHORT}


def label_in(language: Language) -> Callable[[str, str], str]:
    """The word for a name of a kind, in a language; the name itself where there is none, as for a topic."""

    def label(kind: str, name: str) -> str:
        word = ALL_WORDS.get(f"{kind}{name}")
        return word[language] if word else name

    return label
