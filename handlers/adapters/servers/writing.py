"""A response that this process writes down as a server streams it: it goes on when its request ends."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from handlers.adapters.openai.ours import new_response
from handlers.adapters.openai.side import reply_so_far
from handlers.adapters.servers.errors import BUSY
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Hears
from handlers.errors import AssistantHiccup, ResponseFailed

MOST_SECONDS = 120.0  # that a response may take: longer than all hops of a message together
SAYS_NO_WITHIN = 1.0  # seconds in which most servers refuse a question, if they do
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
        self._news, self._is_taken_up, self._waiting = asyncio.Event(), False, 0
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
        self._waiting += 1
        try:
            await asyncio.wait({self._task})  # goes on when we are cancelled
        finally:
            self._waiting -= 1
        if self._task.cancelled():
            raise ResponseFailed("cancelled", remedy=BUSY)
        try:
            return self._task.result()
        except AssistantHiccup as problem:  # there is nothing left to be read again
            raise ResponseFailed(problem.code, remedy=problem.remedy) from None

    def when_left(self, tell: Callable[[str], None]) -> None:
        """Call `tell` with the id if there is an answer at the end, and nobody waits for it."""

        def ended(_: "asyncio.Task[Answer]") -> None:
            if not self._waiting and self.found():
                tell(self.id)

        self._task.add_done_callback(ended)

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
