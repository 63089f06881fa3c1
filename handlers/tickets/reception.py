"""The reception: agents are heard apart from customers, and told at once of what a turn left for them."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from handlers.conversation.arrival import Arrival
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.errors import OutboxRefused, OutboxUnavailable, StoreUnavailable
from handlers.languages import House
from handlers.tickets.hear_agent import HearAgent


class Books(Protocol):
    """Keeps what was paid for the messages of agents."""

    async def heard(self, message: Message, outcome: Outcome) -> None:
        """Keep what an agent's message cost, and the reply to it; a redelivery counts once. Raises StoreUnavailable."""
        ...


@dataclass(frozen=True)
class Reception:
    """Answers customers and hears agents. A notice that cannot be sent now is sent by the clock.

    `books`: keep what an agent's message cost.
    """

    take_turn: TakeTurn
    hear_agent: HearAgent
    send_out: SendOut
    books: Books | None = None

    @property
    def house(self) -> House:
        """The business's way to speak."""
        return self.take_turn.house

    def delivering(self, delivery: Delivery) -> "Reception":
        """The same for messages of another way of delivery."""
        return replace(self, take_turn=self.take_turn.delivering(delivery))

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        """The outcome, as TakeTurn gives it. Raises StoreUnavailable if no reply at all is possible."""
        agent = self.hear_agent.agents.of(message.contact)
        if agent is not None:
            heard = await Arrival(deadline, hop).stored(self.hear_agent(message, agent))
            await self._note(message, heard, deadline)
            return heard
        outcome = await self.take_turn(message, deadline=deadline, hop=hop)
        refused = await self._tell(outcome.owes, message.sid, deadline)
        return replace(outcome, problem=outcome.problem or refused)

    async def _note(self, message: Message, outcome: Outcome, deadline: float) -> None:
        """Nobody who wrote waits longer for this, or goes without the reply: else it is not counted."""
        if self.books:
            with suppress(StoreUnavailable, TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self.books.heard(message, outcome)

    async def _tell(self, threads: Sequence[str], by: str, deadline: float) -> OutboxRefused | None:
        """Send what is due in these threads. Return why the carrier will never take a notice, for the log."""
        refused = None
        for thread in threads:
            with suppress(OutboxUnavailable, StoreUnavailable, TimeoutError):
                try:
                    async with asyncio.timeout_at(deadline):
                        await self.send_out(thread, by=by)
                except OutboxRefused as problem:
                    refused = problem
        return refused
