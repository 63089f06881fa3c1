"""What an agent can do with a ticket: take it, answer, note, give it away, close it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import texts as common
from handlers.conversation.contact import Contact
from handlers.conversation.messages import Content
from handlers.conversation.thread import Thread
from handlers.languages import Sentence, Spoken
from handlers.tickets import agent_texts, code, losing, notices, windows
from handlers.tickets.acting import Act, Acted, Notice
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.attached import as_markdown, texts_of
from handlers.tickets.changes import answered, closed, given, taken
from handlers.tickets.refusals import GIVEN_UNTOLD
from handlers.tickets.survey import goodbye
from handlers.tickets.ticket import IsStopped, NothingSaid, Ticket, What


@dataclass(frozen=True)
class Actions:
    """The actions of one agent, now. `unseen`: what the customer wrote while nobody had the ticket.

    `language`: the agents'. `asks`: customers are asked how it was. `heard`: when other agents wrote last, None if
    nobody has looked: then who is given a ticket is told all the same, who loses one is not.
    """

    agent: Agent
    agents: Agents
    language: Spoken
    now: datetime
    unseen: Sequence[Content] = ()
    asks: bool = False
    heard: Mapping[Contact, datetime] | None = None

    def take(self, ticket: Ticket, thread: Thread) -> Acted:
        """The agent has the ticket from now on, and gets what the customer wrote meanwhile."""
        mine = taken(ticket, self.agent.name, self.now)
        return Acted(mine, self.agent.name, (self._now_yours(ticket, self.unseen),))

    def close(self, ticket: Ticket, thread: Thread) -> Acted:
        """The ticket is done, the customer is told if the window allows, and the assistant answers again."""
        return self.close_for("agent")(ticket, thread)

    def close_for(self, reason: str, *, silently: bool = False) -> Act:
        """The same with a reason; `silently`: the customer is not told."""

        def end(ticket: Ticket, thread: Thread) -> Acted:
            done = closed(ticket, self.agent.name, self.now, reason)
            last = goodbye(ticket, thread, self.now, agent=self.agent.name, asks=self.asks and not silently)
            said = () if silently else last.texts
            reply = (self._filled(agent_texts.CLOSED_NOW, ticket),)
            lost = self._told_of_loss(losing.CLOSED_BY, ticket, self.agent)
            acted = Acted(done, self.agent.name, reply, to_customer=said, notices=lost)
            return replace(acted, gives_back=True, rating=last.rating)

        return end

    def give_to(self, name: str) -> Act:
        """The ticket is another agent's, who is told, if WhatsApp allows that."""
        other = self.agents.named(name)

        def give(ticket: Ticket, thread: Thread) -> Acted:
            assert other is not None  # noqa: S101 - only names of agents are read as an order to give
            theirs = given(ticket, other.name, self.agent.name, self.now)
            lost = self._told_of_loss(agent_texts.GIVEN_TO, ticket, other)
            if other == self.agent:
                return Acted(theirs, self.agent.name, (self._now_yours(ticket, self.unseen),), notices=lost)
            told = self._told_of(ticket, other)
            sentence = agent_texts.GIVEN_TO if told else GIVEN_UNTOLD
            reply = (self._filled(sentence, ticket, agent=common.escaped(other.name)),)
            return Acted(theirs, self.agent.name, reply, notices=(*told, *lost))

        return give

    def _told_of(self, ticket: Ticket, other: Agent) -> Sequence[Notice]:
        """The notice to an agent who is given a ticket: in words, by the template, or none."""
        if self.heard is None or notices.reachable(ticket, [other], self.heard, self.now):
            return [Notice(other.contact(ticket.contact), self._now_yours(ticket, self.unseen))]
        return notices.by_template(ticket, [other], self.heard, self.now, self.agents.notice)

    def _told_of_loss(self, sentence: Sentence, ticket: Ticket, agent: Agent) -> tuple[Notice, ...]:
        """The notice to who has the ticket and is neither this agent nor the one who acts."""
        text = self._filled(sentence, ticket, agent=common.escaped(agent.name))
        return losing.to_holder(ticket, self.agents, (self.agent, agent), self.heard or {}, self.now, text)

    def note(self, words: str) -> Act:
        """Words for the team, which the customer never sees. Raises NothingSaid."""

        def keep(ticket: Ticket, thread: Thread) -> Acted:
            if not words:
                raise NothingSaid
            noted = ticket.happened(What.NOTED, self.now, self.agent.name, words)
            return Acted(noted, self.agent.name, (self._filled(agent_texts.NOTED, ticket),))

        return keep

    def say(self, words: str, content: Content) -> Act:
        """Words and files for the customer. The agent's first words carry the agent's name.

        Raises NothingSaid, CannotSend, WindowIsOver, IsStopped.
        """

        def answer(ticket: Ticket, thread: Thread) -> Acted:
            mine = answered(ticket, self.agent.name, self.now, in_words=bool(words))
            if not (words or content.files):
                raise NothingSaid
            self._check_may_write(ticket, thread)
            is_first = words and not ticket.has_words_of(self.agent.name)
            name = f"**{common.escaped(self.agent.name)}:** " if is_first else ""
            said = replace(content, text=words, parts=())
            outgoing = texts_of(name + as_markdown(words), content.files, ticket.contact.channel)
            reply = (self._now_yours(ticket, self.unseen),) if self.unseen and not ticket.agent else ()
            return Acted(mine, self.agent.name, reply, said=said, to_customer=outgoing)

        return answer

    def _now_yours(self, ticket: Ticket, said: Sequence[Content]) -> str:
        last = f"\n\n{notices.quoted_words(said, self.language)}" if said else ""
        return self._filled(agent_texts.NOW_YOURS, ticket, name=common.escaped(notices.name_of(ticket)), last=last)

    def _check_may_write(self, ticket: Ticket, thread: Thread) -> None:
        if thread.decisions.stopped:
            raise IsStopped
        if not self._may_write(ticket):
            raise windows.WindowIsOver(ticket.contact)

    def _may_write(self, ticket: Ticket) -> bool:
        return windows.takes_persons_words(ticket.contact, ticket.inbound_at, self.now)

    def _filled(self, sentence: Sentence, ticket: Ticket, **more: str) -> str:
        return sentence[self.language].format(code=common.escaped(code.shown(ticket.code)), **more)
