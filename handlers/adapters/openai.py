"""OpenAI's Responses API: conversations, answers in the background, and what its errors mean to us.

https://platform.openai.com/docs/api-reference/responses and /conversations
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import httpx2
import openai
from openai import AsyncOpenAI
from openai.types.responses import Response, ResponseInputItemParam
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params import Reasoning, ReasoningEffort

from handlers.conversation.messages import Answer, OpenMessage, Said, Usage
from handlers.conversation.ports import Running
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationLocked,
    ConversationUnusable,
    ForgedRequest,
    ResponseFailed,
)

# US dollars per million tokens: input, cached input, output. https://openai.com/api/pricing
PRICES = {"gpt-6-luna": (0.10, 0.01, 0.50)}

# https://platform.openai.com/docs/guides/error-codes
NO_CREDIT = "OpenAI has no credit left: add some, or raise the limit, in its billing settings"
REMEDIES = {
    "invalid_api_key": "set OPENAI_API_KEY to a valid key",
    "model_not_found": "set OPENAI_MODEL to a model that this key may use",
    "unsupported_parameter": "OPENAI_MODEL does not take what is sent: try OPENAI_REASONING empty",
}
STATUS_REMEDIES = {
    401: REMEDIES["invalid_api_key"],
    403: "give the key's project access to OPENAI_MODEL and to the Responses API",
}
REFUSALS = frozenset({"content_filter", "invalid_prompt"})  # not to be asked again: the answer is no
MOST_TOKENS = 6000  # ten messages, the most that Twilio sends for one, hold no more
PASSING = "passing, and tried twice; if it lasts, see OpenAI's status page"
UNREACHABLE = "OpenAI was not reached, twice: see the network, OPENAI_BASE_URL where it is set, OpenAI's status page"
TOO_LONG = "a new conversation was tried, too: see how long ASSISTANT_INSTRUCTIONS and the message are"
TURN_S_CLOCK = openai.Timeout(None)  # a limit for each read sets a timer anew at every token: 5 % of an answer's CPU
ENDINGS = frozenset({b"response.completed", b"response.incomplete", b"response.failed"})


class OpenAIAssistant:
    """Keeps the promises of Assistant."""

    def __init__(
        self, client: AsyncOpenAI, *, model: str, reasoning: str, instructions: str, customer_secret: str
    ) -> None:
        """`client` must not retry by itself: the turn has a clock of its own. `customer_secret` veils customers' keys.

        `reasoning` is the effort; empty: the parameter is not sent, for models that do not know it.
        """
        self._client = client
        self._model = model
        self._reasoning = Reasoning(effort=cast(ReasoningEffort, reasoning)) if reasoning else None
        self._instructions = instructions
        self._secret = customer_secret.encode()

    async def start_conversation(self, history: Sequence[Said] = ()) -> str:
        """See Assistant."""
        items = [_remembered(said) for said in history]
        with _translated():
            return (await self._client.conversations.create(items=items or openai.omit)).id

    @asynccontextmanager
    async def ask(self, conversation: str, messages: Sequence[OpenMessage], *, customer: str) -> AsyncIterator[Running]:
        """See Assistant. In the background: the answer goes on when we hang up, and can be resumed by its id."""
        body = self._body(conversation, messages, customer)
        with _translated(conversation):
            # As `extra_body`, because the SDK holds each item of `input` against every type of item there is: 1.24 ms
            # of CPU a call, 0.73 ms this way.
            streaming = self._client.responses.with_streaming_response
            async with streaming.create(stream=True, extra_body=body, timeout=TURN_S_CLOCK) as http:
                events = _events(http.iter_bytes())
                yield _Running(await _created(events), events, self._ended)

    def _body(self, conversation: str, messages: Sequence[OpenMessage], customer: str) -> ResponseCreateParamsStreaming:
        body: ResponseCreateParamsStreaming = {
            "model": self._model,
            "conversation": conversation,
            "instructions": self._instructions,
            "input": _items(messages),
            "background": True,
            "stream": True,
            "store": True,
            "max_output_tokens": MOST_TOKENS,
            "safety_identifier": hmac.new(self._secret, customer.encode(), hashlib.sha256).hexdigest(),
            "metadata": {"message_sid": messages[-1].sid},
        }
        return {**body, "reasoning": self._reasoning} if self._reasoning else body

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[Running]:
        """See Assistant."""
        with _translated(response):
            streaming = self._client.responses.with_streaming_response
            async with streaming.retrieve(response, stream=True, timeout=TURN_S_CLOCK) as http:
                yield _Running(response, _events(http.iter_bytes()), self._ended)

    async def cancel(self, response: str) -> Answer | None:
        """See Assistant."""
        try:
            with _translated(response):
                ended = await self._cancelled_or_ended(response)
            return self._answer(ended.to_dict())
        except ResponseFailed:
            return None

    async def _cancelled_or_ended(self, response: str) -> Response:
        try:
            return await self._client.responses.cancel(response)
        except openai.BadRequestError:  # "Cannot cancel a completed response", which is what we want to have
            return await self._client.responses.retrieve(response)

    def ended_response(self, body: bytes, headers: Mapping[str, str], *, secret: str) -> str | None:
        """The id in OpenAI's webhook about a response that ended, None for other events. Raises ForgedRequest.

        https://platform.openai.com/docs/guides/webhooks
        """
        try:
            event = self._client.webhooks.unwrap(body, headers, secret=secret)
        except (ValueError, openai.InvalidWebhookSignatureError):
            raise ForgedRequest("wrong signature of OpenAI's webhook") from None
        ended = {f"response.{status}" for status in ("completed", "failed", "incomplete", "cancelled")}
        return str(event.data.id) if event.type in ended else None  # type: ignore[union-attr]  # these all have one

    async def _ended(self, response: str, ending: Mapping[str, Any] | None) -> Answer:
        """The answer in the final event. Without one, as when a response is cancelled, ask how it ended."""
        if ending is None:
            with _translated(response):
                ending = (await self._client.responses.retrieve(response)).to_dict()
            if ending["status"] in ("queued", "in_progress"):
                raise AssistantHiccup("stream_broken", remedy=PASSING)
        return self._answer(ending)

    def _answer(self, response: Mapping[str, Any]) -> Answer:
        parts = [part for item in response["output"] if item["type"] == "message" for part in item["content"]]
        text = "".join(part["text"] for part in parts if part["type"] == "output_text").strip()
        reason = response.get("error") or response.get("incomplete_details") or {}
        code = reason.get("code") or reason.get("reason") or response["status"]
        if response["status"] == "completed" or code in REFUSALS:
            return Answer(text, self._usage(response))
        if response["status"] == "incomplete" and text:
            return Answer(text, self._usage(response), complete=False)
        raise _lasting(code) or ResponseFailed(code, remedy=PASSING)

    def _usage(self, response: Mapping[str, Any]) -> Usage:
        usage = response.get("usage")
        if usage is None:  # nothing was generated
            return Usage(0, 0, 0)
        tokens, cached = usage["input_tokens"], usage["input_tokens_details"]["cached_tokens"]
        written = usage["output_tokens"]
        prices = PRICES.get(self._model)
        if prices is None:
            return Usage(tokens, cached, written)
        cost = ((tokens - cached) * prices[0] + cached * prices[1] + written * prices[2]) / 1_000_000
        return Usage(tokens, cached, written, round(cost, 8))


class _Running:
    """See Running."""

    def __init__(
        self,
        response: str,
        events: AsyncIterator[tuple[bytes, Any]],
        ended: Callable[[str, Mapping[str, Any] | None], Awaitable[Answer]],
    ) -> None:
        self.id = response
        self._events = events
        self._ended = ended

    async def answer(self) -> Answer:
        ending = None
        with _translated(self.id):
            async for name, event in self._events:
                if name == b"error":
                    raise _stream_error(event)
                if name in ENDINGS:
                    ending = event["response"]
                    break
        return await self._ended(self.id, ending)


def _remembered(said: Said) -> ResponseInputItemParam:
    return {"type": "message", "role": "user" if said.by_customer else "assistant", "content": said.text}


def _items(messages: Sequence[OpenMessage]) -> list[ResponseInputItemParam]:
    items: list[ResponseInputItemParam] = [
        {"role": "user", "content": each.text} for each in messages if each.text.strip()
    ]
    files = sum(len(each.attachments) for each in messages)
    if files:
        items.append({"role": "developer", "content": f"The customer also sent {files} file(s) that you cannot open."})
    return items


async def _events(chunks: AsyncIterator[bytes]) -> AsyncIterator[tuple[bytes, Any]]:
    """The events that matter, as (name, data). The others, one for each token, are passed over unparsed.

    100 of them cost 11-14 ms of CPU this way, 32-36 ms as the SDK's typed objects. Lines end at line feeds only:
    U+2028, at which Python's splitlines() breaks too, may stand in an answer.
    """
    name, rest = b"", b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"event:"):
                name = line[6:].strip()
            elif line.startswith(b"data:") and (name in ENDINGS or name in (b"response.created", b"error")):
                yield name, json.loads(line[5:])


async def _created(events: AsyncIterator[tuple[bytes, Any]]) -> str:
    async for name, event in events:
        if name == b"response.created":
            return str(event["response"]["id"])
        raise _stream_error(event)
    raise AssistantHiccup("stream_broken", remedy=PASSING)


def _stream_error(event: Mapping[str, Any]) -> AssistantUnavailable:
    """The stream's own error; its shape was seen flat and nested."""
    code = (event.get("error") or event).get("code") or "stream_broken"
    return _lasting(code) or AssistantHiccup(code, remedy=PASSING)


