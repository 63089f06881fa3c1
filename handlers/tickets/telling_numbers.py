"""Orders for the business's numbers: who may give them, and what they are told."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.languages import Spoken
from handlers.texts import escaped
from handlers.tickets import agent_texts
from handlers.tickets.agents import Agent
from handlers.tickets.orders import Order

ORDERS = frozenset({Order.TODAY, Order.WEEK})


@dataclass(frozen=True)
class TellNumbers:
    """Tells the numbers to those who may see them: `seen_by`, agents' names. `told`: the short form for an order."""

    seen_by: Sequence[str]
    told: Callable[[Order], Awaitable[str]]
    language: Spoken

    def help(self, agent: Agent) -> Sequence[str]:
        """The lines of help about it, for this agent."""
        return [agent_texts.NUMBERS_HELP[self.language]] if agent.name in self.seen_by else []

    async def __call__(self, order: Order, agent: Agent) -> str:
        """The numbers, or that they are not for this agent. Raises StoreUnavailable."""
        if agent.name not in self.seen_by:
            return agent_texts.NUMBERS_NOT_YOURS[self.language].format(names=escaped(", ".join(self.seen_by)))
        return await self.told(order)
