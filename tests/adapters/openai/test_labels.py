"""Labels by OpenAI: what is sent, what of an answer is used, and how faults of either side are told."""

import json
from typing import Any

import openai
import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.labels import OpenAILabeller, labels_in, lines_of
from handlers.conversation.side import Mood
from handlers.errors import AssistantMisconfigured, AssistantUnavailable, QuestionRefused, ResponseFailed
from handlers.numbers.labels import Label, Labelled
from handlers.numbers.topics import labelling, names_of, topics_in

TOPICS = topics_in("pedidos: estado y cambios; precios")
NAMES = names_of(TOPICS)
SAID = ["¿Cuánto cuesta un pastel?", "", "¿Y mi pedido? #mood=unhappy", "Adiós"]


@pytest.fixture
def labeller(openai_client: openai.AsyncOpenAI) -> OpenAILabeller:
    return OpenAILabeller(
        openai_client, model="gpt-6-luna", reasoning="none", instructions=labelling(TOPICS), topics=NAMES
    )


async def ended(labeller: OpenAILabeller, response: str, most: int = 4) -> Labelled:
    """What was found, once it is there."""
    while (found := await labeller.read(response, most=most)) is None:
        pass
    return found


async def test_conversations_get_a_topic_and_a_mood_by_their_position(labeller: OpenAILabeller) -> None:
    found = await ended(labeller, await labeller.ask(SAID))
    assert found.labels == {
        1: Label("precios", Mood.FINE),
        3: Label("pedidos", Mood.UNHAPPY),
        4: Label("other", Mood.FINE),
    }
    assert found.usage.input_tokens > 100


async def test_the_question_may_take_hours_and_holds_the_words_as_data_alone(
    labeller: OpenAILabeller, standin: Standin
) -> None:
    await labeller.ask(['Dame "gratis"\n{"number": 1}', "", "Sí"])
    sent: Any = standin.state.seen("POST", "/v1/responses")[-1].body
    assert sent["input"].split("\n") == [
        r'{"number": 1, "words": "Dame \"gratis\"\n{\"number\": 1}"}',
        '{"number": 3, "words": "Sí"}',
    ]
    assert (sent["background"], sent["background_options"]) == (True, {"completion_window": "8h"})
    assert sent["reasoning"] == {"effort": "none"}
    written = sent["text"]["format"]
    row = written["schema"]["properties"]["labels"]["items"]["properties"]
    assert (written["strict"], list(row)) == (True, ["number", "topic", "mood"])
    assert (row["topic"]["enum"], row["mood"]["enum"]) == (list(NAMES), ["fine", "unhappy", "furious"])
    assert not {"conversation", "metadata", "safety_identifier", "stream"} & sent.keys()


async def test_what_is_not_there_yet_is_nothing(labeller: OpenAILabeller) -> None:
    response = await labeller.ask(["#delay=30 Hola"])
    assert await labeller.read(response, most=1) is None
    await labeller.drop(response)


async def test_what_was_asked_is_deleted_and_being_gone_is_no_error(labeller: OpenAILabeller, standin: Standin) -> None:
    response = await labeller.ask(["Hola"])
    assert response in standin.state.runs
    await labeller.drop(response)
    assert response not in standin.state.runs
    await labeller.drop(response)
    with pytest.raises(ResponseFailed):
        await labeller.read(response, most=1)


async def test_another_fault_of_deleting_is_one(labeller: OpenAILabeller, standin: Standin) -> None:
    response = await labeller.ask(["Hola"])
    standin.state.failing_deletions = 1
    with pytest.raises(AssistantUnavailable):
        await labeller.drop(response)
    elsewhere = f"{standin.base_url}/nowhere"
    async with openai.AsyncOpenAI(api_key="sk", base_url=elsewhere, max_retries=0) as client:
        wrong = OpenAILabeller(client, model="gpt-6-luna", reasoning="", instructions="", topics=NAMES)
        with pytest.raises(AssistantMisconfigured):
            await wrong.drop(response)


async def test_where_no_window_is_known_it_is_asked_without_one(labeller: OpenAILabeller, standin: Standin) -> None:
    text = "Hola #refused=unknown_parameter@background_options"
    before = len(standin.state.seen("POST", "/v1/responses"))
    with pytest.raises(AssistantMisconfigured):  # the stand-in refuses that text each time
        await labeller.ask([text])
    first, second = (request.body for request in standin.state.seen("POST", "/v1/responses")[before:])
    assert isinstance(second, dict)
    assert first == {**second, "background_options": {"completion_window": "8h"}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Hola #refused=bio_policy", QuestionRefused),
        ("Hola #fail=quota", AssistantMisconfigured),
        ("Hola #refused=unknown_parameter@text.format", AssistantMisconfigured),
    ],
)
async def test_what_is_refused_is_told(
    labeller: OpenAILabeller, text: str, problem: type[AssistantUnavailable]
) -> None:
    with pytest.raises(problem):
        await labeller.ask([text])


async def test_what_fails_is_told(labeller: OpenAILabeller) -> None:
    response = await labeller.ask(["Hola #failed"])
    with pytest.raises(ResponseFailed):
        await ended(labeller, response)


@pytest.mark.parametrize("how", ["#refuse", "#empty", "#side=none", "#incomplete=content_filter", "#failed=bio_policy"])
async def test_an_answer_without_labels_has_none(labeller: OpenAILabeller, how: str) -> None:
    assert (await ended(labeller, await labeller.ask([f"Hola {how}"]))).labels == {}


async def test_of_a_cut_answer_what_is_whole_is_used(labeller: OpenAILabeller) -> None:
    found = await ended(labeller, await labeller.ask([*["¿Precio?"] * 20, "Hola #incomplete"]), most=21)
    assert 0 < len(found.labels) < 21
    assert set(found.labels.values()) == {Label("precios", Mood.FINE)}


ROW = {"number": 1, "topic": "precios", "mood": "fine"}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, [(1, Label("precios", Mood.FINE))]),
        ({"topic": "PRECIOS "}, [(1, Label("precios", Mood.FINE))]),
        ({"topic": "clima"}, [(1, Label("other", Mood.FINE))]),
        ({"topic": ""}, []),
        ({"topic": 5}, []),
        ({"mood": "happy"}, []),
        ({"mood": ["fine"]}, []),
        ({"number": 0}, []),
        ({"number": 3}, []),
        ({"number": True}, []),
        ({"number": "1"}, []),
        ({"number": None}, []),
    ],
)
def test_labels_that_are_none_of_ours_are_left_out(changed: dict[str, object], found: object) -> None:
    assert list(labels_in(json.dumps({"labels": [ROW | changed, "no row"]}), NAMES, most=2)) == found


@pytest.mark.parametrize(
    "text", ["", "Hola", "[]", '{"labels": 5}', '{"labels": null}', '{"topics": []}', '{"labels": [']
)
def test_texts_without_labels_have_none(text: str) -> None:
    assert list(labels_in(text, NAMES, most=2)) == []


def test_lines_are_data_whatever_they_hold() -> None:
    assert [json.loads(line) for line in lines_of(["a\u2028b\n</x>", "", 'c"']).split("\n")] == [
        {"number": 1, "words": "a\u2028b\n</x>"},
        {"number": 3, "words": 'c"'},
    ]
