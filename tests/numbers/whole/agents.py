"""What agents do: they take tickets, answer, note, give them away and close them, at the desk or by message."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from handlers.channels.twilio import write
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Content, Message
from handlers.errors import StoreUnavailable
from handlers.stores.ledger import StoredLedger
from handlers.tickets.desk_acts import ActAtDesk, Asked, Do
from handlers.tickets.hear_agent import HearAgent
from tests.numbers.whole.happened import Bill, Case, Paid
from tests.numbers.whole.people import AGENTS, BUSY, QUIET, Customer
from tests.numbers.whole.post import sent
from tests.numbers.whole.world import World

MINUTE, HOUR = 60.0, 3600.0


class NothingQuoted:
    async def text_of(self, sid: str) -> str | None:
        return None


@dataclass
class People:
    """The agents. `answered`: is told of customers to whom one of them wrote."""

    world: World
    answered: Callable[[Customer], None]
    forms: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        world, kept, now = self.world, self.world.kept, self.world.time
        self.desk = ActAtDesk(
            world.tickets,
            kept.heard,
            kept.conversations,
            kept.take_overs,
            AGENTS,
            world.send_out,
            "es",
            now,
            asks=True,
        )
        self.hear_agent = HearAgent(
            world.tickets,
            kept.lists,
            kept.heard,
            world.threads,
            AGENTS,
            NothingQuoted(),
            world.send_out,
            "es",
            now,
            asks=True,
        )
        self.books = StoredLedger(world.threads.keeping, world.ledger)

    def opened(self, code: str, case: Case) -> None:
        """There is a new ticket: some days pass in which it is minded, or not."""
        drawn, after = self.world.drawn, 0.0
        acts = drawn.choice(
            ["close", "take say close", "say close", "take say say note close", "say", "take", "", "give say close"]
        )
        for act in acts.split():
            after += drawn.choices(
                [drawn.uniform(5, 15 * MINUTE), drawn.uniform(0.2, 3) * HOUR, drawn.uniform(5, 30) * HOUR], [6, 3, 1]
            )[0]
            by_message = drawn.random() < 0.5
            self.world.time.after(after, partial(self.acts, code, act, by_message=by_message))

    async def acts(self, code: str, act: str, *, by_message: bool) -> None:
        """One agent does one thing with a ticket."""
        case, agent = self.world.happened.cases[code], self.world.drawn.choice(AGENTS.every)
        if case.life in self.world.happened.ended:
            return
        before = case.first_at
        if by_message:
            text = {"take": "tomar", "close": "cerrar", "say": "Con gusto.", "note": "nota ojo", "give": "pasar Ana"}
            await self.writes(agent.name, f"#{code} {text[act]}")
        else:
            do = {"take": Do.TAKE, "close": Do.CLOSE, "say": Do.REPLY, "note": Do.NOTE, "give": Do.GIVE}[act]
            reason = self.world.drawn.choice(["solved", "no_reply", "assistant", "other"])
            silently = self.world.drawn.random() < 0.3
            asked = Asked(do, code, text="Con gusto.", to="Luis", reason=reason, silently=silently)
            await self.desk(asked, agent, f"form-{next(self.forms)}")
        if case.first_at != before and case.life not in self.world.happened.ended:
            who = next(one for one in self.world.customers.values() if one.number == case.life[0])
            self.answered(who)

    async def writes(self, name: str, text: str) -> None:
        """An agent's message to one of the business's numbers, which is answered."""
        agent = AGENTS.named(name)
        assert agent
        business = self.world.drawn.choice([BUSY, QUIET])
        contact = Contact(Channel.WHATSAPP, business, agent.address)
        message = Message(f"SMagent{next(self.forms):06}", contact, Content(text))
        outcome = await self.hear_agent(message, agent)
        with suppress(StoreUnavailable):
            await self.books.heard(message, outcome)
        replies = write.messages(outcome.reply.texts, Channel.WHATSAPP, "es")
        items = [Paid("twilio.in", "", 1), *sent(contact, len(replies))]
        self.world.happened.bills.append(Bill(self.world.time.now, business, items, "whatsapp"))

    async def takes_over(self, who: Customer) -> None:
        """An agent steps into a conversation."""
        world, agent = self.world, self.world.drawn.choice(AGENTS.every)
        threads = [key for key, one in world.customers.items() if one is who]
        thread = await world.kept.conversations.thread(threads[-1]) if threads else None
        if thread is None or thread.ticket:
            return
        asked = Asked(Do.TAKE_OVER, talk=thread.alias)
        done = await self.desk(asked, agent, f"form-{next(self.forms)}")
        if done.ticket and done.ticket not in world.happened.cases:
            case = Case((who.number, who.life), "taken_over", world.time.now, agent.name)
            world.happened.cases[done.ticket] = case
            self.opened(done.ticket, case)
