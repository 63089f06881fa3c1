"""Handing over to a person: a ticket, opened by the commit that closes the turn, and the sentence for the customer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import texts as common
from handlers.conversation.contact import Contact
from handlers.conversation.messages import Author, Content
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn
from handlers.languages import Spoken
from handlers.tickets import code, notices, texts
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agents
from handlers.tickets.ports import Tickets
from handlers.tickets.ticket import Ticket, What, Why
from handlers.tickets.when import when

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours

MOST_RECORDS = 6
LAST_WORDS = 3  # messages of the customer's in the notice


@dataclass(frozen=True)
class HandOver:
    """Hands a turn's customer over to the agents; without agents, tells how else people can be reached.

    `contact`: a phone number or an address that customers may use, "" for none. `language`: the agents'. `hours`: when
    they are there, if that is set. `has_helpdesk`: there are people at a helpdesk, too.
    """

    tickets: Tickets
    threads: Threads
    agents: Agents
    contact: str
    language: Spoken
    now: Callable[[], datetime]
    hours: "Hours | None" = None
    has_helpdesk: bool = False

    @property
    def has_people(self) -> bool:
        """True if somebody takes tickets: agents, or the people at the helpdesk."""
        return bool(self.agents.every) or self.has_helpdesk

    async def __call__(self, turn: Turn, why: Why, said: Sequence[Content], summary: str = "") -> str:
        """The sentence for the customer. Raises StoreUnavailable.

        `said`: the customer's last messages, for the agents.
        """
        if not self.has_people:
            return self._elsewhere(turn.language)
        if turn.thread.ticket:
            return texts.STILL_HANDED_OVER[turn.language].format(code=_shown(turn.thread.ticket))
        ticket, said = _ticket(turn, why, summary), said or await self._last_words(turn)
        contacts = [agent.contact(ticket.contact) for agent in self.agents.every]

        def tell(opened: Ticket, heard: Mapping[Contact, datetime]) -> Sequence[Notice]:
            reached = notices.reachable(opened, self.agents.every, heard, self.now())
            far = notices.by_template(opened, self.agents.every, heard, self.now(), self.agents.notice)
            if not (reached or far or self.has_helpdesk):
                turn.problem = turn.problem or notices.nobody_reached()
            return [*notices.to(reached, notices.opened(opened, said, self.language)), *far]

        turn.pass_to(ticket.code)
        turn.enclosed.append(self.tickets.opening(ticket, contacts, tell, by=turn.message.sid, said=said))
        return texts.HANDED_OVER[turn.language].format(code=_shown(ticket.code), when=self._when(turn.language))

    def _when(self, language: Spoken) -> str:
        """When a person answers: soon, or at the next opening."""
        now = self.now()
        opening = self.hours.next_opening(now) if self.hours and not self.hours.is_open(now) else None
        if self.hours is None or opening is None:
            return texts.SOON[language]
        return texts.WHEN_OPEN[language].format(when=when(opening, now, self.hours.zone, language))

    async def _last_words(self, turn: Turn) -> Sequence[Content]:
        """What the customer said before: they asked for a person and said nothing else."""
        thread = turn.thread
        records = await self.threads.records(thread.key, most=MOST_RECORDS, since=thread.begun_at, joined=thread.joined)
        theirs = [record.content for record in records if record.answered_by and record.author is Author.CUSTOMER]
        return [content for content in theirs if not content.is_empty][-LAST_WORDS:]

    def _elsewhere(self, language: Spoken) -> str:
        if not self.contact:
            return texts.NOBODY[language]
        return texts.WRITE_TO[language].format(contact=common.escaped(self.contact))


def _shown(ticket: str) -> str:
    return common.escaped(code.shown(ticket))


def _ticket(turn: Turn, why: Why, summary: str) -> Ticket:
    now = turn.messages[-1].at  # what comes later is not among the notice's last words
    return Ticket(
        code=code.new_code(),
        thread=turn.thread.key,
        contact=turn.thread.contact,
        language=turn.language,
        opened_at=now,
        why=why,
        summary=summary,
        inbound_at=now,
        waiting_since=now,
    ).happened(What.OPENED, now)
