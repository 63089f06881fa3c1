"""The assistant's answer: always the last step, because it always replies."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace

from handlers import texts
from handlers.conversation.messages import Answer, OpenMessage, PartKind, Reply
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.ports import Assistant, Running, Threads
from handlers.conversation.thread import Turn
from handlers.errors import (
    AssistantHiccup,
    AssistantUnavailable,
    ConversationLocked,
    ConversationUnusable,
    ResponseFailed,
    TurnLost,
)

RETRY_PAUSE = 0.5  # seconds before the one retry
LOCK_PAUSE = 1.0  # seconds; how long a conversation stays locked after its response is not documented
LOCKED_TRIES = 5  # then whoever holds it is lost
ECHOED_ABOVE = 10  # words of a voice note
MOST_ECHOED = 400  # characters of it
CARRIED_OVER = 20  # as many items as a new conversation takes


@dataclass(frozen=True)
class AskAssistant:
    """Asks the assistant about all messages of the turn in one go.

    The whole conversation is paid for with each question: past `thread_tokens` a new one begins, with what was said
    last.
    """

    assistant: Assistant
    threads: Threads
    language: texts.Language
    thread_tokens: int
    open_files: OpenFiles | None = None
    echo_voice: bool = True
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, turn: Turn) -> Reply:
        """Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        earlier = await self._earlier_answer(turn)
        if not turn.unanswered:
            return Reply(turn.running.said, earlier.usage if earlier else None)
        answer = await self._answer(turn)
        usage = earlier.usage + answer.usage if earlier else answer.usage
        return Reply((*turn.running.said, self._heard(turn) + self._words(answer, turn)), usage)

    def _words(self, answer: Answer, turn: Turn) -> str:
        language = turn.thread.language or self.language
        if not answer.text:
            return texts.REFUSED[language]
        return answer.text if answer.complete else f"{answer.text}…\n\n{texts.CUT[language]}"

    def _heard(self, turn: Turn) -> str:
        """The transcripts of long voice notes, so that the customer sees what was misheard."""
        parts = [part for each in turn.unanswered for part in each.parts if part.kind is PartKind.TRANSCRIPT]
        long = [part.text for part in parts if len(part.text.split()) > ECHOED_ABOVE]
        shortened = [f"{text[:MOST_ECHOED]}…" if len(text) > MOST_ECHOED else text for text in long]
        return "".join(f"🎤 {texts.escaped(text)}\n\n" for text in shortened) if self.echo_voice else ""

    async def _earlier_answer(self, turn: Turn) -> Answer | None:
        """The answer of the turn that this one took over from, if it is there; else its response is cancelled."""
        superseded = turn.superseded
        if superseded is None or superseded.response is None:
            return None
        try:
            answer = await self.assistant.cancel(superseded.response)
        except AssistantHiccup:
            return None  # if it is still at work, the conversation's lock will say so
        if answer is not None:
            turn.say(self._words(answer, turn), to=superseded.covers)
        return answer

    async def _answer(self, turn: Turn) -> Answer:
        tries = 0
        while True:
            try:
                return await self._try_twice(turn)
            except ConversationLocked:
                tries += 1
                await self.pause(LOCK_PAUSE)
                await self.threads.renew_turn(turn)  # another delivery of this message may have begun the response
            if tries == LOCKED_TRIES:
                turn.leave_conversation()

    async def _try_twice(self, turn: Turn) -> Answer:
        try:
            return await self._attempt(turn, resume=turn.response)
        except ConversationUnusable:
            turn.leave_conversation()
            return await self._attempt(turn, resume=None)
        except ResponseFailed:
            return await self._attempt(turn, resume=None)
        except AssistantHiccup:
            await self.pause(RETRY_PAUSE)
            return await self._attempt(turn, resume=turn.response)

    async def _attempt(self, turn: Turn, *, resume: str | None) -> Answer:
        async with await self._response(turn, resume) as running:
            reading = asyncio.create_task(running.answer())
            try:
                await self._record(turn, running)  # while the answer is being read already
                return await reading
            except TurnLost:
                with suppress(AssistantUnavailable):  # then it ends by itself; nobody will deliver it
                    await self.assistant.cancel(running.id)
                raise
            except ResponseFailed:
                await self.threads.started(turn, running.id)  # still ours? a newer owner cancels what it finds
                raise
            finally:
                reading.cancel()

    async def _response(self, turn: Turn, resume: str | None) -> AbstractAsyncContextManager[Running]:
        if resume is not None:
            return self.assistant.resume(resume)
        conversation = await self._conversation(turn)
        turn.thread = replace(turn.thread, conversation=conversation)
        messages: Sequence[OpenMessage] = turn.unanswered
        files: Mapping[str, bytes] = {}
        if self.open_files:
            messages, files = await self.open_files(messages, last_try=True)
        return self.assistant.ask(conversation, messages, customer=turn.thread.key, files=files)

    async def _conversation(self, turn: Turn) -> str:
        """The thread's own, a new one for a new customer, or one that goes on from what was said last."""
        if turn.thread.conversation and turn.thread.tokens <= self.thread_tokens:
            return turn.thread.conversation
        if not turn.thread.tokens:
            return await self.assistant.start_conversation()
        history = await self.threads.history(turn.thread.key, most=CARRIED_OVER)
        turn.leave_conversation()
        turn.thread = replace(turn.thread, tokens=0)
        return await self.assistant.start_conversation(history)

    async def _record(self, turn: Turn, running: Running) -> None:
        if running.id != turn.response:
            await self.threads.started(turn, running.id)
