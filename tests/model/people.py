"""The same world with people: customers ask for a person and send for the assistant, and an agent answers them."""

from dataclasses import dataclass, field

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message
from handlers.conversation.send_out import SendOut
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.doors.answering import Receives
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.call_person import CallPerson
from handlers.steps.with_person import WithPerson
from handlers.tickets import texts
from handlers.tickets.agents import Agents
from handlers.tickets.hand_over import HandOver
from handlers.tickets.hear_agent import HearAgent
from handlers.tickets.reception import Reception
from handlers.tickets.ticket import State, Ticket
from tests import writing
from tests.model.world import World
from tests.ticketing import ANA

ABOUT_PEOPLE = {sentence["en"] for sentence in (texts.BACK, texts.NOT_AWAY, texts.CLOSED_BY_PERSON)}
HANDED = tuple(sentence["en"].split("{")[0] for sentence in (texts.HANDED_OVER, texts.STILL_HANDED_OVER))
REFUSED = ("not sent", "Not sent", "There is no ticket")


@dataclass
class WorldWithPeople(World):
    """`told`: what reached the agent; `orders`: the agent's messages; `broken`: what never may be."""

    told: list[str] = field(default_factory=list)
    orders: dict[str, tuple[Message, str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def takes(self) -> Receives:
        send_out = SendOut(self.kept.debts, {Carrier.TWILIO: self.outbox})
        kept, agents = self.kept, Agents((ANA,))
        hear = HearAgent(
            kept.tickets, kept.lists, kept.heard, kept.threads, agents, _NothingSent(), send_out, "en", self.now
        )
        return Reception(self.take_turn, hear, send_out)

    def steps(self, ask: Step) -> list[Step]:
        kept, agents = self.kept, Agents((ANA,))
        hand_over = HandOver(kept.tickets, kept.threads, agents, "", "en", self.now)
        with_person = WithPerson(kept.tickets, agents, "en", self.now)
        return [AskForPerson(hand_over), with_person, self._watched, CallPerson(ask, hand_over)]

    async def _watched(self, turn: Turn) -> None:
        if turn.thread.ticket and turn.passes is None:
            self.broken.append(f"the assistant is asked about {turn.message.sid}, which a person answers")

    async def begin(self) -> None:
        """The agent has just written, so may be written to."""
        await self.kept.heard.hear(ANA.contact(writing.ANA))

    async def newest_ticket(self, customer: str) -> Ticket | None:
        """A customer's newest ticket, of whatever state."""
        found = [ticket for state in State for ticket in await self.kept.lists.listed(state, most=99)]
        theirs = [ticket for ticket in found if ticket.contact.customer == customer]
        return max(theirs, key=lambda ticket: ticket.opened_at, default=None)

    async def _deliver(self, message: Message) -> None:
        before = len(self.told)
        await super()._deliver(message)
        if message.sid in self.orders and any(words in text for text in self.told[before:] for words in REFUSED):
            self.refused.add(message.sid)

    def order(self, ticket: Ticket, words: str) -> None:
        """The agent writes about a ticket; `words`: an order, or "" for words to the customer."""
        sid = f"SA{next(self.sids):04}"
        text = f"#{ticket.code} {words or f'word {sid}'}"
        message = writing.message(text, sid=sid, customer=ANA.address)
        self.orders[sid] = (message, ticket.contact.customer)
        self.deliver(message)

    def is_word(self, sid: str) -> bool:
        """True if this message of the agent's is for the customer."""
        return f"word {sid}" in self.orders[sid][0].content.text

    def was_refused(self, sid: str) -> bool:
        """True if some delivery of the agent's message was answered by a refusal."""
        return sid in self.refused

    def receive(self, customer: str, text: str) -> None:
        if customer == ANA.address:
            self.told.append(text)
        else:
            super().receive(customer, text)

    def command(self, customer: int, words: str) -> Message:
        """A message of a customer's that is one of the commands."""
        sid = f"SM{next(self.sids):04}"
        self.sent.append(writing.message(words, sid=sid, customer=f"+521550000{customer:04}"))
        return self.sent[-1]


class _NothingSent:
    async def text_of(self, sid: str) -> str | None:
        return None
