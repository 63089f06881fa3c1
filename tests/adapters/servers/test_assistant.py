"""Servers that keep nothing, asked over HTTP: what goes out, what may come back, how an answer outlives its request."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev.openai_standin import Standin
from dev.serving import RequestLog, running
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.ours import RESPONSE
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.adapters.servers import writing, writings
from handlers.adapters.servers.assistant import LOST_AFTER, ServerAssistant
from handlers.adapters.servers.chat import ChatApi
from handlers.adapters.servers.responses import ResponsesApi
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Answer, Attachment, Author, Content, OpenMessage, Said, Usage
from handlers.conversation.side import Handoff
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
)
from tests.asking import briefing, question

APIS: dict[str, type[ResponsesApi] | type[ChatApi]] = {"responses": ResponsesApi, "chat": ChatApi}
PATHS = {"responses": "/v1/responses", "chat": "/v1/chat/completions"}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHOTO = Attachment("https://x/1", "image/png")
PNG = b"\x89PNG\r\n\x1a\n"
TOOL = {
    "type": "function",
    "name": "order",
    "description": "Where an order is.",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"n": {"type": "integer"}},
        "required": ["n"],
        "additionalProperties": False,
    },
}


def said(text: str, sid: str = "SM1", *files: Attachment) -> OpenMessage:
    return OpenMessage(sid, NOW, Content(text, files))


@pytest.fixture(params=APIS)
def api(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Asking:
    """Servers of one API, which the test configures."""

    def __init__(self, client: openai.AsyncOpenAI, api: str) -> None:
        self.client, self.api, self.made = client, api, list[ServerAssistant]()

    def assistant(self, **more: Any) -> ServerAssistant:
        self.made.append(ServerAssistant(APIS[self.api](self.client, briefing(**{"reasoning": "", **more}))))
        return self.made[-1]

    async def answer(self, text: str, assistant: ServerAssistant | None = None, **more: Any) -> Answer:
        assistant = assistant or self.assistant()
        conversation = await assistant.start_conversation()
        message = said(text, "SM1", *more.pop("attached", ()))
        async with assistant.ask(conversation, question(message, **more)) as response:
            return await response.answer()


@pytest.fixture
async def asking(openai_client: openai.AsyncOpenAI, api: str) -> AsyncIterator[Asking]:
    found = Asking(openai_client, api)
    yield found
    for assistant in found.made:
        await assistant.close()


def bodies(standin: Standin, api: str) -> list[dict[str, Any]]:
    return [dict(seen.body) for seen in standin.state.seen("POST", PATHS[api])]  # type: ignore[call-overload]


async def test_nothing_is_kept_at_the_server_and_no_name_goes_there(asking: Asking, standin: Standin, api: str) -> None:
    before = len(standin.state.conversations), len(standin.state.runs)
    assert "Hola" in (await asking.answer("Hola")).text
    assert (len(standin.state.conversations), len(standin.state.runs)) == before
    body = bodies(standin, api)[-1]
    assert body.keys().isdisjoint({"conversation", "background", "metadata", "safety_identifier", "user"})
    assert body.get("store", False) is False


async def test_what_was_said_before_goes_along_and_is_remembered(asking: Asking) -> None:
    history = [Said(Author.CUSTOMER, "Hola, me llamo Ana"), Said(Author.ASSISTANT, "¡Hola!")]
    assert "Ana" in (await asking.answer("¿Cómo me llamo?", history=history)).text


async def test_the_tokens_are_told(asking: Asking) -> None:
    usage = (await asking.answer("Hola")).usage
    assert usage.is_whole
    assert usage.input_tokens > usage.cached_tokens >= 0 < usage.output_tokens


@pytest.mark.parametrize("how", ["#sse", "#whole", "#open", "#first=in_progress", "#long=3000", "#thin"])
async def test_every_form_of_an_answer_is_read(asking: Asking, how: str) -> None:
    answer = await asking.answer(f"Hola {how}")
    assert answer.text
    assert answer.complete


@pytest.mark.parametrize("how", ["#absent", "#null"])
async def test_an_answer_need_not_tell_its_tokens(asking: Asking, how: str) -> None:
    answer = await asking.answer(f"Hola {how}")
    assert (answer.text != "", answer.usage) == (True, Usage(0, 0, 0, is_whole=False))


async def test_a_cut_answer_says_so_and_a_refusal_has_no_text(asking: Asking) -> None:
    cut = await asking.answer("Hola #incomplete")
    assert (cut.text != "", cut.complete) == (True, False)
    for how in ("#incomplete=content_filter", "#refuse", "#empty"):
        assert (await asking.answer(f"Hola {how}")).text == ""


@pytest.mark.parametrize(
    ("how", "becomes"),
    [
        ("#fail=500", AssistantHiccup),
        ("#fail=502", AssistantHiccup),
        ("#fail=429", AssistantHiccup),
        ("#fail=401", AssistantMisconfigured),
        ("#fail=404", AssistantMisconfigured),
        ("#fail=quota", AssistantMisconfigured),
        ("#fail=context", ConversationUnusable),
        ("#refused=content_filter", QuestionRefused),
        ("#refused=null", AssistantMisconfigured),
        ("#failed", ResponseFailed),
        ("#failed #whole", ResponseFailed),
        ("#error=server_error", ResponseFailed),
        ("#error=null:nested", ResponseFailed),
        ("#drop", ResponseFailed),
        ("#drop #whole", ResponseFailed),
        ("#ends", ResponseFailed),
    ],
)
async def test_no_answer_has_its_reason(asking: Asking, how: str, becomes: type[AssistantUnavailable]) -> None:
    with pytest.raises(becomes):
        await asking.answer(f"Hola {how}")


async def test_a_key_that_is_wrong_is_told(asking: Asking, standin: Standin) -> None:
    async with openai.AsyncOpenAI(api_key="sk-wrong-1", base_url=standin.base_url, max_retries=0) as client:
        asking.client = client
        with pytest.raises(AssistantMisconfigured) as raised:
            await asking.answer("Hola")
    assert "OPENAI_API_KEY" in raised.value.remedy


async def test_a_server_that_is_not_there_is_a_passing_fault(asking: Asking) -> None:
    async with openai.AsyncOpenAI(api_key="sk", base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
        asking.client = client
        with pytest.raises(AssistantHiccup, match="connection"):
            await asking.answer("Hola")


async def test_what_is_said_beside_an_answer_comes_by_its_schema(asking: Asking) -> None:
    assistant = asking.assistant(side=["handoff", "topic"], topics=["bread"])
    answer = await asking.answer("Hola #handoff=asked", assistant)
    assert (answer.side.handoff, answer.side.topic) == (Handoff.ASKED, "bread")
    assert "Hola" in answer.text


async def test_a_model_without_schemas_is_told_to_whoever_set_it(asking: Asking, api: str) -> None:
    assistant = asking.assistant(side=["handoff"], model="gpt-4")
    with pytest.raises(AssistantMisconfigured) as raised:
        await asking.answer("Hola", assistant)
    assert "ASSISTANT_SIDE=off" in raised.value.remedy


async def test_calls_have_ids_of_our_own_and_are_told_again_with_their_outputs(
    asking: Asking, standin: Standin, api: str
) -> None:
    assistant = asking.assistant(tools=[TOOL])
    text = 'Hola #call=order{"n": 1} #then #call=order{"n": 3}'
    first = await asking.answer(text, assistant)
    assert [call.arguments for call in first.calls] == ['{"n": 1}']
    made = [MadeCall(call.id, call.name, call.arguments, output='{"state": "ready"}') for call in first.calls]
    second = await asking.answer(text, assistant, calls=made)
    assert [call.arguments for call in second.calls] == ['{"n": 3}']
    made += [MadeCall(call.id, call.name, call.arguments, output='{"state": "gone"}') for call in second.calls]
    last = await asking.answer(text, assistant, calls=made, may_call=False)
    assert ("ready" in last.text, "gone" in last.text, last.calls) == (True, True, ())
    assert [body.get("tool_choice") for body in bodies(standin, api)[-3:]] == [None, None, "none"]


async def test_calls_side_by_side_are_told_apart(asking: Asking) -> None:
    answer = await asking.answer('Hola #call=order{"n": 1} #call=order{"n": 2}', asking.assistant(tools=[TOOL]))
    assert [call.arguments for call in answer.calls] == ['{"n": 1}', '{"n": 2}']
    assert len({call.id for call in answer.calls}) == 2


async def test_a_picture_is_shown_and_left_out_where_the_server_does_not_take_it(
    asking: Asking, standin: Standin, api: str
) -> None:
    picture: dict[str, Any] = {"files": {PHOTO.url: PNG}, "attached": [PHOTO]}
    assert "imagen" in (await asking.answer("mira", **picture)).text
    before = len(bodies(standin, api))
    answer = await asking.answer("mira #fail=file", **picture)
    assert ("mira" in answer.text, "imagen" in answer.text) == (True, False)
    assert len(bodies(standin, api)) == before + (2 if api == "responses" else 3)  # chat learns of a parameter first


async def test_a_key_that_is_wrong_is_not_the_pictures_fault(asking: Asking, standin: Standin, api: str) -> None:
    before = len(bodies(standin, api))
    with pytest.raises(AssistantHiccup):
        await asking.answer("mira #fail=429", files={PHOTO.url: PNG}, attached=[PHOTO])
    assert len(bodies(standin, api)) == before + (1 if api == "responses" else 2)


async def test_a_question_that_is_too_long_is_put_again_without_what_was_said_before(asking: Asking, api: str) -> None:
    history = [Said(Author.CUSTOMER, "Hola, me llamo Ana"), Said(Author.ASSISTANT, "¡Hola!")]
    answer = await asking.answer(f"¿Cómo me llamo? {api} #fail=contextx1", history=history)
    assert "Ana" not in answer.text
    with pytest.raises(ConversationUnusable):
        await asking.answer("¿Cómo me llamo? #fail=context", history=history)


async def test_a_reasoning_effort_goes_along_where_one_is_set(asking: Asking, standin: Standin, api: str) -> None:
    await asking.answer("Hola", asking.assistant(reasoning="low"))
    body = bodies(standin, api)[-1]
    assert (body.get("reasoning_effort") or body["reasoning"]["effort"]) == "low"


async def test_a_server_that_knows_the_limit_by_another_name_is_asked_by_it_from_then_on(
    openai_client: openai.AsyncOpenAI, standin: Standin
) -> None:
    asking = Asking(openai_client, "chat")
    assistant = asking.assistant()
    await asking.answer("Hola", assistant)
    await asking.answer("Hola", assistant)
    limits = [body.keys() & {"max_tokens", "max_completion_tokens"} for body in bodies(standin, "chat")[-3:]]
    assert limits == [{"max_tokens"}, {"max_completion_tokens"}, {"max_completion_tokens"}]
    await asking.answer("Hola", asking.assistant(model="gpt-4o-mini"))
    assert "max_tokens" in bodies(standin, "chat")[-1]


# An answer outlives its request


async def test_an_answer_goes_on_when_its_request_ends_and_is_had_by_its_id(
    asking: Asking, standin: Standin, api: str
) -> None:
    assistant = asking.assistant(model="gpt-4o-mini")
    conversation, text = await assistant.start_conversation(), f"Hola, {api} held"
    before = len(bodies(standin, api))
    with standin.state.holding(text):
        with pytest.raises(TimeoutError):
            async with assistant.ask(conversation, question(said(text))) as begun, asyncio.timeout(0.2):
                await begun.answer()
        assert await assistant.find_answer(conversation, question(said(text)), after="") is None
    async with assistant.resume(begun.id) as again:
        answer = await again.answer()
    assert "held" in answer.text
    assert await assistant.cancel(begun.id) == answer
    assert len(bodies(standin, api)) == before + 1


async def test_only_answers_that_come_when_nobody_waits_are_told_of(asking: Asking, standin: Standin, api: str) -> None:
    assistant, told = asking.assistant(model="gpt-4o-mini"), asyncio.Queue[str]()
    assistant.tell_of_late_answers(told.put)
    await asking.answer("Hola", assistant)  # somebody waits
    with pytest.raises(ResponseFailed):
        await asking.answer("Hola #failed", assistant)
    conversation, text = await assistant.start_conversation(), f"Hola, {api} left"
    with standin.state.holding(text), pytest.raises(TimeoutError):
        async with assistant.ask(conversation, question(said(text))) as begun, asyncio.timeout(0.2):
            await begun.answer()
    assert await told.get() == begun.id
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, question(said("Hola #failed"))) as failing:
        pass
    while not cast(Any, failing).is_ended:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.01)
    assert told.empty()


async def test_at_the_end_nobody_is_told_any_more(asking: Asking, standin: Standin, api: str) -> None:
    assistant, told = asking.assistant(model="gpt-4o-mini"), asyncio.Queue[str]()

    async def never(_response: str) -> None:
        try:
            await told.put("begun")
            await asyncio.Event().wait()
        finally:
            await told.put("stopped")

    assistant.tell_of_late_answers(never)
    conversation, text = await assistant.start_conversation(), f"Hola, {api} at the end"
    with standin.state.holding(text), pytest.raises(TimeoutError):
        async with assistant.ask(conversation, question(said(text))) as begun, asyncio.timeout(0.2):
            await begun.answer()
    assert await told.get() == "begun"
    await assistant.close()
    assert await told.get() == "stopped"


async def test_the_id_is_known_though_the_server_says_nothing(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SAYS_NO_WITHIN", 0.05)
    assistant = asking.assistant()
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, question(said("Hola #slow=60"))) as begun:
        assert begun.id.startswith(RESPONSE)
        assert await assistant.cancel(begun.id) is None
        with pytest.raises(ResponseFailed):
            await begun.answer()


async def test_what_the_server_says_later_in_place_of_an_answer_is_the_responses(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SAYS_NO_WITHIN", 0.0)
    assistant = asking.assistant()
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, question(said("Hola #fail=500"))) as begun:
        with pytest.raises(ResponseFailed):
            await begun.answer()


async def test_an_answer_whose_request_ends_before_its_id_is_known_is_found_by_its_question(asking: Asking) -> None:
    assistant, put = asking.assistant(), question(said("Hola #slow=0.4"))
    conversation = await assistant.start_conversation()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), assistant.ask(conversation, put):
            pass
    with pytest.raises(ConversationLocked):
        async with assistant.ask(conversation, put):
            pass
    while (answer := await assistant.find_answer(conversation, put, after="")) is None:
        await asyncio.sleep(0.02)
    assert "Hola" in answer.text
    assert await assistant.find_answer(conversation, question(said("Hola", "SM2")), after="") is None


async def test_an_answer_that_takes_too_long_is_given_up(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_SECONDS", 0.1)
    with pytest.raises(ResponseFailed, match="too_slow"):
        await asking.answer("Hola #endless")


@pytest.mark.parametrize(("limit", "most"), [("MOST_KEPT", 1), ("KEPT_SECONDS", -1.0)])
async def test_only_the_newest_answers_are_kept_and_not_for_long(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, limit: str, most: float
) -> None:
    monkeypatch.setattr(writings, limit, most)
    assistant = asking.assistant()
    ids = []
    for _ in range(2):
        async with assistant.ask(await assistant.start_conversation(), question(said("Hola"))) as begun:
            ids.append(begun.id)
            await begun.answer()
    assert [await assistant.cancel(each) is not None for each in ids] == [False, True]


async def test_a_response_of_another_process_is_waited_for_until_it_must_be_lost(asking: Asking) -> None:
    assistant = asking.assistant()
    assert await assistant.cancel(f"{RESPONSE}0_1") is None
    young, old = (f"{RESPONSE}{int(time.time() - age):x}_1" for age in (0, LOST_AFTER + 1))
    with pytest.raises(TimeoutError):
        async with assistant.resume(young) as other, asyncio.timeout(0.05):
            await other.answer()
    async with assistant.resume(old) as lost:
        assert lost.id == old
        with pytest.raises(ResponseFailed, match="response_lost"):
            await lost.answer()


# Another server than before


async def test_conversations_of_openais_are_begun_anew_and_only_openai_can_forget_them(asking: Asking) -> None:
    assistant = asking.assistant()
    with pytest.raises(ConversationUnusable):
        async with assistant.ask("conv_1", question(said("Hola"))):
            pass
    with pytest.raises(ResponseFailed):
        async with assistant.resume("resp_1"):
            pass
    assert await assistant.find_answer("conv_1", question(said("Hola")), after="") is None
    assert await assistant.cancel("resp_1") is None
    with pytest.raises(AssistantMisconfigured) as raised:
        await assistant.forget("conv_1")
    assert "ASSISTANT_API=openai" in raised.value.remedy


async def test_openai_is_not_asked_about_conversations_that_it_never_had(
    assistant: OpenAIAssistant, asking: Asking, standin: Standin
) -> None:
    conversation = await asking.assistant().start_conversation()
    before = len(standin.state.requests)
    with pytest.raises(ConversationUnusable):
        async with assistant.ask(conversation, question(said("Hola"))):
            pass
    with pytest.raises(ResponseFailed):
        async with assistant.resume(f"{RESPONSE}0_1"):
            pass
    assert await assistant.cancel(f"{RESPONSE}0_1") is None
    await assistant.forget(conversation)
    assert len(standin.state.requests) == before


# Answers that no stand-in of OpenAI's gives


@asynccontextmanager
async def answering(body: bytes, api: str) -> AsyncIterator[Asking]:
    """A server that says this, whatever it is asked."""

    async def answer(_: Request) -> Response:
        return Response(body, media_type="text/plain")

    app = Starlette(routes=[Route(path, answer, methods=["POST"]) for path in PATHS.values()])
    app.state.standin = RequestLog()
    with running(app) as url:
        async with openai.AsyncOpenAI(api_key="sk", base_url=f"{url}/v1", max_retries=0) as client:
            yield Asking(client, api)


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b'data: {"choices": [', b"Not here", b'{"error": "full"}', b"\n\n"])
async def test_what_is_no_answer_is_a_fault_that_may_pass(api: str, body: bytes) -> None:
    async with answering(body, api) as asking:
        with pytest.raises(ResponseFailed):
            await asking.answer("Hola")


async def test_a_stream_may_lack_the_end_of_its_last_line() -> None:
    body = b': hello\n\ndata: {"choices": [{"delta": {"content": "Hola"}, "finish_reason": "stop"}]}'
    async with answering(body, "chat") as asking:
        assert (await asking.answer("Hola")).text == "Hola"


def refusing(words: str, status: int, error: object) -> Starlette:
    """A server that refuses what has these words in it, and else answers."""

    async def answer(request: Request) -> Response:
        if words.encode() in await request.body():
            return JSONResponse(error, status)
        return Response('{"choices": [{"message": {"content": "Hola"}, "finish_reason": "stop"}]}')

    paths = (*PATHS.values(), "/v1/audio/transcriptions")
    app = Starlette(routes=[Route(path, answer, methods=["POST"]) for path in paths])
    app.state.standin = RequestLog()
    return app


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_that_takes_no_options_of_streams_is_asked_without_them(status: int) -> None:
    detail = {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}
    with running(refusing("stream_options", status, detail)) as url:
        async with openai.AsyncOpenAI(api_key="sk", base_url=f"{url}/v1", max_retries=0) as client:
            assert (await Asking(client, "chat").answer("Hola")).text == "Hola"
    with running(refusing("Hola", status, detail)) as url:
        async with openai.AsyncOpenAI(api_key="sk", base_url=f"{url}/v1", max_retries=0) as client:
            with pytest.raises(AssistantMisconfigured):
                await Asking(client, "chat").answer("Hola")


@pytest.mark.parametrize(("status", "becomes"), [(404, AssistantMisconfigured), (503, AssistantHiccup)])
async def test_an_error_whose_code_is_a_number_is_read_where_voice_notes_are_heard(
    status: int, becomes: type[AssistantUnavailable]
) -> None:
    error = {"error": {"code": status, "message": "no", "type": 7}}
    with running(refusing("OggS", status, error)) as url:
        async with openai.AsyncOpenAI(api_key="sk", base_url=f"{url}/v1", max_retries=0) as client:
            with pytest.raises(becomes):
                await OpenAITranscriber(client, "whisper-1").transcribe(b"OggS", "audio/ogg")
    with running(refusing("OggS", 400, {"error": {"code": 400, "message": "no"}})) as url:
        async with openai.AsyncOpenAI(api_key="sk", base_url=f"{url}/v1", max_retries=0) as client:
            assert (await OpenAITranscriber(client, "whisper-1").transcribe(b"OggS", "audio/ogg")).words == ""
