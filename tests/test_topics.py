"""Topics through the whole function: asked for with the answer, kept from the customer, told to the log."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from dev import openai_standin
from dev.openai_standin import Standin
from tests import functions


@pytest.fixture
def openai() -> Iterator[Standin]:
    with openai_standin.serve() as standin:
        yield standin


def turns(written: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, written.splitlines()) if line["message"] == "turn"]


async def test_each_answer_has_a_topic_of_the_business_s_and_no_further_question_is_asked(
    openai: Standin, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = functions.settings(openai.base_url, TOPICS="Pedidos: estado; precios", KNOWLEDGE="off")
    async with functions.in_process(settings) as phone:
        capsys.readouterr()
        texts = ["¿En qué estado va lo mío? #mood=unhappy", "¿Cuánto cuesta el pan?", "Adiós", "#side=none ¿Precio?"]
        replies = [(await phone.send(text)).messages for text in texts]
    found = [(line.get("topic"), line.get("mood")) for line in turns(capsys.readouterr().out)]
    assert found == [("Pedidos", "unhappy"), ("precios", "fine"), ("other", "fine"), (None, None)]
    assert not any("topic" in text or "{" in text for reply in replies for text in reply)
    asked = [cast(dict[str, Any], seen.body) for seen in openai.state.seen("POST", "/v1/responses")]
    assert len(asked) == len(texts)
    schema = asked[0]["text"]["format"]["schema"]
    assert list(schema["properties"]) == ["reply", "topic", "mood"]
    assert schema["properties"]["topic"]["enum"] == ["Pedidos", "precios", "other"]
    assert "<topics>\nPedidos: estado\nprecios\n</topics>" in asked[0]["instructions"]


async def test_without_topics_nothing_is_said_or_asked_about_them(
    openai: Standin, capsys: pytest.CaptureFixture[str]
) -> None:
    async with functions.in_process(functions.settings(openai.base_url, KNOWLEDGE="off")) as phone:
        capsys.readouterr()
        await phone.send("¿Cuánto cuesta el pan?")
    (line,) = turns(capsys.readouterr().out)
    assert not {"topic", "mood"} & line.keys()
    (asked,) = [cast(dict[str, Any], seen.body) for seen in openai.state.seen("POST", "/v1/responses")]
    assert "text" not in asked
    assert "topics" not in asked["instructions"]
