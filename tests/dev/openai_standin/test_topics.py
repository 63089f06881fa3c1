"""Topics of the stand-in: of an answer, and of numbered texts; and answers that may take hours."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from dev.openai_standin.topics import OTHER, rows_of, topic_of, topics_told
from handlers.numbers.topics import told, topics_in
from tests.dev.openai_standin.test_standin import MODEL
from tests.dev.openai_standin.test_structured import INTEGER, form, rows

TOLD = told(topics_in("pedidos: estado y cambios; horarios: cuándo abren; precios; quejas"))
TEXTS = "\n".join(
    [
        json.dumps({"number": 1, "words": "¿Cuánto cuesta un pastel?"}),
        json.dumps({"number": 2, "words": "¿A qué hora abren? #mood=unhappy"}),
        "[5]",
        "no JSON",
        json.dumps({"number": 3, "words": "Adiós"}),
    ]
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Quiero cambiar mi pedido", "pedidos"),
        ("¿Qué precio tiene la concha?", "precios"),
        ("¿Abren el domingo?", "horarios"),
        ("Tengo una queja", "quejas"),
        ("Gracias", OTHER),
        ("", OTHER),
    ],
)
def test_a_text_has_the_topic_that_shares_its_words(text: str, topic: str) -> None:
    assert topic_of(text, topics_told(TOLD)) == topic
    assert topic_of(text, {}) == OTHER


def test_numbered_texts_get_a_topic_and_a_mood_each() -> None:
    assert rows_of({"topic": {}}, TEXTS, TOLD) == [
        {"number": 1, "topic": "precios", "mood": "fine"},
        {"number": 2, "topic": "horarios", "mood": "unhappy"},
        {"number": 3, "topic": OTHER, "mood": "fine"},
    ]


def test_topics_are_proposed_for_words_that_texts_share() -> None:
    said = ["¿Hacen bodas?", "Una boda en mayo", "bodas y bautizos", "¿Dan cursos?", "curso de pan", "nada"]
    texts = "\n".join(json.dumps({"number": number, "words": words}) for number, words in enumerate(said))
    proposed = rows_of({"name": {}, "numbers": {}}, texts, "")
    assert [(row["name"], row["numbers"]) for row in proposed] == [("bod", [0, 1, 2]), ("curs", [3, 4])]


async def test_a_list_of_objects_is_written_by_its_schema(client: openai.AsyncOpenAI) -> None:
    labels: Any = form({**rows({"number": INTEGER, "topic": {"type": "string"}}), "count": INTEGER})
    response = await client.responses.create(model=MODEL, input=TEXTS, instructions=TOLD, text=labels)
    said = json.loads(response.output_text)
    assert [row["topic"] for row in said["labels"]] == ["precios", "horarios", OTHER]
    assert said["count"] == 0


@pytest.mark.parametrize(
    ("window", "more", "param"),
    [
        ("9h", {"background": True}, "invalid_value"),
        ("8h", {}, "invalid_value"),
        ("2h", {"background": True, "stream": True}, "invalid_value"),
        ("8h", {"background": True}, None),
        ("soonest", {}, None),
    ],
)
async def test_hours_may_only_be_taken_in_the_background_and_without_a_stream(
    client: openai.AsyncOpenAI, window: Any, more: dict[str, Any], param: str | None
) -> None:
    asking = client.responses.create(
        model=MODEL, input="Hola", background_options={"completion_window": window}, **more
    )
    if param is None:
        assert (await asking).id
        return
    with pytest.raises(openai.BadRequestError) as refused:
        await asking
    assert (refused.value.code, refused.value.param) == (param, "background_options.completion_window")
