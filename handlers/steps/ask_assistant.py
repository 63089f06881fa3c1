"""The assistant's answer: always the last step, because it always replies."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import texts
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Answer, OpenMessage, PartKind, Reply, Said
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.ports import Assistant, Running, Threads
from handlers.conversation.thread import Turn
from handlers.errors import (
    AssistantHiccup,
    AssistantUnavailable,
    AttemptsSpent,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
    TurnLost,
)

RETRY_PAUSE = 0.5  # seconds before the one retry
LOCK_PAUSE = 1.0  # seconds; how long a conversation stays locked after its response is not documented
LOCKED_TRIES = 5  # then whoever holds it is lost,
LOST_AFTER = timedelta(seconds=60)  # or, where it may be our own question, so long after its message came
ECHOED_ABOVE = 10  # words of a voice note
MOST_ECHOED = 400  # characters of it
CARRIED_OVER = 20  # messages that a new conversation begins with


@dataclass(frozen=True)
class AskAssistant:
    """Asks the assistant about all messages of the turn in one go.

    The whole conversation is paid for with each question: once that is more than `thread_tokens` above its first
    question, a new one begins, with what was said last. Each question put is an attempt, written down before.
    """

    assistant: Assistant
    threads: Threads
    forget: Forget
    language: texts.Language
    thread_tokens: int
    now: Callable[[], datetime]
    open_files: OpenFiles | None = None
    echo_voice: bool = True
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, turn: Turn) -> Reply:
        """Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        earlier = await self._earlier_answer(turn)
        if not turn.unanswered:
            return Reply(turn.decisions.said, earlier.usage if earlier else None)
        try:
            answer = await self._answer(turn)
        except QuestionRefused as problem:
            turn.problem = problem
            refused = self._heard(turn) + texts.REFUSED[turn.language or self.language]
            return Reply(turn.reply(refused).texts, earlier.usage if earlier else None)
        usage = earlier.usage + answer.usage if earlier else answer.usage
        return Reply(turn.reply(self._heard(turn) + self._words(answer, turn)).texts, usage)

    def _words(self, answer: Answer, turn: Turn) -> str:
        language = turn.language or self.language
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
            _remember(turn, answer)
            if turn.unanswered:
                await self.threads.renew_turn(turn)  # or a later hop would take the next answer for one to all
        return answer

    async def _answer(self, turn: Turn) -> Answer:
        answer = await self._left_behind(turn)
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
        _remember(turn, answer)
        return answer

    async def _left_behind(self, turn: Turn) -> Answer | None:
        """The answer to this very question, put before by a request that did not hear of its response."""
        conversation = turn.decisions.conversation
        if not turn.looks_first or turn.response is not None or conversation is None:
            return None
        with suppress(AssistantUnavailable), turn.timing("assistant"):
            return await self.assistant.find_answer(conversation, turn.unanswered, after=turn.decisions.item)
        return None

    def _may_be_ours(self, turn: Turn) -> bool:
        return turn.looks_first and self.now() - turn.unanswered[-1].at < LOST_AFTER

    async def _try_twice(self, turn: Turn) -> Answer:
        try:
            return await self._attempt(turn)
        except ConversationUnusable:
            turn.leave_conversation(carries_over=True)
            return await self._attempt(turn)
        except AssistantHiccup as problem:
            if not isinstance(problem, ResponseFailed):
                await self.pause(RETRY_PAUSE)
            return await self._again(turn, problem)

    async def _again(self, turn: Turn, problem: AssistantHiccup) -> Answer:
        """Once more: for the same response where it is known, and has not failed."""
        if isinstance(problem, ResponseFailed):
            return await self._attempt(turn, anew=True, unless=problem)
        turn.looks_first = turn.response is None
        return await self._left_behind(turn) or await self._attempt(turn, unless=problem)

    async def _attempt(self, turn: Turn, *, anew: bool = False, unless: AssistantHiccup | None = None) -> Answer:
        if turn.response is not None and not anew:
            return await self._read(turn, self.assistant.resume(turn.response))
        try:
            question = await self._question(turn)
        except AttemptsSpent as spent:
            raise unless or spent from None
        attempt, turn.attempt = turn.attempt, ""
        try:
            return await self._read(turn, question)
        except (ConversationLocked, ConversationUnusable):
            turn.attempt = "" if turn.response else attempt  # nothing was begun
            raise

    async def _read(self, turn: Turn, response: AbstractAsyncContextManager[Running]) -> Answer:
        with turn.timing("assistant"):
            async with response as running:
                reading = asyncio.create_task(running.answer())
                try:
                    await self._record(turn, running)  # while the answer is being read already
                    return await reading
                except TurnLost:
                    with suppress(AssistantUnavailable):  # then it ends by itself; nobody will deliver it
                        await self.assistant.cancel(running.id)
                    raise
                except ResponseFailed:  # still ours? a newer owner cancels what it finds
                    await self.threads.record_response(turn, running.id)
                    raise
                finally:
                    reading.cancel()

    async def _record(self, turn: Turn, running: Running) -> None:
        if running.id != turn.response:
            await self.threads.record_response(turn, running.id)

    async def _question(self, turn: Turn) -> AbstractAsyncContextManager[Running]:
        """The question, with all that it needs. Nothing is asked before it is written down, and by the owner alone."""
        messages, files = await self._opened(turn)
        if not turn.may_ask:
            await self.threads.spend_attempt(turn)
        begun = await self._begin_conversation(turn)
        if begun or files:
            await self._still_ours(turn, begun)
        history: Sequence[Said] = ()
        if turn.decisions.carries_over:
            history = await self.threads.history(turn.thread.key, most=CARRIED_OVER)
        conversation, customer = turn.decisions.conversation or "", turn.thread.alias
        return self.assistant.ask(conversation, messages, customer=customer, files=files, history=history)

    async def _begin_conversation(self, turn: Turn) -> str | None:
        """A conversation that was begun for this question: there was none, or it has grown too long."""
        decisions = turn.decisions
        if decisions.conversation and decisions.tokens - decisions.first_tokens > self.thread_tokens:
            turn.leave_conversation(carries_over=True)
        if turn.decisions.conversation:
            return None
        with turn.timing("assistant"):
            begun = await self.assistant.start_conversation()
        turn.decide(conversation=begun)
        return begun

    async def _opened(self, turn: Turn) -> tuple[Sequence[OpenMessage], Mapping[str, bytes]]:
        if self.open_files is None:
            return turn.unanswered, {}
        with turn.timing("files"):
            return await self.open_files(turn)

    async def _still_ours(self, turn: Turn, begun: str | None) -> None:
        """Keep the new conversation's id before anything is said in it; who lost the thread does not ask."""
        conversation = turn.decisions.conversation
        try:
            await self.threads.renew_turn(turn)
            if turn.response is not None or turn.decisions.conversation != conversation:
                raise TurnLost  # another delivery of the message was quicker
        except TurnLost:
            if begun:
                await self.forget.unused(turn.thread.key, [begun])
            raise


def _remember(turn: Turn, answer: Answer) -> None:
    """What the next question has to know of this one."""
    tokens = answer.usage.input_tokens or turn.decisions.tokens
    first_tokens = turn.decisions.first_tokens or tokens
    turn.decide(carries_over=False, tokens=tokens, first_tokens=first_tokens, item=answer.item or turn.decisions.item)
