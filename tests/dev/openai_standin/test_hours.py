"""Opening hours by the stand-in: looked up in what Recado gives with a question."""

from datetime import UTC, datetime

import pytest

from dev.openai_standin.hours import hours_told
from dev.openai_standin.knowing import Told
from dev.openai_standin.question import Question
from handlers.instructions import business_files, opening_hours
from handlers.languages import Language
from handlers.tickets.hours import hours_of
from handlers.tickets.hours_note import hours_note

WEEK, ZONE, CLOSED = (
    "Tu-Fr 07:00-13:00,16:00-20:00; Sa 07:00-20:00; Su 07:00-14:00",
    "America/Mexico_City",
    "2026-11-28",
)
INSTRUCTIONS = opening_hours(WEEK, ZONE, CLOSED)


def told(text: str, at: str = "2026-11-25T18:00", language: Language = "es", instructions: str = INSTRUCTIONS) -> str:
    """The answer to a text at this time in UTC, six hours ahead of the business."""
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return hours_told(text, instructions, ["A note.", hours_note(hours_of(WEEK, ZONE, CLOSED), now)], language)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("¿A qué hora abren mañana?", "Mañana abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren hoy?", "Hoy abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Cuál es su horario?", "Hoy abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren el domingo?", "El domingo abrimos de 7:00 a 14:00."),
        ("¿Abren los lunes?", "El lunes no abrimos."),
        ("¿Abren el sábado?", "El sábado no abrimos."),  # a closing day
        ("¿Abren pasado mañana?", "El viernes abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren en la mañana?", "Hoy abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren el 25 de diciembre?", "El viernes 25 de diciembre abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren el 28/11?", "El sábado no abrimos."),
        ("¿Abren en Nochebuena?", "El jueves 24 de diciembre abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren en Año Nuevo?", "El viernes 1 de enero abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
        ("¿Abren el fin de semana?", "El sábado no abrimos. El domingo abrimos de 7:00 a 14:00."),
        ("¿Están abiertos?", "Sí, está abierto. Hoy abrimos de 7:00 a 13:00 y de 16:00 a 20:00."),
    ],
)
def test_a_question_about_hours_is_looked_up(text: str, answer: str) -> None:
    assert told(text) == answer


def test_the_time_is_that_of_the_note() -> None:
    assert told("¿Están abiertos ahorita?", "2026-11-26T04:00") == "Ahora está cerrado. Abrimos mañana a las 7:00."
    assert told("¿Abren mañana?", "2026-11-30T04:00") == "Mañana no abrimos."


def test_it_speaks_the_customers_language() -> None:
    assert told("Are you open on Sunday?", language="en") == "On Sunday we are open from 7:00 to 14:00."
    assert told("Are you open now?", "2026-11-26T04:00", "en") == "We are closed now. We open tomorrow at 7:00 AM."
    assert told("Are you open on December 28?", language="en") == "On Monday, December 28 we are closed."
    assert told("Are you open on the 28th of December?", language="en") == "On Monday, December 28 we are closed."
    assert told("Vocês abrem no dia 28 de dezembro?", language="pt") == "Na segunda-feira, 28 de dezembro, não abrimos."
    assert told("Vocês abrem no domingo?", language="pt") == "No domingo abrimos das 7:00 às 14:00."
    assert told("Vocês fecham amanhã?", "2026-11-30T04:00", "pt") == "Amanhã não abrimos."


@pytest.mark.parametrize(
    "text", ["¿Cuánto cuesta una concha?", "Quiero una mesa para mañana a las 9", "Hola", "¿Abren los días festivos?"]
)
def test_other_questions_are_none(text: str) -> None:
    assert told(text) == ""


def test_without_hours_nothing_is_known() -> None:
    assert told("¿Abren hoy?", instructions="A bakery.") == ""
    assert hours_told("¿Abren hoy?", INSTRUCTIONS, [], "es") == ""


def test_hours_go_before_the_files_which_know_no_day() -> None:
    files = business_files('<file name="horarios.md">\nAbierto de martes a sábado de 7:00 a 20:00.\n</file>')
    note = hours_note(hours_of(WEEK, ZONE, CLOSED), datetime(2026, 11, 25, 18, tzinfo=UTC))
    noted = {"role": "developer", "content": [{"type": "input_text", "text": note}]}
    asked = Question({"instructions": f"{INSTRUCTIONS}{files}"}, [noted])
    assert asked.told(["¿Abren el lunes?", "¿Qué horario de martes a sábado?", "Hola"]) == [
        Told("El lunes no abrimos.", is_whole=True),
        Told("El martes abrimos de 7:00 a 13:00 y de 16:00 a 20:00.", is_whole=True),
        None,
    ]
