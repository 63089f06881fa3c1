"""An agent's message: an order about a ticket, or words for its customer. It is done once, and answered in one text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import texts as common
from handlers.conversation.messages import Author, Content, Message, PartKind, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.ports.carrier import SentMessages
from handlers.conversation.ports.stores import Threads
from handlers.conversation.send_now import is_refused
from handlers.conversation.send_out import SendOut
from handlers.errors import NoSuchTicket
from handlers.languages import Spoken
from handlers.tickets import agent_texts, code
from handlers.tickets.acting import Act, Repeated
from handlers.tickets.actions import Actions
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.inviting import Invite
from handlers.tickets.links import MakeLink
from handlers.tickets.listing import listing
from handlers.tickets.orders import Asked, Order, asked_in
from handlers.tickets.ports import Heard, Teaches, TicketLists, Tickets
from handlers.tickets.refusals import NOT_TOLD, told_of
from handlers.tickets.telling_numbers import ORDERS, TellNumbers
from handlers.tickets.ticket import CannotAct, Ticket

MOST_UNSEEN = 20
TELLS_OTHERS = (Order.GIVE, Order.CLOSE)  # who is given a ticket, and who had it


@dataclass(frozen=True)
class HearAgent:
    """Takes agents' messages. What names no ticket is sent to nobody: the agent is told how to do it.

    `sent`: looks up quoted messages. `language`: the agents'. `asks`: customers are asked how it was. `make_link`: to
    the desk, if there is one. `teach`: hears what the owner teaches, if that is set up.
    """

    tickets: Tickets
    lists: TicketLists
    heard: Heard
    threads: Threads
    agents: Agents
    sent: SentMessages
    send_out: SendOut
    language: Spoken
    now: Callable[[], datetime]
    asks: bool = False
    make_link: MakeLink | None = None
    teach: Teaches | None = None
    numbers: TellNumbers | None = None

    async def __call__(self, message: Message, agent: Agent) -> Outcome:
        """The outcome, with what the agent is told; nothing for words that were sent. Raises StoreUnavailable."""
        await self.heard.hear(agent.contact(message.contact))
        asked = asked_in(message.content.text, await self._quoted(message), [one.name for one in self.agents.every])
        reply = await self._obeyed(asked, message, agent)
        return Outcome(Result.AGENT, self.language, Reply(tuple(reply)), is_kept=False)

    async def _quoted(self, message: Message) -> str:
        sids = [part.sid for part in message.content.parts if part.kind is PartKind.QUOTE]
        return (await self.sent.text_of(sids[0]) or "") if sids else ""

    async def _obeyed(self, asked: Asked, message: Message, agent: Agent) -> Sequence[str]:
        if not asked.code:
            return [await self._alone(asked.order, message, agent)]
        shown = common.escaped(code.shown(asked.code))
        try:
            return await self._act(asked, message, agent)
        except NoSuchTicket:
            return [agent_texts.NO_SUCH[self.language].format(code=shown)]
        except CannotAct as refused:
            return [told_of(refused, asked.code, self.language, invites=bool(self.agents.invitation))]

    async def _act(self, asked: Asked, message: Message, agent: Agent) -> Sequence[str]:
        if asked.order is Order.GIVE and not asked.text:
            names = ", ".join(common.escaped(one.name) for one in self.agents.every)
            return [agent_texts.NO_SUCH_AGENT[self.language].format(names=names)]
        found = await self.tickets.get(asked.code)
        unseen = await self._unseen(found) if found else ()
        others = [one.contact(found.contact) for one in self.agents.every] if found else []
        heard = await self.heard.heard(others) if asked.order in TELLS_OTHERS else None
        actions = Actions(agent, self.agents, self.language, self.now(), unseen, self.asks, heard)
        act = self._action(actions, asked, message)
        done = await self.tickets.act(asked.code, act, sid=message.sid)
        if isinstance(done, Repeated):
            return done.reply
        acted, owes = done
        if await is_refused(self.send_out, owes, by=message.sid) and not acted.to_customer:  # else SendOut tells of it
            shown = common.escaped(code.shown(asked.code))
            return [*acted.reply, NOT_TOLD[self.language].format(code=shown)]
        return acted.reply

    async def _unseen(self, ticket: Ticket) -> Sequence[Content]:
        """What the customer wrote while nobody had the ticket. Nobody was told: with several agents it would cost."""
        if ticket.agent or len(self.agents.every) == 1:
            return ()
        records = await self.threads.records(ticket.thread, most=MOST_UNSEEN, since=ticket.opened_at)
        theirs = [record for record in records if record.at > ticket.opened_at and record.author is Author.CUSTOMER]
        return [record.content for record in theirs if not record.content.is_empty]

    def _action(self, actions: Actions, asked: Asked, message: Message) -> Act:
        match asked.order:
            case Order.TAKE:
                return actions.take
            case Order.CLOSE:
                return actions.close
            case Order.GIVE:
                return actions.give_to(asked.text)
            case Order.INVITE:
                return Invite(actions.agent, self.agents.invitation, self.language, actions.now)
            case Order.NOTE:
                return actions.note(asked.text)
        return actions.say(asked.text, message.content)

    async def _alone(self, order: Order, message: Message, agent: Agent) -> str:
        if order is Order.DESK:
            return await self._link(message, agent)
        if order is Order.HELP:
            numbers = self.numbers.help(agent) if self.numbers else ()
            return "\n".join(
                [agent_texts.AGENT_HELP[self.language], *numbers, *([self.teach.help] if self.teach else [])]
            )
        if self.numbers and order in ORDERS:
            return await self.numbers(order, agent)
        if order is Order.LIST:
            return await listing(self.lists, self.now(), self.language)
        text, owner = message.content.text, self.agents.every[0].name
        taught = await self.teach(text, by=agent.name, owner=owner, sid=message.sid) if self.teach else None
        return taught or agent_texts.WHICH[self.language]

    async def _link(self, message: Message, agent: Agent) -> str:
        if self.make_link is None:
            return agent_texts.NO_DESK[self.language]
        link = await self.make_link(agent, message.contact)
        return agent_texts.DESK_LINK[self.language].format(link=common.escaped(link))
