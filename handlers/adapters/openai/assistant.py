"""OpenAI's Responses API: conversations, and answers in the background.

https://platform.openai.com/docs/api-reference/responses and /conversations

Long: the port has six calls, each of which takes one or two of OpenAI's.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from types import MappingProxyType
from typing import Any, cast

import openai
from openai import AsyncAPIResponse, AsyncOpenAI, AsyncStream
from openai.types.responses import Response, ResponseInputItemParam, ResponseStreamEvent
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params import Reasoning, ReasoningEffort

from handlers.adapters.openai.answer import answer_in, answer_left, status_of
from handlers.adapters.openai.errors import PASSING, blames_a_file, is_unknown, translated
from handlers.adapters.openai.input import history_items, input_items, noted
from handlers.adapters.openai.side import answer_format
from handlers.adapters.openai.stream import events_in, first_id
from handlers.adapters.openai.streamed import StreamedResponse
from handlers.conversation.messages import Answer, OpenMessage, Said
from handlers.conversation.ports.assistant import Response as PortResponse
from handlers.errors import AssistantHiccup, AssistantUnavailable, ResponseFailed

MOST_TOKENS = 6000  # fills ten messages, the most that Twilio sends in reply to one
TURN_S_CLOCK = openai.Timeout(None)  # a limit for each read would set a timer at every token: 5 % of an answer's CPU
ITEMS_OF_A_PAGE = 20  # each can hold a picture
ITEMS_OF_AN_ANSWER = 10  # more than an answer and its question take, besides the messages themselves
DELETED_AT_ONCE = 5


class OpenAIAssistant:
    """Keeps the promises of Assistant."""

    def __init__(
        self, client: AsyncOpenAI, *, model: str, reasoning: str, instructions: str, side: Sequence[str] = ()
    ) -> None:
        """`client` must not retry by itself: a turn has its own time limit.

        `reasoning` is the effort; if empty, the parameter is not sent, for models that do not know it. `side`: the
        fields of Side to ask for with each answer; without any, answers are plain text.
        """
        self._client = client
        self._model = model
        self._reasoning = Reasoning(effort=cast(ReasoningEffort, reasoning)) if reasoning else None
        self._instructions = instructions
        self._side = side
        self._format = answer_format(side) if side else None

    async def start_conversation(self) -> str:
        """See Assistant."""
        with translated():
            return (await self._client.conversations.create()).id

    @asynccontextmanager
    async def ask(
        self,
        conversation: str,
        messages: Sequence[OpenMessage],
        *,
        customer: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        history: Sequence[Said] = (),
        note: str = "",
    ) -> AsyncIterator[PortResponse]:
        """See Assistant. Asks in the background: the answer goes on when we hang up, and can be resumed by its id.

        If OpenAI refuses the question because of a file, asks once more without the files.
        """
        said = history_items(history)
        notes = [noted(note)] if note else []
        with translated(conversation, asking=True):
            async with AsyncExitStack() as streams:
                try:
                    items = [*said, *input_items(messages, files), *notes]
                    body = self._body(conversation, messages[-1], items, customer)
                    http = await streams.enter_async_context(self._begin(body))
                except openai.APIStatusError as problem:
                    if not (files and blames_a_file(problem)):
                        raise
                    items = [*said, *input_items(messages, {}), *notes]
                    body = self._body(conversation, messages[-1], items, customer)
                    http = await streams.enter_async_context(self._begin(body))
                events = events_in(http.iter_bytes())
                yield StreamedResponse(await first_id(events), events, self._read_end)

    def _begin(
        self, body: ResponseCreateParamsStreaming
    ) -> AbstractAsyncContextManager[AsyncAPIResponse[AsyncStream[ResponseStreamEvent]]]:
        # As `extra_body`, because the SDK compares each item of `input` with every type of item: 1.24 ms of CPU a call,
        # 0.73 ms this way.
        streaming = self._client.responses.with_streaming_response
        return streaming.create(stream=True, extra_body=body, timeout=TURN_S_CLOCK)

    def _body(
        self,
        conversation: str,
        newest: OpenMessage,
        items: Sequence[ResponseInputItemParam],
        customer: str,
    ) -> ResponseCreateParamsStreaming:
        body: ResponseCreateParamsStreaming = {
            "model": self._model,
            "conversation": conversation,
            "instructions": self._instructions,
            "input": [*items],
            "background": True,
            "stream": True,
            "store": True,
            "max_output_tokens": MOST_TOKENS,
            "safety_identifier": customer,
            "metadata": {"message_sid": newest.sid},
        }
        if self._reasoning:
            body["reasoning"] = self._reasoning
        if self._format:
            body["text"] = self._format
        return body

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[PortResponse]:
        """See Assistant."""
        with translated(response):
            streaming = self._client.responses.with_streaming_response
            async with streaming.retrieve(response, stream=True, timeout=TURN_S_CLOCK) as http:
                yield StreamedResponse(response, events_in(http.iter_bytes()), self._read_end)

    async def find_answer(self, conversation: str, messages: Sequence[OpenMessage], *, after: str) -> Answer | None:
        """See Assistant."""
        asked = input_items(messages, {})
        most = min(len(asked) + len(messages) + ITEMS_OF_AN_ANSWER, 100)
        with translated(conversation):
            page = await self._client.conversations.items.list(conversation, order="desc", limit=most)
        items = [item.to_dict() for item in page.data or ()]
        return answer_left(items, cast(Sequence[Any], asked), after=after, side=self._side)

    async def cancel(self, response: str) -> Answer | None:
        """See Assistant."""
        try:
            with translated(response):
                found = await self._cancelled_or_ended(response)
        except ResponseFailed:
            return None
        try:
            return self._answer(found.to_dict())
        except AssistantUnavailable:  # it ended without an answer, for whatever reason
            return None

    async def _cancelled_or_ended(self, response: str) -> Response:
        try:
            return await self._client.responses.cancel(response)
        except (openai.BadRequestError, openai.ConflictError):  # "Cannot cancel a completed response": just as well
            return await self._client.responses.retrieve(response)

    async def forget(self, conversation: str) -> None:
        """See Assistant. Deletes the items first, because they would outlive their conversation.

        OpenAI's own copies of responses are not deleted, since no item names its response. OpenAI keeps them for at
        least 30 days: https://platform.openai.com/docs/api-reference/responses/create#responses-create-store
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

    async def _read_end(self, response: str, ending: Mapping[str, Any] | None) -> Answer:
        """The answer in the final event. Without that event, as when a response is cancelled, asks how it ended."""
        if ending is None:
            with translated(response):
                ending = (await self._client.responses.retrieve(response)).to_dict()
            if status_of(ending) in ("queued", "in_progress"):
                raise AssistantHiccup("stream_broken", remedy=PASSING)
        return self._answer(ending)

    def _answer(self, response: Mapping[str, Any]) -> Answer:
        return answer_in(response, model=self._model, side=self._side)
