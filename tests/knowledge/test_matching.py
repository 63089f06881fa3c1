"""Matching: the same question in other words gets its entry, and nothing else does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.knowledge.entry import Entry
from handlers.knowledge.matching import NOTHING, Matcher
from handlers.knowledge.sense import is_own
from handlers.knowledge.wording import words_of
from handlers.languages import Language


def matcher(*asked: str, **fields: object) -> Matcher:
    """A matcher of one entry for each of these ways to ask, which is its id."""
    return NOTHING.with_more(Entry(ask, (ask,), "Sí.", **fields) for ask in asked)  # type: ignore[arg-type]


def found(asked: str, text: str, spoken: Language = "es", **fields: object) -> bool:
    return matcher(asked, **fields).find(text, spoken) is not None


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("¿Abren los domingos?", "abren el domingo"),
        ("¿Abren los domingos?", "Hola! el domingo abren?"),
        ("¿Tienen pasteles de chocolate?", "hay pastel de chocolate"),
        ("¿Aceptan tarjetas?", "ustedes aceptan tarjeta?"),
        ("¿Pueden aceptar tarjetas?", "¿me pueden aceptar una tarjeta?"),
        ("¿Cuánto cuestan dos roscas?", "cuanto cuestan 2 roscas"),
        ("¿Cuánto cuestan doce roscas?", "cuanto cuesta docena de roscas"),
        ("¿Abre los lunes?", "¿Abrir los lunes?"),
        ("¿Cierran los lunes?", "¿Cerrar los lunes?"),
        ("Quanto custa duas roscas?", "Quanto custa 2 roscas?"),
        ("Do you sell cherries?", "do you sell any cherry"),
        ("Do you have boxes?", "you have a box?"),
        ("Vocês vendem pães? Informações", "vendem pães, informação"),
        ("¿Envían de Puebla a Cholula?", "¿Envían del Puebla a la Cholula?"),
    ],
)
def test_words_that_never_change_the_question_may_differ(asked: str, text: str) -> None:
    assert found(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("¿Abren los domingos?", "¿No abren los domingos?"),
        ("¿Abren los domingos?", "¿Abren los lunes?"),
        ("¿Abren los domingos?", "¿Cierran los domingos?"),
        ("¿Abren los domingos?", "¿y abren los domingos?"),
        ("¿Tienen pan con gluten?", "¿Tienen pan sin gluten?"),
        ("¿Cuánto cuestan 2 roscas?", "¿Cuánto cuestan 3 roscas?"),
        ("¿Entregan en Puebla?", "¿Entregan en Cholula?"),
        ("¿Cuándo venden roscas?", "¿Cuánto venden roscas?"),
        ("¿Dónde venden roscas?", "¿Cómo venden roscas?"),
        ("¿Puedo pagar con tarjeta?", "¿Debo pagar con tarjeta?"),
        ("¿Puedo pagar con tarjeta?", "¿Pueden pagar con tarjeta?"),
        ("¿Cobran más de noche?", "¿Cobran menos de noche?"),
        ("¿Abren antes de las 7?", "¿Abren después de las 7?"),
        ("¿Llega el pan fresco?", "¿Llegó el pan fresco?"),
        ("¿Envían de Puebla a Cholula?", "¿Envían de Cholula a Puebla?"),
        ("¿Sale el bolillo antes que la concha?", "¿Sale la concha antes que el bolillo?"),
        ("¿Venden té frío?", "¿Te venden frío?"),
        ("¿Hacen envíos a Puebla?", "¿Hacen envíos de Puebla?"),
        ("Vocês entregam ao Porto?", "Vocês entregam do Porto?"),
        ("Do you ship to Puebla?", "Do you ship from Puebla?"),
        ("Can I enable it?", "Can I disable it?"),
        ("What do you want to call me?", "What do you want me to call you?"),
        ("Can I still order a cake?", "I can still order a cake"),
        ("Can I park there?", "Can you park there?"),
        ("Do you deliver on Monday?", "Don't you deliver on Monday?"),
        ("¿Puedo llevar perro?", "¿Puedo llevar a mi perro?"),
        ("¿Cuánto cuesta?", "¿Cuánto cuesta esa?"),
        ("¿Tienen mayo?", "¿Tienen mayor?"),
    ],
)
def test_every_word_that_may_change_the_question_has_to_agree(asked: str, text: str) -> None:
    assert found(asked, asked)
    assert not found(asked, text)


NUMBERS = """2 dos two dois duas
3 tres three
4 cuatro four quatro
5 cinco five
6 seis six
7 siete seven sete
8 ocho eight oito
9 nueve nine nove
10 diez ten dez
12 doce twelve doze docena dozen duzia"""


@pytest.mark.parametrize("line", NUMBERS.splitlines())
def test_a_number_in_words_is_the_same_number(line: str) -> None:
    number, *words = line.split()
    for word in words:
        assert found(f"¿Cuestan {number} roscas?", f"¿Cuestan {word} roscas?")
    assert not found(f"¿Cuestan {number} roscas?", "¿Cuestan 11 roscas?")


@pytest.mark.parametrize("forms", ["hay tiene tienes tienen", "abrir abre abres abren", "cuesta cuestan costar"])
def test_the_forms_of_a_frequent_verb_are_the_same(forms: str) -> None:
    first, *others = forms.split()
    assert [form for form in others if not found(f"¿{first} los lunes?", f"¿{form} lunes?")] == []


@pytest.mark.parametrize("text", ["¿Dónde está mi pedido?", "Where is my order?", "Cadê o meu pedido?"])
def test_what_depends_on_the_customer_is_never_answered(text: str) -> None:
    assert not found(text, text)


def test_a_message_about_something_of_the_customer_s_own_is_answered_only_word_for_word() -> None:
    assert found("¿Puedo llevar a mi perro?", "hola puedo llevar a mi perro")
    assert not found("¿Puedo llevar a mi perro?", "¿puedo llevar mi perro?")


def test_what_two_entries_could_answer_is_answered_by_none() -> None:
    both = matcher("¿Abren los domingos?", "¿Abren el domingo?")
    assert both.find("domingo abren", "es") is None
    exact = both.find("abren el domingo", "es")
    assert exact is not None  # that is one of them, word for word
    assert exact.id == "¿Abren el domingo?"
    assert NOTHING.with_more([Entry("a", ("wifi",), "Sí."), Entry("b", ("wifi",), "No.")]).find("wifi", "es") is None


def test_an_entry_that_asks_the_same_in_two_ways_is_still_one() -> None:
    one = NOTHING.with_more([Entry("sundays", ("¿Abren los domingos?", "¿Abren el domingo?"), "Sí.")])
    assert one.find("domingos abren", "es") is not None


def test_an_entry_of_one_language_answers_in_no_other() -> None:
    both = NOTHING.with_more([Entry("es", ("wifi",), "Sí.", "es"), Entry("en", ("wifi",), "Yes.", "en")])
    answers = {language: both.find("WiFi?", language) for language in ("es", "en", "pt")}
    assert {language: entry.id for language, entry in answers.items() if entry} == {"es": "es", "en": "en"}
    english = "Do you sell bread here today?"
    assert found(english, english, language="en")
    assert not found(english, english, language="es")


def test_an_entry_of_another_language_that_asks_in_the_very_words_hinders_none() -> None:
    entries = [Entry("es", ("horario de domingos",), "Sí.", "es"), Entry("pt", ("domingo horario",), "Sim.", "pt")]
    entry = NOTHING.with_more(entries).find("domingo horario", "es")
    assert entry is not None
    assert entry.id == "es"


def test_the_message_s_own_language_counts_more_than_the_customer_s_last() -> None:
    assert found("Do you sell fresh bread every day?", "you sell fresh bread every day", "es")


def test_an_entry_that_is_opted_out_answers_nothing_and_keeps_another_from_it() -> None:
    assert not found("¿Abren los domingos?", "¿Abren los domingos?", opt_out=True)
    more = matcher("¿Abren los domingos?").with_more([Entry("no", ("domingo abren",), "Quizá.", opt_out=True)])
    assert more.find("¿domingo abren?", "es") is None


def test_one_word_alone_has_to_be_the_same() -> None:
    assert found("precios", "¿Precios?")
    assert not found("precios", "el precio")


PIECES = "¿abren abre los el domingo domingos no sin 2 dos mi pedido a de Puebla can you open"
QUESTIONS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES.split())).map(" ".join)


@given(QUESTIONS, QUESTIONS)
def test_a_question_is_found_by_itself_unless_it_has_no_words_or_is_the_customer_s_own(one: str, other: str) -> None:
    words = words_of(one)
    assert found(one, one) is (bool(words) and not is_own(words))
    assert found(one, other) in (True, False)  # nothing raises


def test_what_a_person_taught_answers_instead_of_the_file() -> None:
    file = Entry("file", ("¿Aceptan perros?",), "No")
    taught = Entry("taught-1", ("¿Aceptan perros?",), "Sí", is_taught=True)
    matcher = NOTHING.with_more([file]).with_more([taught])
    for text in ("acepta perros", "¿Aceptan perros?"):
        assert matcher.find(text, "es") == taught
    assert NOTHING.with_more([taught, replace(taught, id="taught-2")]).find("¿Aceptan perros?", "es") is None
