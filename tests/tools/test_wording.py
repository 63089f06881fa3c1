"""What a customer is asked to confirm."""

import json
from pathlib import Path

import pytest

from handlers.conversation.calls import Call
from handlers.languages import Language
from handlers.texts import IS_IT_RIGHT, escaped
from handlers.tools.wording import question
from tests.tooling import catalogue

BOOKING = '''
@tool(requires="confirm", title={"es": "Mesa para {people} el {day} a las {at} {note}", "en": "Table"})
def book(day: date, at: clock, people: int, note: str = ""):
    """Book a table."""

@tool(requires="confirm", title={"es": "move it"})
def move_it(when: datetime, quick: bool, pieces: list[str], floor: int | None):
    """Move it."""

@tool(requires="confirm", title={"pt": "Pão."})
def bread():
    """Bread."""
'''
MESA = "Mesa para 4 el 5/12/2026 a las 09:30"
BOOK = '{"day": "2026-12-05", "at": "09:30", "people": 4, "note": %s}'


@pytest.mark.parametrize(
    ("name", "arguments", "language", "said"),
    [
        ("book", BOOK % "null", "es", MESA),
        (
            "book",
            BOOK % '"Junto a\\n\\nla ventana {day}"',
            "pt",
            "Mesa para 4 el 5/12/2026 a las 09:30 Junto a la ventana {day}",
        ),
        ("book", BOOK % "null", "en", "Table (2026-12-05, 09:30, 4)"),
        ("book", "{}", "es", ""),
        ("unknown", "{}", "es", ""),
        ("bread", "{}", "es", "Pão"),  # its full stop is the sentence's
        (
            "move_it",
            '{"when": "2026-12-05T09:30:00", "quick": true, "pieces": ["concha", "oreja"], "floor": null}',
            "pt",
            "move it (5/12/2026 09:30, sim, concha, oreja)",
        ),
        (
            "move_it",
            '{"when": "2026-12-05T09:30:00", "quick": false, "pieces": [], "floor": 2}',
            "en",
            "move it (2026-12-05 09:30, no, 2)",
        ),
    ],
)
def test_a_call_is_told_in_one_line(tmp_path: Path, name: str, arguments: str, language: Language, said: str) -> None:
    asked = catalogue(tmp_path, BOOKING).question(Call("call_1", name, arguments), language)
    assert asked == (f"{escaped(said)}. {IS_IT_RIGHT[language]}" if said else "")


def test_a_tool_that_needs_no_yes_asks_nothing(tmp_path: Path) -> None:
    tools = catalogue(tmp_path, 'def bread():\n    """Bread."""')
    assert tools.question(Call("call_1", "bread", "{}"), "es") == ""


def test_the_question_is_in_the_customer_s_language_and_manner(tmp_path: Path) -> None:
    tools, call = catalogue(tmp_path, BOOKING), Call("call_1", "bread", "{}")
    assert tools.question(call, "es-usted") == "Pão. ¿Está bien? Responda sí o no."
    assert tools.question(call, "en") == "Pão. Is that right? Answer yes or no."


def test_long_values_are_cut(tmp_path: Path) -> None:
    tools = catalogue(tmp_path, BOOKING)
    long = tools.question(Call("call_1", "book", BOOK % f'"{"x" * 500}"'), "es")
    assert long == question(f"{MESA} {'x' * 59}…", "es")
    many = {"when": "2026-12-05T09:30:00", "quick": True, "pieces": ["bolillo"] * 99, "floor": 1}
    told = tools.question(Call("call_1", "move_it", json.dumps(many)), "es")
    assert told == question(f"move it (5/12/2026 09:30, sí, {'bolillo, ' * 6}bolil…, 1)", "es")
