"""A desk for tests: agents who write to the business's number, and all that reaches a phone by REST."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.conversation.contact import Carrier
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Part, PartKind
from handlers.conversation.outcome import Result
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.jobs.pay_overdue import PayOverdue
from handlers.languages import House
from handlers.tickets.agents import Agents
from handlers.tickets.hear_agent import HearAgent
from handlers.tickets.ports import Teaches
from handlers.tickets.tell_failed import TellFailed
from handlers.tickets.telling_numbers import TellNumbers
from handlers.tickets.ticket import Ticket
from tests import writing
from tests.kept import Stores
from tests.ticketing import AGENTS, ANA
from tests.told_outbox import ToldOutbox


@dataclass
class Desk:
    """Agents who write, and all that reaches a phone by REST."""

    kept: Stores
    clock: Any
    agents: Agents = AGENTS
    outbox: ToldOutbox = field(init=False)
    quoted: dict[str, str] = field(default_factory=dict)
    teach: Teaches | None = None
    numbers: TellNumbers | None = None

    def __post_init__(self) -> None:
        self.outbox = ToldOutbox(self.clock)

    @property
    def send_out(self) -> SendOut:
        kept, sends = self.kept, SendOut(self.kept.debts, {Carrier.TWILIO: self.outbox})
        tell_failed = TellFailed(kept.tickets, kept.heard, self.agents, sends, "es", self.clock)
        return replace(sends, gave_up=tell_failed.gave_up)

    async def text_of(self, sid: str) -> str | None:
        """The text of a sent message, as Twilio knows it."""
        return self.quoted.get(sid)

    def hear(self) -> HearAgent:
        kept = self.kept
        hear = HearAgent(
            kept.tickets, kept.lists, kept.heard, kept.threads, self.agents, self, self.send_out, "es", self.clock
        )
        return replace(hear, teach=self.teach, numbers=self.numbers)

    async def told(self, text: str, agent: Any = ANA, *, quoting: str = "", **more: Any) -> Sequence[str]:
        """What an agent hears back."""
        parts = (Part(PartKind.QUOTE, sid="SMq"),) if quoting else ()
        self.quoted = {"SMq": quoting}
        message = writing.message(text, customer=agent.address, parts=parts, **more)
        outcome = await self.hear()(message, agent)
        assert outcome.result is Result.AGENT
        return outcome.reply.texts

    async def tick(self) -> Any:
        """What the clock does a while later."""
        self.clock.go_on(seconds=61)
        take_turn = TakeTurn(self.kept.threads, [], House(), Delivery.in_response(sends_late=True))
        job = PayOverdue(self.kept.debts, PayDebts(self.kept.debts, take_turn, self.send_out, self.clock), self.clock)
        return await job(asyncio.get_running_loop().time() + 24)

    async def ticket(self, code: str = "K7F3") -> Ticket:
        found = await self.kept.tickets.get(code)
        assert found is not None
        return found
