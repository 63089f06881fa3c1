"""The answer's side: the schema that asks for it, and reading an answer whatever the model makes of that."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.adapters.openai.side import (
    FIELDS,
    MOST_SOURCES,
    MOST_SUMMARY,
    MOST_TOPIC,
    answer_format,
    reply_and_side,
    reply_so_far,
)
from handlers.conversation.side import Handoff, Mood, Side

ALL = tuple(FIELDS)
WHOLE = {"reply": "**Sí**, abrimos.\n¿Algo más?", "handoff": "cannot", "summary": "Quiere factura.", "mood": "unhappy"}
READ = Side(Handoff.CANNOT, "Quiere factura.", Mood.UNHAPPY)


def read(*texts: str, fields: tuple[str, ...] = ALL) -> tuple[str, Side]:
    """One message, of these parts."""
    return reply_and_side([texts], fields)


def schema_of(*fields: str) -> dict[str, Any]:
    written: Any = answer_format(fields)
    return dict(written["format"]["schema"])


def test_the_schema_asks_for_the_reply_first_and_then_for_the_fields_in_one_order() -> None:
    for fields in (("mood", "summary", "handoff"), ("handoff", "summary", "mood")):
        assert list(schema_of(*fields)["properties"]) == ["reply", "handoff", "summary", "mood"]
    assert list(schema_of("mood", "known")["properties"]) == ["reply", "known", "mood"]
    assert list(schema_of("mood")["properties"]) == ["reply", "mood"]
    assert schema_of("handoff")["properties"]["handoff"]["enum"] == [str(reason) for reason in Handoff]


def test_whether_the_answer_is_known_is_read_and_anything_else_counts_as_known() -> None:
    for value, known in ((False, False), (True, True), ("false", True), (0, True), (None, True)):
        _, side = read(json.dumps({"reply": "No lo sé.", "known": value}), fields=("known",))
        assert side.known is known
    assert read(json.dumps({"reply": "No lo sé.", "known": False}), fields=("mood",))[1].known


def test_sources_are_read_as_they_are_named_each_once_and_only_the_first_few() -> None:
    named = ["precios.csv", "a\ud83db.md", "precios.csv", 5, *map(str, range(20))]
    _, side = read(json.dumps({"reply": "14 pesos.", "sources": named}))
    assert side.sources == ("precios.csv", "ab.md", *map(str, range(MOST_SOURCES - 2)))
    wrongs: list[Any] = ["precios.csv", None, {"precios.csv": 1}, []]
    for wrong in wrongs:
        assert read(json.dumps({"reply": "14 pesos.", "sources": wrong}))[1].sources == ()
    assert schema_of("mood", "sources", "known")["properties"].keys() == {"reply", "known", "sources", "mood"}


def test_the_schema_is_strict() -> None:
    written: Any = answer_format(ALL)
    assert (written["format"]["type"], written["format"]["strict"]) == ("json_schema", True)
    schema = schema_of(*ALL)
    assert (schema["required"], schema["additionalProperties"]) == (list(schema["properties"]), False)


def test_a_field_that_nobody_knows_is_not_asked_for() -> None:
    with pytest.raises(ValueError, match="weather"):
        answer_format(["weather"])


def test_a_topic_is_one_of_those_that_were_given_and_read_as_it_stands_there() -> None:
    written: Any = answer_format(["mood", "topic"], ["pedidos", "other"])
    properties = written["format"]["schema"]["properties"]
    assert (list(properties), properties["topic"]["enum"]) == (["reply", "topic", "mood"], ["pedidos", "other"])
    assert "enum" not in schema_of("topic")["properties"]["topic"]
    for value, topic in (("pedidos", "pedidos"), ("Otro\ncosa", "Otro cosa"), (5, ""), (None, ""), (["pedidos"], "")):
        assert read(json.dumps({"reply": "Sí.", "topic": value}))[1] == Side(topic=topic)
    assert len(read(json.dumps({"reply": "Sí.", "topic": "x" * 1000}))[1].topic) == MOST_TOPIC
    assert read('{"reply": "Sí.", "topic": "pedi')[1] == Side(topic="pedi")


def test_every_field_is_one_of_a_side() -> None:
    assert set(FIELDS) == set(Side.__dataclass_fields__)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(WHOLE),
        json.dumps(WHOLE, ensure_ascii=False, indent=2),
        f" \n{json.dumps(WHOLE)}\n",
        f"```json\n{json.dumps(WHOLE)}\n```",
        f"{json.dumps(WHOLE)}\nSaludos.",
        json.dumps(WHOLE) * 2,
        json.dumps(WHOLE | {"more": {"of": ["it"]}}),
        json.dumps(WHOLE).replace("\\n", "\n"),
    ],
)
def test_a_whole_answer_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == (WHOLE["reply"], READ)


def test_an_answer_in_pieces_is_read() -> None:
    written = json.dumps(WHOLE)
    assert read(written[:30], written[30:]) == (WHOLE["reply"], READ)
    both = [[json.dumps(WHOLE)], [json.dumps({"reply": "Claro.", "handoff": "no", "summary": "", "mood": "fine"})]]
    assert reply_and_side(both, ALL) == (f"{WHOLE['reply']}\n\nClaro.", READ)


def test_only_what_was_asked_for_is_read() -> None:
    assert read(json.dumps(WHOLE), fields=("mood",)) == (WHOLE["reply"], Side(mood=Mood.UNHAPPY))
    assert read(json.dumps(WHOLE), fields=()) == (WHOLE["reply"], Side())


@pytest.mark.parametrize(
    "text", ["Hola.", "", "{nombre}, hola", "{", '"Hola."', '[{"reply": "x"}]', '{"precio": 5}', "5"]
)
@pytest.mark.parametrize("fields", [(), ALL])
def test_what_is_no_json_of_ours_is_a_plain_reply(text: str, fields: tuple[str, ...]) -> None:
    if text != "{":
        assert read(text, fields=fields) == (text, Side())
    assert read("Hola.", f" {text} ", fields=fields) == (f"Hola.\n\n{text}".strip(), Side())


def test_an_answer_that_was_cut_has_what_was_written() -> None:
    written = json.dumps(WHOLE, ensure_ascii=False)
    for end in range(1, len(written)):
        reply, side = read(written[:end])
        assert str(WHOLE["reply"]).startswith(reply), written[:end]
        assert side in (Side(), Side(Handoff.CANNOT), Side(Handoff.CANNOT, side.summary), READ)
        assert READ.summary.startswith(side.summary)
    assert read(written[:-1]) == (WHOLE["reply"], READ)
    assert read(written[:28])[0] == "**Sí**, abrimos."


def test_what_is_written_so_far_shows_the_reply_alone() -> None:
    written = json.dumps(WHOLE)
    shown = [reply_so_far(written[:end]) for end in range(len(written) + 1)]
    assert all(str(WHOLE["reply"]).startswith(text) for text in shown)
    assert len(set(shown)) > len(str(WHOLE["reply"])) / 2
    assert shown[-1] == WHOLE["reply"]


def test_what_is_written_so_far_of_a_plain_answer_is_shown_as_it_is() -> None:
    assert [reply_so_far(text) for text in ("", "Ho", "Hola.", "{nombre}, hola")] == [
        "",
        "Ho",
        "Hola.",
        "{nombre}, hola",
    ]


def test_a_cut_answer_may_hold_line_feeds_as_they_are_and_halves_of_characters() -> None:
    assert read('{\n  "reply": "Sí,\nabrimos') == ("Sí, abrimos", Side())
    assert read('{"reply": "Sí\ud83d, abrimos') == ("Sí, abrimos", Side())


@pytest.mark.no_cover  # tracing takes more than the test
@given(st.text(), st.integers(min_value=1))
def test_no_cut_costs_more_of_the_reply_than_its_last_character(reply: str, end: int) -> None:
    for as_ascii in (True, False):
        written = json.dumps({"reply": f"{reply}."}, ensure_ascii=as_ascii)[:-2]
        left = read(written[: max(1, min(end, len(written)))])[0]
        assert f"{reply}.".strip().startswith(left)
        assert read(written)[0] == f"{reply}.".strip()


@given(st.text())
def test_no_text_at_all_fails(text: str) -> None:
    for written in (text, f"{{{text}", f'{{"reply":{text}', f'{{"reply":"x","mood":{text}'):
        read(written)[0].encode()


@pytest.mark.parametrize("broken", [',"handoff": }', ",,}", ', "mood": furious}', " ]", '"'])
def test_a_broken_answer_keeps_its_reply(broken: str) -> None:
    assert read(f'{{"reply": "Sí, \\"hoy\\"."{broken}') == ('Sí, "hoy".', Side())


def test_a_nest_without_end_is_a_plain_reply() -> None:
    nest = '{"a":' * 100_000
    assert read(nest) == (nest, Side())


@pytest.mark.parametrize(
    "value", [None, 5, True, [], {}, ["cannot"], {"cannot": 1}, "", "perhaps", "CANNOT", "cannot "], ids=repr
)
def test_values_that_are_none_of_ours_count_as_missing(value: object) -> None:
    for name in ("handoff", "mood"):
        assert read(json.dumps({"reply": "Sí.", name: value})) == ("Sí.", Side())


@pytest.mark.parametrize("value", [None, 5, [], {}], ids=repr)
def test_a_summary_that_is_no_text_is_empty(value: object) -> None:
    assert read(json.dumps(WHOLE | {"summary": value}))[1] == Side(Handoff.CANNOT, "", Mood.UNHAPPY)


def test_a_summary_is_one_line_of_bounded_length() -> None:
    several = read(json.dumps(WHOLE | {"summary": " Quiere\n\nfactura.\t"}))[1]
    assert several.summary == "Quiere factura."
    whole, longer = "x" * MOST_SUMMARY, "x" * (MOST_SUMMARY + 1)
    assert read(json.dumps(WHOLE | {"summary": whole}))[1].summary == whole
    assert read(json.dumps(WHOLE | {"summary": longer}))[1].summary == f"{whole[:-1]}…"


def test_without_a_handoff_there_is_no_summary() -> None:
    assert read(json.dumps(WHOLE | {"handoff": "no"}))[1] == Side(mood=Mood.UNHAPPY)


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ({"reply": ""}, ""),
        ({"reply": " \n"}, ""),
        ({"reply": None}, ""),
        ({"mood": "furious"}, ""),
        ({"reply": 350}, "350"),
        ({"reply": ["Sí.", "ñ"]}, '["Sí.", "ñ"]'),
    ],
)
def test_a_reply_that_is_missing_is_empty_and_one_that_is_no_text_is_shown_as_it_is(answer: object, reply: str) -> None:
    assert read(json.dumps(answer))[0] == reply


def test_half_a_character_is_left_out() -> None:
    assert read('{"reply": "Hola \\ud83d.", "handoff": "asked", "summary": "\\ud83dx"}') == (
        "Hola .",
        Side(Handoff.ASKED, "x"),
    )