@contextmanager
def _translated(about: str = "") -> Iterator[None]:
    """OpenAI's errors as ours; `about` is the id of the conversation or response that the call needs."""
    try:
        yield
    except openai.APIStatusError as problem:
        raise _meaning(problem, about) from None  # its message can quote what the customer wrote
    except (openai.APIConnectionError, httpx2.HTTPError) as problem:
        # A refused connection comes as a time-out from the aiohttp transport, so the name alone would mislead.
        raise AssistantHiccup(f"connection ({type(problem).__name__})", remedy=UNREACHABLE) from None


def _meaning(problem: openai.APIStatusError, about: str) -> AssistantUnavailable:
    code = problem.code or problem.type or str(problem.status_code)
    if code == "conversation_locked":
        return ConversationLocked(code, remedy=PASSING)
    if lasting := _lasting(problem.code or "") or _lasting(problem.type or ""):
        return lasting
    if problem.status_code == 404 and about and about in problem.message:
        is_response = about.startswith("resp_")
        gone = ResponseFailed("response_not_found", remedy=PASSING)
        return gone if is_response else ConversationUnusable(code, remedy=TOO_LONG)
    if problem.status_code == 429 or problem.status_code >= 500:
        return AssistantHiccup(code, remedy=PASSING)
    remedy = REMEDIES.get(code) or STATUS_REMEDIES.get(problem.status_code) or "see OpenAI's page of error codes"
    return AssistantMisconfigured(code, remedy=remedy)


def _lasting(code: str) -> AssistantUnavailable | None:
    """What a code means whether it comes as an HTTP error or in a stream; None: nothing that lasts."""
    if code == "context_length_exceeded":
        return ConversationUnusable(code, remedy=TOO_LONG)
    if code in ("insufficient_quota", "credit_balance_exhausted") or code.endswith("_spend_limit_exceeded"):
        return AssistantMisconfigured(code, remedy=NO_CREDIT)
    return None
