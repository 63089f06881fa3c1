"""Asking until there is an answer: waiting for locks, retrying once, looking for the answer to an earlier attempt.

Long: each way in which a question may have failed has its own cure.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.calls import to_tell
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Assistant, Question, Response
from handlers.conversation.ports.stores import Threads
from handlers.conversation.question import PutQuestion, remember
from handlers.conversation.turn import Turn
from handlers.errors import (
    AssistantHiccup,
    AssistantUnavailable,
    AttemptsSpent,
    ConversationLocked,
    ConversationUnusable,
    IsUnderWay,
    ResponseFailed,
    ToolServerDown,
    TurnLost,
)

RETRY_PAUSE = 0.5  # seconds before the one retry
LOCK_PAUSE = 1.0  # seconds; OpenAI does not document how long a conversation stays locked after its response
LOCKED_TRIES = 5  # then the response that locks it counts as lost,
LOOKS = 5  # more, for a question that may be on its way still
ARRIVES_WITHIN = timedelta(seconds=15)  # or is lost on its way
LOST_AFTER = timedelta(seconds=60)  # or, if that may be our own question, only so long after its message came


@dataclass(frozen=True)
class Ask:
    """Gets the answer to a turn's question. Each question sent is an attempt, written down before."""

    put_question: PutQuestion
    now: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def assistant(self) -> Assistant:
        """The assistant that is asked."""
        return self.put_question.assistant

    @property
    def threads(self) -> Threads:
        """The store where attempts are written down."""
        return self.put_question.threads

    async def __call__(self, turn: Turn) -> Answer:
        """Get the answer. Raises AssistantUnavailable, IsUnderWay, StoreUnavailable, TurnLost."""
        answer = await self._arrived(turn)
        locked = 0
        while answer is None:
            try:
                answer = await self._try_twice(turn)
            except ConversationLocked:
                locked += 1
                await self.pause(LOCK_PAUSE)
                await self.threads.renew_turn(turn)  # another delivery of this message may have begun the response
                answer = await self._left_behind(turn)
            if locked >= LOCKED_TRIES and not self._may_be_ours(turn):
                turn.leave_conversation(carries_over=True)
        remember(turn, answer, keeps_history=self.assistant.keeps_history)
        return answer

    async def _arrived(self, turn: Turn) -> Answer | None:
        """The answer left behind. A hop looks a few times more, if the question may be on its way still."""
        answer = await self._left_behind(turn)
        for _ in range(LOOKS):
            if answer is not None or not self._may_be_on_its_way(turn):
                break
            await self.pause(LOCK_PAUSE)
            answer = await self._left_behind(turn)
        return answer

    def _may_be_on_its_way(self, turn: Turn) -> bool:
        """True if the hop before put the question just now, and did not learn the response's id."""
        asked_at = turn.running.asked_at
        is_of_the_hop_before = turn.looks_first and turn.response is None and not turn.attempt
        return is_of_the_hop_before and asked_at is not None and self.now() - asked_at < ARRIVES_WITHIN

    async def _left_behind(self, turn: Turn) -> Answer | None:
        """The answer to this very question, sent before by a request that never learned its response's id."""
        conversation = turn.decisions.conversation
        if not turn.looks_first or turn.response is not None or conversation is None:
            return None
        decided = turn.decisions
        put = Question(turn.unanswered, customer=turn.thread.alias, heard=decided.heard, calls=to_tell(decided.calls))
        with suppress(AssistantUnavailable), turn.timing("assistant"):
            return await self.assistant.find_answer(conversation, put, after=decided.item)
        return None

    def _may_be_ours(self, turn: Turn) -> bool:
        return turn.looks_first and self.now() - turn.unanswered[-1].at < LOST_AFTER

    async def _try_twice(self, turn: Turn) -> Answer:
        try:
            return await self._in_usable(turn)
        except AssistantHiccup as problem:
            if not isinstance(problem, ResponseFailed | ToolServerDown):
                await self.pause(RETRY_PAUSE)
            return await self._again(turn, problem)

    async def _again(self, turn: Turn, problem: AssistantHiccup) -> Answer:
        """Try once more: read the same response again if it is known and has not failed; else ask again.

        A response that failed may have done so for a server of tools; OpenAI does not always say so.
        """
        if isinstance(problem, ToolServerDown):
            turn.problem = problem
        if isinstance(problem, ResponseFailed | ToolServerDown):
            turn.skips_servers = True
            return await self._in_usable(turn, anew=True, unless=problem)
        turn.looks_first = turn.response is None
        return await self._left_behind(turn) or await self._in_usable(turn, unless=problem)

    async def _in_usable(self, turn: Turn, *, anew: bool = False, unless: AssistantHiccup | None = None) -> Answer:
        """An attempt; in a new conversation if the turn's is unusable, which is no try: nothing was begun in it."""
        try:
            return await self._attempt(turn, anew=anew, unless=unless)
        except ConversationUnusable:
            turn.leave_conversation(carries_over=True)
            return await self._attempt(turn, anew=True, unless=unless)

    async def _attempt(self, turn: Turn, *, anew: bool = False, unless: AssistantHiccup | None = None) -> Answer:
        if turn.response is not None and not anew:
            return await self._read(turn, self.assistant.resume(turn.response))
        try:
            question = await self.put_question(turn)
        except AttemptsSpent as spent:
            raise unless or spent from None
        attempt, turn.attempt = turn.attempt, ""
        try:
            return await self._read(turn, question)
        except (ConversationLocked, ConversationUnusable):
            turn.attempt = "" if turn.response else attempt  # nothing was begun
            raise

    async def _read(self, turn: Turn, response: AbstractAsyncContextManager[Response]) -> Answer:
        with turn.timing("assistant"):
            async with response as running:
                reading = asyncio.create_task(running.answer(turn.hears))
                try:
                    await self._record(turn, running)  # while the answer is already being read
                    if turn.leaves and not reading.done():
                        raise IsUnderWay
                    return await reading
                except TurnLost:
                    with suppress(AssistantUnavailable):  # it then ends by itself, and nobody delivers its answer
                        await self.assistant.cancel(running.id)
                    raise
                except ResponseFailed:  # raises TurnLost if a newer owner has cancelled it
                    await self.threads.record_response(turn, running.id)
                    raise
                finally:
                    reading.cancel()

    async def _record(self, turn: Turn, running: Response) -> None:
        if running.id != turn.response:
            await self.threads.record_response(turn, running.id)
