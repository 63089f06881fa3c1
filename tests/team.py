"""The team for steps' tests: agents, and what they were told, over a store in memory."""

from dataclasses import dataclass
from typing import Any

from handlers.conversation.messages import Message, Reply
from handlers.conversation.step import Step, run
from handlers.conversation.turn import Turn
from handlers.tickets.agents import Agents
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Ticket
from tests import writing
from tests.kept import Stores
from tests.ticketing import AGENTS, own


@dataclass
class Team:
    """A customer, and agents who wrote just now."""

    kept: Stores
    clock: Any
    agents: Agents = AGENTS
    contact: str = ""

    @property
    def hand_over(self) -> HandOver:
        return HandOver(self.kept.tickets, self.kept.threads, self.agents, self.contact, "es", self.clock)

    async def begin(self) -> None:
        """All agents have just written."""
        for agent in self.agents.every:
            await self.kept.heard.hear(agent.contact(writing.ANA))

    async def answered(self, message: Message, *steps: Step) -> Turn:
        """The turn of a message that was answered by these steps, and closed."""
        turn = await own(self.kept, message)
        await self.kept.threads.close_turn(turn, await run(steps, turn))
        return turn

    async def said(self, turn: Turn, *steps: Step) -> Reply:
        """What the steps say in a turn, and the turn is closed."""
        reply = await run(steps, turn)
        await self.kept.threads.close_turn(turn, reply)
        return reply

    async def ticket_of(self, turn: Turn) -> Ticket:
        """The ticket that a turn's thread has."""
        assert turn.thread.ticket
        found = await self.kept.tickets.get(turn.thread.ticket)
        assert found is not None
        return found

    async def told(self, turn: Turn) -> dict[str, list[str]]:
        """The texts that a turn left for agents, by address."""
        found = await self.kept.documents.get([f"threads/{key}" for key in turn.owes])
        return {each.fields["contact"]["customer"]: list(each.fields["unsent"]["texts"]) for each in found}
