"""Rounds of asking: what the assistant calls for is done, and it is asked again with what came of it.

The protocol, in the order in which a process may die: the calls stand in the thread as begun; they run; their outputs
go into the thread with the next attempt; the question with them is sent. Nothing is run twice: a call that was begun
by an owner who died counts as lost, and the assistant is told so.
"""

import asyncio
from dataclasses import dataclass, replace

from handlers.conversation.asking import Ask
from handlers.conversation.calls import (
    ASK_FIRST,
    CONFIRMED,
    MOST_ROUNDS,
    ONE_AT_A_TIME,
    UNKNOWN_TOOL,
    Caller,
    Done,
    MadeCall,
    begun,
    made,
    to_run,
)
from handlers.conversation.messages import Answer, OpenMessage
from handlers.conversation.ports.assistant import Assistant
from handlers.conversation.ports.stores import Threads
from handlers.conversation.ports.tools import Tools
from handlers.conversation.turn import Turn
from handlers.languages import written_in

NO_TOOLS = '{"error": "not done: there are no tools any more. Say that you cannot do it."}'
LEAVES = 1.0  # seconds of a request, for the thread to be written after the calls


@dataclass(frozen=True)
class AskInRounds:
    """Gets the answer to a turn's question, after at most `MOST_ROUNDS` rounds of calls.

    `tools`: None where there are none; a conversation may have open calls from before that.
    """

    ask: Ask
    tools: Tools | None = None

    @property
    def assistant(self) -> Assistant:
        """The assistant that is asked."""
        return self.ask.assistant

    @property
    def threads(self) -> Threads:
        """The store where calls are written down."""
        return self.ask.threads

    async def __call__(self, turn: Turn) -> Answer:
        """Get the answer. Raises AssistantUnavailable, StoreUnavailable, TurnLost.

        TimeoutError: there is no time left to run a call; the next hop does.
        """
        while True:
            await self._settle(turn)
            answer = await self.ask(turn)
            is_over = turn.decisions.rounds >= MOST_ROUNDS
            if answer.calls:
                take_up(turn, answer, turn.unanswered)
            if is_over or not answer.calls:
                return answer
            turn.count(answer.usage)

    def question(self, turn: Turn) -> str:
        """The question whether to do what waits for the customer's yes, if this turn has to ask it; else ""."""
        asked = turn.decisions.confirming
        if asked is None or turn.decisions.confirming_since or self.tools is None:
            return ""
        return self.tools.question(asked.call, turn.language)

    async def _settle(self, turn: Turn) -> None:
        """Give every open call its output."""
        if not to_run(turn.decisions.calls):
            return
        for call in to_run(turn.decisions.calls):
            if self.tools is None:
                _keep(turn, call.answered(Done(NO_TOOLS, UNKNOWN_TOOL)))
            elif not call.is_confirmed and self.tools.question(call.call, turn.language):
                _ask_first(turn, call)
        if self.tools is not None and to_run(turn.decisions.calls):
            await self._run(turn, self.tools)
        else:
            await self.threads.record_calls(turn)

    async def _run(self, turn: Turn, tools: Tools) -> None:
        if asyncio.get_running_loop().time() + tools.seconds + LEAVES > turn.deadline:
            await self.threads.record_calls(turn)
            raise TimeoutError
        now = self.ask.now()
        turn.decide(calls=begun(turn.decisions.calls, now))
        running = to_run(turn.decisions.calls)
        await self.threads.record_calls(turn)
        with turn.timing("tools"):
            done = await asyncio.gather(*(tools.run(call.call, _caller(turn)) for call in running))
        for call, came in zip(running, done, strict=True):
            _keep(turn, call.answered(came))


def take_up(turn: Turn, answer: Answer, covered: tuple[OpenMessage, ...]) -> None:
    """Make the calls of an answer the turn's own; the conversation holds the messages that it `covered`."""
    decided = turn.decisions
    heard = dict.fromkeys((*decided.heard, *(message.sid for message in covered)))
    calls = (*decided.calls, *made(answer.calls, decided.rounds))
    turn.decide(calls=calls, rounds=decided.rounds + 1, heard=tuple(heard))


def _ask_first(turn: Turn, call: MadeCall) -> None:
    if turn.decisions.confirming is None:
        turn.decide(confirming=call)
        _keep(turn, call.answered(Done(ASK_FIRST, "asked")))
    else:
        _keep(turn, call.answered(Done(ONE_AT_A_TIME, "asked")))


def _keep(turn: Turn, changed: MadeCall) -> None:
    calls = turn.decisions.calls
    turn.decide(calls=tuple(changed if call.id == changed.id else call for call in calls))


def _caller(turn: Turn) -> Caller:
    thread = turn.thread
    language = written_in(turn.language)
    return Caller(thread.key, thread.alias, thread.contact.customer, thread.contact.profile_name, language)


def agreed(call: MadeCall) -> MadeCall:
    """The call once the customer agreed: it is run under its first id, and told to the assistant as a new one."""
    return replace(call, id=f"{call.id}{CONFIRMED}", is_held=False, is_confirmed=True, begun_at=None, output=None)
