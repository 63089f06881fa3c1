"""Answers that no request waits for any more: finished and sent by the Outbox, each once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.ports import Debts, Outbox
from handlers.conversation.thread import STAYS_OPEN, Thread, message_to_answer
from handlers.conversation.turn import Outcome, Result, TakeTurn

OVERDUE = timedelta(minutes=1)
AT_ONCE = 20  # threads that one tick takes up
SECONDS = 20.0  # for each, within a request of 30


@dataclass(frozen=True)
class PayDebts:
    """Takes up what is owed: a redelivery by ourselves, whose reply goes out by REST."""

    debts: Debts
    take_turn: TakeTurn
    outbox: Outbox
    now: Callable[[], datetime]

    async def response_ended(self, response: str) -> list[Outcome]:
        """Send the answer that a response has brought, unless somebody who waits for it is alive."""
        thread = await self.debts.of_response(response)
        return [] if thread is None else await self._pay(thread)

    async def tick(self) -> list[Outcome]:
        """Take up whatever was left open, or unsent, for over a minute, and not for so long that it is of no use."""
        now = self.now()
        overdue = await self.debts.waiting_since(now - STAYS_OPEN, now - OVERDUE, most=AT_ONCE)
        paid = await asyncio.gather(*(self._pay(thread) for thread in overdue))
        return [outcome for outcomes in paid for outcome in outcomes]

    async def is_awaited(self, response: str) -> bool:
        """Whether somebody alive waits for this response: they will deliver it, or owe it later."""
        thread = await self.debts.of_response(response)
        return bool(thread and thread.running and thread.running.is_alive(self.now()))

    async def _pay(self, thread: Thread) -> list[Outcome]:
        if unsent := await self.debts.send_again(thread):
            await self._send(thread, unsent)
        message = message_to_answer(thread)
        if message is None or (thread.running and thread.running.is_alive(self.now())):
            return []
        deadline = asyncio.get_running_loop().time() + SECONDS
        outcome = await self.take_turn(message, deadline=deadline, hop=self.take_turn.max_hops)
        if outcome.result is Result.ANSWERED:
            await self._send(thread, outcome.reply.texts)
        return [outcome]

    async def _send(self, thread: Thread, texts: "tuple[str, ...] | list[str]") -> None:
        for text in texts:
            for message in self.outbox.messages(text, thread.channel):
                await self.outbox.send(thread, message)
        await self.debts.settle(thread)
