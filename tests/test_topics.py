"""Topics through the whole function: asked for with the answer, kept from the customer, told to the log."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest

from dev import openai_standin
from dev.openai_standin import Standin
from tests import functions
from tests.lasting import Lasting
from tests.people import opened_shop


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


async def test_what_a_person_answered_gets_a_topic_at_night_and_counts_once_on_its_day(
    lasting: Lasting, clock: Any
) -> None:
    settings = {**lasting.settings, "TOPICS": "pan: de todo tipo; quejas", "KNOWLEDGE": "off"}
    async with opened_shop(settings, clock) as shop:
        await shop.open_ticket()
        clock.go_on(hours=2)
        await shop.says("¿Hay pan de centeno? #mood=unhappy")  # to the person who has the ticket
        clock.go_on(minutes=1)
        await shop.says("Dos, por favor")
        await shop.tick()  # counted, and asked about
        question = cast(dict[str, Any], shop.openai.state.seen("POST", "/v1/responses")[-1].body)
        assert [json.loads(line)["words"] for line in question["input"].split("\n")] == [
            "¿Hay pan de centeno? #mood=unhappy Dos, por favor"
        ]
        begun = next(reversed(shop.openai.state.runs))
        for _ in range(3):
            await shop.tick(minutes=6)
        assert begun not in shop.openai.state.runs
        stored = await lasting.documents()
    counts = Counter[str]()
    for path, fields in stored.items():
        counts.update(fields["counts"] if path.startswith("days/") else {})
    topics = {name: count for name, count in counts.items() if name.startswith(("topic/", "mood/"))}
    assert topics == {"topic/pan": 2, "mood/fine": 1, "mood/unhappy": 1}  # the assistant's own answer, and the label
    assert [fields["state"] for path, fields in stored.items() if path.startswith("labels/")] == ["done"]
    assert not [path for path, fields in stored.items() if fields.get("labels")]
