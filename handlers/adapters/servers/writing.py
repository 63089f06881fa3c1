"""Responses that this process writes down as a server streams them: each goes on when its request ends.

Nobody but this process has them. So a later request of the same message finds its answer if it reaches this process.

Long: one response, and all of a process.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from handlers.adapters.openai.ours import age_of, new_response
from handlers.adapters.openai.side import reply_so_far
from handlers.adapters.servers.errors import BUSY
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Hears
from handlers.errors import AssistantHiccup, ConversationLocked, ResponseFailed

MOST_SECONDS = 120.0  # that a response may take: longer than all hops of a message together
SAYS_NO_WITHIN = 1.0  # seconds in which most servers refuse a question, if they do
MOST_KEPT, KEPT_SECONDS = 500, 900.0  # responses, and how long after they began
TOO_SLOW = f"the server took over {MOST_SECONDS:.0f} seconds: a smaller model, or a faster machine"

Asked = tuple[tuple[str, ...], frozenset[str]]
Write = Callable[[Callable[[], None], Callable[[str], None]], Awaitable[Answer]]


class Writing:
    """A response under way, or ended. Keeps the promises of Response."""

    def __init__(self, conversation: str, asked: Asked, write: Write) -> None:
        """`write` gets the answer. It calls the first that it is given once the server has taken up the question, and
        tells the second all that is written so far, over and over.
        """
        self.id = new_response()
        self.conversation, self.asked = conversation, asked
        self._news, self._is_taken_up = asyncio.Event(), False
        self._hears: Hears | None = None
        self._so_far = ""
        self._task = asyncio.create_task(self._written(write))
        self._task.add_done_callback(self._ended)

    @property
    def is_ended(self) -> bool:
        """True if nothing more will be written."""
        return self._task.done()

    async def begun(self) -> None:
        """Wait until the server has taken up the question, at most a second. Raises what it answers in place of that.

        Any later error is one of the response.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(SAYS_NO_WITHIN):
                await self._news.wait()
        if (
            self.is_ended
            and not self._is_taken_up
            and not self._task.cancelled()
            and (problem := self._task.exception())
        ):
            raise problem

    async def answer(self, hears: Hears | None = None) -> Answer:
        """See Response."""
        self._hears = hears
        self._tell(self._so_far)
        await asyncio.wait({self._task})  # goes on when we are cancelled
        if self._task.cancelled():
            raise ResponseFailed("cancelled", remedy=BUSY)
        try:
            return self._task.result()
        except AssistantHiccup as problem:  # there is nothing left to be read again
            raise ResponseFailed(problem.code, remedy=problem.remedy) from None

    def found(self) -> Answer | None:
        """The answer, if there is one by now."""
        has_ended_well = self.is_ended and not self._task.cancelled() and not self._task.exception()
        return self._task.result() if has_ended_well else None

    async def stop(self) -> None:
        """End it; the server stops, too, when we hang up."""
        self._task.cancel()
        await asyncio.wait({self._task})

    def _tell(self, so_far: str) -> None:
        self._so_far = so_far
        if self._hears and (reply := reply_so_far(so_far)):
            self._hears(reply)

    def _taken_up(self) -> None:
        self._is_taken_up = True
        self._news.set()

    def _ended(self, task: "asyncio.Task[Answer]") -> None:
        self._news.set()
        if not task.cancelled():
            task.exception()  # else asyncio says that nobody asked for it, with the traceback

    async def _written(self, write: Write) -> Answer:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                answer = await write(self._taken_up, self._tell)
        except TimeoutError:
            raise ResponseFailed("too_slow", remedy=TOO_SLOW) from None
        # Servers give ids of calls that are the same in other conversations, or none.
        calls = tuple(replace(call, id=f"call_{secrets.token_hex(12)}") for call in answer.calls)
        return replace(answer, item=self.id, calls=calls)


class Writings:
    """The responses of this process: the newest ones, one of each conversation at a time."""

    def __init__(self) -> None:
        self._by_id = OrderedDict[str, Writing]()
        self._newest: dict[str, Writing] = {}

    def begin(self, conversation: str, asked: Asked, write: Write) -> Writing:
        """Begin a response. Raises ConversationLocked while another one of its conversation goes on."""
        before = self._newest.get(conversation)
        if before and not before.is_ended:
            raise ConversationLocked("conversation_locked", remedy=BUSY)
        writing = Writing(conversation, asked, write)
        self._by_id[writing.id] = self._newest[conversation] = writing
        self._keep_few()
        return writing

    def get(self, response: str) -> Writing | None:
        """The response with this id, if it is kept here."""
        return self._by_id.get(response)

    def newest(self, conversation: str) -> Writing | None:
        """The newest response of a conversation, if it is kept here."""
        return self._newest.get(conversation)

    async def forget(self, conversation: str) -> None:
        """Drop all responses of a conversation."""
        for writing in [each for each in self._by_id.values() if each.conversation == conversation]:
            await self._drop(writing)

    async def close(self) -> None:
        """Drop all."""
        for writing in list(self._by_id.values()):
            await self._drop(writing)

    async def _drop(self, writing: Writing) -> None:
        self._forget(writing)
        await writing.stop()

    def _keep_few(self) -> None:
        too_many = len(self._by_id) - MOST_KEPT
        ended = [writing for writing in self._by_id.values() if writing.is_ended]
        for number, writing in enumerate(ended):
            if number < too_many or age_of(writing.id) > KEPT_SECONDS:
                self._forget(writing)

    def _forget(self, writing: Writing) -> None:
        self._by_id.pop(writing.id, None)
        if self._newest.get(writing.conversation) is writing:
            del self._newest[writing.conversation]
