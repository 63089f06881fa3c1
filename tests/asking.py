"""Helpers to run the step that asks, with the real adapter before OpenAI's stand-in, and threads in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from dev.openai_standin import Standin
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.briefing import Briefing
from handlers.conversation.asking import Ask
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Message, OpenMessage, Reply
from handlers.conversation.ports.assistant import Assistant, Question
from handlers.conversation.ports.tools import Tools
from handlers.conversation.question import PutQuestion
from handlers.conversation.rounds import AskInRounds
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.steps.ask_assistant import AskAssistant
from handlers.stores.threads import StoredThreads
from tests.kept import Stores


def briefing(instructions: str = "Be brief.", *, reasoning: str = "none", **more: Any) -> Briefing:
    """A briefing of the model that the tests ask; other servers are told of no reasoning effort."""
    return Briefing(**{"model": "gpt-6-luna", "reasoning": reasoning, "instructions": instructions, **more})


def question(*messages: OpenMessage, customer: str = "key", **more: Any) -> Question:
    """A question about these messages, of some customer."""
    return Question(messages, customer=customer, **more)


async def no_pause(_seconds: float) -> None:
    """Do not wait: these tests are not about time."""


@dataclass(frozen=True)
class Asking:
    """Asks like the step, and replies like the turn."""

    step: AskAssistant

    async def __call__(self, turn: Turn) -> Reply:
        return await run([self.step], turn)

    @property
    def assistant(self) -> Assistant:
        return self.step.ask.assistant

    def but(self, **question: Any) -> "Asking":
        """The same, with other fields of PutQuestion."""
        ask = self.step.ask.ask
        return self._with(replace(ask, put_question=replace(ask.put_question, **question)))

    def pausing(self, pause: Callable[[float], Awaitable[None]]) -> "Asking":
        return self._with(replace(self.step.ask.ask, pause=pause))

    def with_tools(self, tools: Tools | None) -> "Asking":
        return Asking(replace(self.step, ask=replace(self.step.ask, tools=tools)))

    def _with(self, ask: Ask) -> "Asking":
        return Asking(replace(self.step, ask=replace(self.step.ask, ask=ask)))


def asking_of(assistant: Assistant, kept: Stores, clock: Any) -> Asking:
    put_question = PutQuestion(assistant, kept.threads, Forget(assistant, kept.erasures, clock), 12_000)
    return Asking(AskAssistant(AskInRounds(Ask(put_question, clock, no_pause))))


async def own(threads: StoredThreads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def begun(ask: Asking, turn: Turn) -> "asyncio.Task[Reply]":
    """A question under way, with its response recorded."""
    asking = asyncio.create_task(ask(turn))
    while turn.response is None:
        await asyncio.sleep(0.01)
    return asking


async def answered(ask: Asking, threads: StoredThreads, message: Message) -> Turn:
    """A turn that has ended."""
    turn = await own(threads, message)
    await threads.close_turn(turn, await ask(turn))
    return turn


def created(standin: Standin) -> int:
    """The number of responses asked for so far."""
    return len(standin.state.seen("POST", "/v1/responses"))


def same(kind: type[OpenAIAssistant], assistant: Any) -> OpenAIAssistant:
    """The assistant as one of another kind."""
    other = kind.__new__(kind)
    vars(other).update(vars(assistant))
    return other
