"""A conversation in a person's hands: the assistant is silent, and the agent gets what the customer writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from handlers.conversation.commands import Command, command_in
from handlers.conversation.contact import Contact
from handlers.conversation.messages import Content
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable
from handlers.languages import Spoken
from handlers.tickets import notices, texts
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agents
from handlers.tickets.changes import closed, written
from handlers.tickets.ports import Tickets
from handlers.tickets.ticket import Ticket


@dataclass(frozen=True)
class WithPerson:
    """Keeps what the customer writes for the person, until one of them brings the assistant back.

    `hear`: the step that transcribes voice notes, if there is one. `language`: the agents'.
    """

    tickets: Tickets
    agents: Agents
    language: Spoken
    now: Callable[[], datetime]
    hear: Step | None = None

    async def __call__(self, turn: Turn) -> None:
        """Raises StoreUnavailable, TurnLost."""
        if turn.thread.ticket is None:
            self._without(turn)
        elif await self._is_over(turn.thread.ticket):
            turn.pass_to(None)
        elif any(_asks_back(message.content) for message in turn.unanswered):
            self._go_back(turn, turn.thread.ticket)
        else:
            await self._relay(turn, turn.thread.ticket)

    def _without(self, turn: Turn) -> None:
        if turn.passes is not None:  # handed over in this very turn: what else was said is among the notice's words
            turn.say_nothing(to=turn.unanswered)
        elif asking := [message for message in turn.unanswered if _asks_back(message.content)]:
            turn.say(texts.NOT_AWAY[turn.language], to=asking)

    async def _is_over(self, code: str) -> bool:
        """True if the thread names a ticket that nobody can answer any more."""
        ticket = await self.tickets.get(code)
        return ticket is None or ticket.is_closed

    def _go_back(self, turn: Turn, code: str) -> None:
        """Close the ticket with the turn. Other messages beside the command are the assistant's to answer.

        Then it answers the command, too: a sentence of ours would stay said if the assistant failed, and the ticket
        open.
        """
        self._enclose(turn, code, partial(closed, who="", now=self.now(), reason="customer"), ())
        turn.pass_to(None)
        if all(_asks_back(message.content) for message in turn.unanswered):
            turn.say(texts.BACK[turn.language], to=turn.unanswered)

    async def _relay(self, turn: Turn, code: str) -> None:
        if self.hear is not None:
            try:
                await self.hear(turn)
            except AssistantUnavailable as problem:
                turn.problem = problem  # the person hears of a voice note all the same
        said = [message.content for message in turn.unanswered if not message.content.is_empty]
        came_at = turn.messages[-1].at
        turn.say_nothing(to=turn.unanswered)
        if said:
            self._enclose(turn, code, partial(written, now=came_at, contact=turn.thread.contact), said)

    def _enclose(self, turn: Turn, code: str, change: Callable[[Ticket], Ticket], said: Sequence[Content]) -> None:
        contacts = [agent.contact(turn.thread.contact) for agent in self.agents.every]

        def tell(ticket: Ticket, heard: Mapping[Contact, datetime]) -> Sequence[Notice]:
            concerned = notices.concerned(ticket, self.agents)
            reached = notices.reachable(ticket, concerned, heard, self.now())
            begins = ticket.waiting_since == ticket.inbound_at  # one template is enough for one wait
            far = notices.by_template(ticket, concerned, heard, self.now(), self.agents.notice if begins else "")
            if concerned and not (reached or self.agents.notice):
                turn.problem = turn.problem or notices.nobody_reached()
            told = notices.wrote(ticket, said, self.language) if said else [notices.left(ticket, self.language)]
            return [*(notice for text in told for notice in notices.to(reached, text)), *far]

        turn.enclosed.append(self.tickets.changing(code, change, contacts, tell, by=turn.message.sid, said=said))


def _asks_back(content: Content) -> bool:
    return command_in(content.text) is Command.ASSISTANT
