"""OpenAI's Responses API: conversations, and answers in the background.

https://platform.openai.com/docs/api-reference/responses and /conversations
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import openai
from openai import AsyncAPIResponse, AsyncOpenAI, AsyncStream
from openai.types.responses import Response, ResponseStreamEvent

from handlers.adapters.openai.answer import answer_in, status_of
from handlers.adapters.openai.body import Body
from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.deleting import delete
from handlers.adapters.openai.errors import PASSING, blames_a_file, translated
from handlers.adapters.openai.input import calls_with_outputs, held_outputs, input_items
from handlers.adapters.openai.left import answer_left
from handlers.adapters.openai.stream import events_in, first_id
from handlers.adapters.openai.streamed import StreamedResponse
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Question
from handlers.conversation.ports.assistant import Response as PortResponse
from handlers.errors import AssistantHiccup, AssistantUnavailable, ResponseFailed

TURN_S_CLOCK = openai.Timeout(None)  # a limit for each read would set a timer at every token: 5 % of an answer's CPU
ITEMS_OF_AN_ANSWER = 10  # more than an answer and its question take, besides the messages themselves


class OpenAIAssistant:
    """Keeps the promises of Assistant."""

    keeps_history = True

    def __init__(self, client: AsyncOpenAI, briefing: Briefing) -> None:
        """`client` must not retry by itself: a turn has its own time limit."""
        self._client = client
        self._side = briefing.side
        self._body = Body(briefing)

    async def start_conversation(self) -> str:
        """See Assistant."""
        with translated():
            return (await self._client.conversations.create()).id

    @asynccontextmanager
    async def ask(self, conversation: str, question: Question) -> AsyncIterator[PortResponse]:
        """See Assistant. Asks in the background: the answer goes on when we hang up, and can be resumed by its id.

        If OpenAI refuses the question because of a file, asks once more without the files.
        """
        with translated(conversation, asking=True):
            async with AsyncExitStack() as streams:
                try:
                    http = await streams.enter_async_context(self._begin(conversation, question))
                except openai.APIStatusError as problem:
                    if not (question.files and blames_a_file(problem)):
                        raise
                    unseen = replace(question, files={})
                    http = await streams.enter_async_context(self._begin(conversation, unseen))
                events = events_in(http.iter_bytes())
                yield StreamedResponse(await first_id(events), events, self._read_end)

    def _begin(
        self, conversation: str, question: Question
    ) -> AbstractAsyncContextManager[AsyncAPIResponse[AsyncStream[ResponseStreamEvent]]]:
        body = self._body.about(conversation, question)
        # As `extra_body`, because the SDK compares each item of `input` with every type of item: 1.24 ms of CPU a call,
        # 0.73 ms this way.
        streaming = self._client.responses.with_streaming_response
        return streaming.create(stream=True, extra_body=body, timeout=TURN_S_CLOCK)

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[PortResponse]:
        """See Assistant."""
        with translated(response):
            streaming = self._client.responses.with_streaming_response
            async with streaming.retrieve(response, stream=True, timeout=TURN_S_CLOCK) as http:
                yield StreamedResponse(response, events_in(http.iter_bytes()), self._read_end)

    async def find_answer(self, conversation: str, question: Question, *, after: str) -> Answer | None:
        """See Assistant."""
        calls = question.calls
        asked = [*held_outputs(calls), *input_items(question.new, {}), *calls_with_outputs(calls)]
        most = min(len(asked) + len(question.messages) + ITEMS_OF_AN_ANSWER, 100)
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
        """See Assistant."""
        with translated():
            await delete(self._client, conversation)

    async def _read_end(self, response: str, ending: Mapping[str, Any] | None) -> Answer:
        """The answer in the final event. Without that event, as when a response is cancelled, asks how it ended."""
        if ending is None:
            with translated(response):
                ending = (await self._client.responses.retrieve(response)).to_dict()
            if status_of(ending) in ("queued", "in_progress"):
                raise AssistantHiccup("stream_broken", remedy=PASSING)
        return self._answer(ending)

    def _answer(self, response: Mapping[str, Any]) -> Answer:
        return answer_in(response, side=self._side)
