"""OpenAI's Responses API: conversations, and answers in the background.

https://platform.openai.com/docs/api-reference/responses and /conversations
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from types import MappingProxyType
from typing import Any, cast

import openai
from openai import AsyncAPIResponse, AsyncOpenAI, AsyncStream
from openai.types.responses import Response, ResponseInputItemParam, ResponseStreamEvent
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params import Reasoning, ReasoningEffort

from handlers.adapters.openai_errors import PASSING, UNREADABLE, blames_a_file, is_unknown, lasting, translated
from handlers.adapters.openai_input import input_items
from handlers.conversation.messages import Answer, OpenMessage, Said, Usage
from handlers.conversation.ports import Running
from handlers.errors import AssistantHiccup, AssistantUnavailable, ForgedRequest, ResponseFailed

# US dollars per million tokens: input, cached input, output. https://openai.com/api/pricing
PRICES = {"gpt-6-luna": (0.10, 0.01, 0.50)}

REFUSALS = UNREADABLE | {"content_filter", "invalid_prompt"}  # not to be asked again: the answer is no
MOST_TOKENS = 6000  # ten messages, the most that Twilio sends for one, hold no more
TURN_S_CLOCK = openai.Timeout(None)  # a limit for each read sets a timer anew at every token: 5 % of an answer's CPU
ITEMS_OF_A_PAGE = 20  # each can hold a picture
DELETED_AT_ONCE = 5
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
        with translated():
            return (await self._client.conversations.create(items=items or openai.omit)).id

    @asynccontextmanager
    async def ask(
        self,
        conversation: str,
        messages: Sequence[OpenMessage],
        *,
        customer: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> AsyncIterator[Running]:
        """See Assistant. In the background: the answer goes on when we hang up, and can be resumed by its id.

        Without the files, where OpenAI cannot read one of them: it refuses the question for that, whenever asked.
        """
        with translated(conversation):
            async with AsyncExitStack() as streams:
                try:
                    http = await streams.enter_async_context(self._begin(conversation, messages, customer, files))
                except openai.BadRequestError as problem:
                    if not (files and blames_a_file(problem)):
                        raise
                    http = await streams.enter_async_context(self._begin(conversation, messages, customer, {}))
                events = _events(http.iter_bytes())
                yield _Running(await _created(events), events, self._ended)

    def _begin(
        self, conversation: str, messages: Sequence[OpenMessage], customer: str, files: Mapping[str, bytes]
    ) -> AbstractAsyncContextManager[AsyncAPIResponse[AsyncStream[ResponseStreamEvent]]]:
        # As `extra_body`, because the SDK holds each item of `input` against every type of item there is: 1.24 ms
        # of CPU a call, 0.73 ms this way.
        body = self._body(conversation, input_items(messages, files), customer, messages[-1].sid)
        streaming = self._client.responses.with_streaming_response
        return streaming.create(stream=True, extra_body=body, timeout=TURN_S_CLOCK)

    def _body(
        self, conversation: str, items: list[ResponseInputItemParam], customer: str, sid: str
    ) -> ResponseCreateParamsStreaming:
        body: ResponseCreateParamsStreaming = {
            "model": self._model,
            "conversation": conversation,
            "instructions": self._instructions,
            "input": items,
            "background": True,
            "stream": True,
            "store": True,
            "max_output_tokens": MOST_TOKENS,
            "safety_identifier": hmac.new(self._secret, customer.encode(), hashlib.sha256).hexdigest(),
            "metadata": {"message_sid": sid},
        }
        return {**body, "reasoning": self._reasoning} if self._reasoning else body

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[Running]:
        """See Assistant."""
        with translated(response):
            streaming = self._client.responses.with_streaming_response
            async with streaming.retrieve(response, stream=True, timeout=TURN_S_CLOCK) as http:
                yield _Running(response, _events(http.iter_bytes()), self._ended)

    async def cancel(self, response: str) -> Answer | None:
        """See Assistant."""
        try:
            with translated(response):
                ended = await self._cancelled_or_ended(response)
            return self._answer(ended.to_dict())
        except ResponseFailed:
            return None

    async def _cancelled_or_ended(self, response: str) -> Response:
        try:
            return await self._client.responses.cancel(response)
        except openai.BadRequestError:  # "Cannot cancel a completed response", which is what we want to have
            return await self._client.responses.retrieve(response)

    async def forget(self, conversation: str) -> None:
        """See Assistant. The items first, because they would outlive their conversation.

        What OpenAI keeps of each response besides is not deleted, since no item names its response. It is kept for
        at least 30 days: https://platform.openai.com/docs/api-reference/responses/create#responses-create-store
        """
        with translated():
            try:
                listed = self._client.conversations.items.list(conversation, limit=ITEMS_OF_A_PAGE)
                items = [item.id async for item in listed if item.id]
                for at in range(0, len(items), DELETED_AT_ONCE):
                    await self._delete(conversation, items[at : at + DELETED_AT_ONCE])
                await self._client.conversations.delete(conversation)
            except openai.NotFoundError as problem:
                if not is_unknown(problem, conversation):
                    raise

    async def _delete(self, conversation: str, items: Sequence[str]) -> None:
        delete = self._client.conversations.items.delete
        deleting = [delete(item, conversation_id=conversation) for item in items]
        for problem in await asyncio.gather(*deleting, return_exceptions=True):
            if isinstance(problem, BaseException) and not isinstance(problem, openai.NotFoundError):
                raise problem

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
            with translated(response):
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
        raise lasting(code) or ResponseFailed(code, remedy=PASSING)

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
        with translated(self.id):
            async for name, event in self._events:
                if name == b"error":
                    raise _stream_error(event)
                if name in ENDINGS:
                    ending = event["response"]
                    break
        return await self._ended(self.id, ending)


def _remembered(said: Said) -> ResponseInputItemParam:
    return {"type": "message", "role": "user" if said.by_customer else "assistant", "content": said.text}


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
    return lasting(code) or AssistantHiccup(code, remedy=PASSING)
