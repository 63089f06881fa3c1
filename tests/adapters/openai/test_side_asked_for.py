"""The answer's side over HTTP: what is sent to ask for it, and what comes of each way in which an answer is had."""

import json
from typing import Any

import httpx2
import openai
import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.answer import answer_in
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.errors import meaning_in_stream, translated
from handlers.adapters.openai.side import FIELDS, answer_format
from handlers.conversation.side import Handoff, Mood, Side
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    QuestionRefused,
    ResponseFailed,
)
from tests.adapters.openai.test_assistant import ask, said, sent_in
from tests.asking import briefing, question

NEEDED = "Quiero factura #handoff=cannot #mood=furious"
UNNAMED = tuple(name for name in FIELDS if name != "topic")  # that one needs the business's names
SEEN = Side(Handoff.CANNOT, "Quiero factura", Mood.FURIOUS)


def connected(client: openai.AsyncOpenAI, *side: str, model: str = "gpt-6-luna") -> OpenAIAssistant:
    reasoning = "none" if model == "gpt-6-luna" else ""
    return OpenAIAssistant(client, briefing(model=model, reasoning=reasoning, side=side))


@pytest.fixture
def sided(openai_client: openai.AsyncOpenAI) -> OpenAIAssistant:
    """The real adapter, which asks for every field but the topic."""
    return connected(openai_client, *UNNAMED)


async def test_without_a_field_the_request_is_for_plain_text(assistant: OpenAIAssistant, standin: Standin) -> None:
    conversation = await assistant.start_conversation()
    await ask(assistant, NEEDED, conversation)
    sent = [
        *("stream", "model", "conversation", "instructions", "input", "background", "store", "max_output_tokens"),
        *("safety_identifier", "metadata", "reasoning"),
    ]
    assert sorted(sent_in(standin, conversation)) == sorted(sent)


async def test_with_fields_the_same_request_asks_for_them(
    sided: OpenAIAssistant, assistant: OpenAIAssistant, standin: Standin
) -> None:
    plain, asked = await assistant.start_conversation(), await sided.start_conversation()
    await ask(assistant, "Hola", plain)
    await ask(sided, "Hola", asked)
    sent = sent_in(standin, asked)
    assert sent.pop("text") == json.loads(json.dumps(answer_format(UNNAMED)))
    assert sent | {"conversation": plain} == sent_in(standin, plain)


async def test_topics_are_asked_for_by_their_names(openai_client: openai.AsyncOpenAI, standin: Standin) -> None:
    topics, told = ("Pedidos", "precios de hoy", "other"), "\n<topics>\nPedidos: estado\nprecios de hoy\n</topics>"
    naming = OpenAIAssistant(openai_client, briefing(told, side=["topic"], topics=topics))
    conversation = await naming.start_conversation()
    assert (await ask(naming, "¿En qué estado va lo mío?", conversation)).side.topic == "Pedidos"
    assert (await ask(naming, "¿Cuánto cuesta el pan?", conversation)).side.topic == "precios de hoy"
    assert (await ask(naming, "Adiós", conversation)).side.topic == "other"
    assert sent_in(standin, conversation)["text"] == answer_format(["topic"], topics)


async def test_the_words_for_the_customer_are_the_same_with_a_side(
    sided: OpenAIAssistant, assistant: OpenAIAssistant
) -> None:
    answer, plain = await ask(sided, NEEDED), await ask(assistant, NEEDED)
    assert (answer.text, answer.side) == (plain.text, SEEN)
    assert plain.side == Side()
    assert (await ask(sided, "Hola")).side == Side()


async def test_the_side_comes_however_the_answer_is_had(sided: OpenAIAssistant, standin: Standin) -> None:
    conversation = await sided.start_conversation()
    async with sided.ask(conversation, question(said(NEEDED))) as running:
        answer = await running.answer()
    async with sided.resume(running.id) as resumed:
        assert await resumed.answer() == answer
    assert await sided.cancel(running.id) == answer
    found = await sided.find_answer(conversation, question(said(NEEDED)), after="")
    assert found is not None
    assert (found.text, found.side) == (answer.text, SEEN)
    kept = standin.state.conversations[conversation].items[-1]["content"][0]["text"]
    assert json.loads(kept)["reply"] == answer.text


async def test_what_was_begun_with_a_side_is_read_without_one(
    sided: OpenAIAssistant, assistant: OpenAIAssistant
) -> None:
    conversation = await sided.start_conversation()
    async with sided.ask(conversation, question(said(NEEDED))) as running:
        answer = await running.answer()
    async with assistant.resume(running.id) as resumed:
        assert (await resumed.answer()).text == answer.text


async def test_a_cut_answer_has_what_was_written_of_its_reply(sided: OpenAIAssistant) -> None:
    answer, whole = await ask(sided, "#long=900 #incomplete"), await ask(sided, "#long=900")
    assert (answer.complete, answer.side) == (False, Side())
    assert len(answer.text) > 400
    assert whole.text.startswith(answer.text)


