"""The assistant at a server that keeps no conversations: our own history, and answers that this process reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Protocol

import openai
from openai import AsyncAPIResponse

from handlers.adapters.openai.ours import CONVERSATION, RESPONSE, age_of, new_conversation
from handlers.adapters.servers.errors import BUSY, translated
from handlers.adapters.servers.question import asked_in, simpler
from handlers.adapters.servers.writings import Writings
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Hears, Question, Response
from handlers.errors import AssistantMisconfigured, ConversationUnusable, ResponseFailed

LOST_AFTER = 45.0  # seconds since a response of another process began: it then counts as lost
AT_OPENAI = "an earlier conversation is still at OpenAI's: only ASSISTANT_API=openai, with its key, can delete it"


class Api(Protocol):
    """One way to ask a server."""

    def send(self, question: Question) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        """Put the question. Raises openai's errors."""
        ...

    def learns(self, problem: openai.APIStatusError) -> bool:
        """Whether a refused question is put in another form from now on."""
        ...

    async def read(self, http: AsyncAPIResponse[Any], tell: Callable[[str], None]) -> Answer:
        """The answer to it; `tell` hears all that is written so far, over and over.

        Raises subclasses of AssistantUnavailable, and openai's errors.
        """
        ...


class ServerAssistant:
    """Keeps the promises of Assistant, but only in one process; another one does not know of its responses."""

    keeps_history = False

    def __init__(self, api: Api) -> None:
        self._api = api
        self._writings = Writings()
        self._tell: Callable[[str], Awaitable[None]] | None = None
        self._telling = set[asyncio.Task[None]]()

    async def start_conversation(self) -> str:
        """See Assistant. Nothing is begun anywhere."""
        return new_conversation()

    @asynccontextmanager
    async def ask(self, conversation: str, question: Question) -> AsyncIterator[Response]:
        """See Assistant. The answer goes on in this process when the request ends, even before its id is known."""
        if not conversation.startswith(CONVERSATION):
            raise ConversationUnusable("conversation_elsewhere", remedy=BUSY)
        writing = self._writings.begin(conversation, asked_in(question), partial(self._written, question))
        writing.when_left(self._left)
        await writing.begun()
        yield writing

    async def _written(self, question: Question, taken_up: Callable[[], None], tell: Callable[[str], None]) -> Answer:
        """The answer; if the server seems to refuse a part of the question, that to the question without it."""
        with translated():
            while True:
                try:
                    async with self._api.send(question) as http:
                        taken_up()
                        return await self._api.read(http, tell)
                except openai.APIStatusError as problem:
                    if not self._api.learns(problem):
                        question = simpler(question, problem)

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[Response]:
        """See Assistant. One that another process may still be writing is waited for: it is paid for already."""
        if writing := self._writings.get(response):
            yield writing
        elif response.startswith(RESPONSE):
            yield Elsewhere(response)
        else:
            raise ResponseFailed("response_elsewhere", remedy=BUSY)

    async def find_answer(self, conversation: str, question: Question, *, after: str) -> Answer | None:
        """See Assistant."""
        writing = self._writings.newest(conversation)
        if writing is None or writing.id == after or writing.asked != asked_in(question):
            return None
        return writing.found()

    async def cancel(self, response: str) -> Answer | None:
        """See Assistant. A response of another process goes on."""
        writing = self._writings.get(response)
        if writing is None:
            return None
        if not writing.is_ended:
            await writing.stop()
        return writing.found()

    async def forget(self, conversation: str) -> None:
        """See Assistant. Nothing is kept, but for the last answer in this process."""
        if not conversation.startswith(CONVERSATION):
            raise AssistantMisconfigured("conversation_elsewhere", remedy=AT_OPENAI)
        await self._writings.forget(conversation)

    def tell_of_late_answers(self, tell: Callable[[str], Awaitable[None]]) -> None:
        """Call `tell`, which raises nothing, with the id of each answer that comes when nobody waits for it."""
        self._tell = tell

    def _left(self, response: str) -> None:
        if self._tell:
            telling = asyncio.ensure_future(self._tell(response))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def close(self) -> None:
        """Stop all answers."""
        for telling in self._telling:
            telling.cancel()
        await self._writings.close()


class Elsewhere:
    """A response that another process is writing, or was: a later hop may reach that one. Keeps Response's promises.

    It is not asked for again before it must be lost, since the server may want money for each.
    """

    def __init__(self, response: str) -> None:
        self.id = response

    async def answer(self, hears: Hears | None = None) -> Answer:
        """See Response. Nobody here is told what the other process hears."""
        await asyncio.sleep(max(0.0, LOST_AFTER - age_of(self.id)))
        raise ResponseFailed("response_lost", remedy=BUSY)