@pytest.mark.parametrize("written", ['{"rep', '{"reply":"', '{"reply":" '])
def test_an_answer_cut_before_its_first_word_has_failed(written: str) -> None:
    cut: dict[str, Any] = {"type": "message", "content": [{"type": "output_text", "text": written}]}
    with pytest.raises(ResponseFailed):
        answer_in({"status": "incomplete", "output": [cut]}, side=list(FIELDS))


def test_an_answer_cut_behind_its_reply_has_what_was_written_of_its_side() -> None:
    written = '{"reply":"Sí.","handoff":"asked","summary":"Quiere fac'
    cut: dict[str, Any] = {"type": "message", "content": [{"type": "output_text", "text": written}]}
    answer = answer_in({"status": "incomplete", "output": [cut]}, side=list(FIELDS))
    assert (answer.text, answer.complete, answer.side) == ("Sí.", False, Side(Handoff.ASKED, "Quiere fac"))


@pytest.mark.parametrize("how", ["#side=none", "#side=broken", "#side=none #messages=2", "#side=broken #parts=2"])
async def test_a_server_that_does_not_keep_to_the_format_costs_the_side_and_not_the_reply(
    sided: OpenAIAssistant, assistant: OpenAIAssistant, how: str
) -> None:
    answer, plain = await ask(sided, f"{NEEDED} {how}"), await ask(assistant, f"{NEEDED} {how}")
    assert "".join(plain.text.split()).startswith("".join(answer.text.split()))
    assert "{" not in answer.text
    assert answer.side == Side()


@pytest.mark.parametrize("shape", ["#phases", "#thinks", "#absent", "#sse", "#messages=2", "#messages=2 #parts=2"])
async def test_a_side_is_read_in_every_form_that_openai_may_send(
    sided: OpenAIAssistant, assistant: OpenAIAssistant, shape: str
) -> None:
    answer, plain = await ask(sided, f"{NEEDED} {shape}"), await ask(assistant, f"{NEEDED} {shape}")
    assert (answer.text, answer.side) == (plain.text, SEEN)


@pytest.mark.parametrize("how", ["#refuse", "#empty", "#incomplete=content_filter"])
async def test_a_refusal_has_neither_text_nor_side(sided: OpenAIAssistant, how: str) -> None:
    answer = await ask(sided, f"{NEEDED} {how}")
    assert (answer.text, answer.complete, answer.side) == ("", True, Side())


async def misconfigured(assistant: OpenAIAssistant, text: str) -> AssistantMisconfigured:
    with pytest.raises(AssistantMisconfigured) as problem:
        await ask(assistant, text)
    return problem.value


@pytest.mark.parametrize(
    "refused",
    ["unsupported_parameter@text.format", "unknown_parameter@text", "null@text.format.type", "422:invalid_value@text"],
)
async def test_where_a_schema_is_refused_the_remedy_is_to_ask_for_no_side(sided: OpenAIAssistant, refused: str) -> None:
    problem = await misconfigured(sided, f"Hola #refused={refused}")
    assert "ASSISTANT_SIDE=off" in problem.remedy


async def test_a_model_without_schemas_is_told_by_the_words_of_its_error(openai_client: openai.AsyncOpenAI) -> None:
    problem = await misconfigured(connected(openai_client, "mood", model="gpt-4"), "Hola")
    assert "ASSISTANT_SIDE=off" in problem.remedy
    assert (await ask(connected(openai_client, model="gpt-4"), "Hola")).text


async def test_other_parameters_and_passing_faults_say_nothing_about_the_side(sided: OpenAIAssistant) -> None:
    for refused in ("unsupported_parameter@reasoning.effort", "unknown_parameter", "invalid_value@texture"):
        assert "ASSISTANT_SIDE" not in (await misconfigured(sided, f"Hola #refused={refused}")).remedy
    with pytest.raises(QuestionRefused):
        await ask(sided, "Hola #refused=invalid_value@input[0].content[0].text")
    with pytest.raises(AssistantHiccup):
        await ask(sided, "Hola #refused=429:rate_limit_exceeded@text.format")


@pytest.mark.parametrize(("param", "becomes"), [(None, AssistantMisconfigured), ("input[0]", QuestionRefused)])
def test_words_about_the_format_count_only_where_no_parameter_is_named(
    param: str | None, becomes: type[AssistantUnavailable]
) -> None:
    response = httpx2.Response(400, request=httpx2.Request("POST", "http://127.0.0.1"))
    body = {"param": param, "code": "invalid_value"}
    with pytest.raises(becomes), translated(asking=True):
        raise openai.BadRequestError("Invalid value: 'text.format'.", response=response, body=body)


def test_an_error_in_the_stream_names_the_same_remedy() -> None:
    problem = meaning_in_stream("unsupported_parameter", "text.format", kind="invalid_request_error")
    assert isinstance(problem, AssistantMisconfigured)
    assert "ASSISTANT_SIDE=off" in problem.remedy
    assert meaning_in_stream("", "text.format", kind="invalid_request_error").code == "invalid_request_error"
