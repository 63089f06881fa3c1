"""What agents do at the desk: each action is done once, by the key of the form that asked for it.

Long: each action has its form, its result and its line here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from handlers.conversation.messages import Content
from handlers.conversation.send_now import is_refused
from handlers.conversation.send_out import SendOut
from handlers.errors import NoSuchTicket
from handlers.languages import Spoken
from handlers.tickets.acting import Act, Repeated
from handlers.tickets.actions import Actions
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.conversations import Conversations, TakeOvers
from handlers.tickets.inviting import Invite, IsInvited, StillOpen
from handlers.tickets.ports import Heard, Tickets
from handlers.tickets.taking_over import taken_over
from handlers.tickets.ticket import CannotAct, IsClosed, IsStopped, IsTaken
from handlers.tickets.windows import WindowIsOver

MOST_CHARACTERS = 4000
REASONS = ("solved", "no_reply", "assistant", "other")


class Do(StrEnum):
    """What an agent wants."""

    TAKE = "take"
    REPLY = "reply"
    NOTE = "note"
    GIVE = "give"
    CLOSE = "close"
    INVITE = "invite"  # the customer to write again, once the window is over
    TAKE_OVER = "take_over"


class Result(StrEnum):
    """What came of it."""

    DONE = "done"
    TAKEN = "taken"  # by somebody else
    CLOSED = "closed"
    WINDOW = "window"  # is over
    STOPPED = "stopped"  # the customer wants no messages
    INVITED = "invited"  # already, or may be written to
    GONE = "gone"
    NOT_ARRIVED = "not_arrived"
    UNCLEAR = "unclear"


WHY_NOT: dict[type[CannotAct], Result] = {
    IsClosed: Result.CLOSED,
    WindowIsOver: Result.WINDOW,
    IsStopped: Result.STOPPED,
    IsInvited: Result.INVITED,
    StillOpen: Result.INVITED,
}

TELLS_OTHERS = (Do.GIVE, Do.CLOSE)  # who is given a ticket, and who had it


@dataclass(frozen=True)
class Asked:
    """A form of the desk. `ticket`: its code; `talk`: the alias of a conversation to take over; `to`: an agent."""

    do: Do
    ticket: str = ""
    talk: str = ""
    text: str = ""
    to: str = ""
    reason: str = ""
    silently: bool = False

    def key(self, form: str, agent: Agent) -> str:
        """The key of this very action of this agent: the same form sent with other words is another one."""
        said = "\n".join((agent.name, self.do, self.ticket, self.talk, self.text, self.to))
        return f"{form}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Done:
    """The outcome: the ticket's code, and who has the ticket if that is somebody else."""

    result: Result
    ticket: str
    by: str = ""


@dataclass(frozen=True)
class ActAtDesk:
    """Does what agents ask for at the desk. `language`: the agents'. `asks`: customers are asked how it was."""

    tickets: Tickets
    heard: Heard
    conversations: Conversations
    take_overs: TakeOvers
    agents: Agents
    send_out: SendOut
    language: Spoken
    now: Callable[[], datetime]
    asks: bool = False

    async def __call__(self, asked: Asked, agent: Agent, form: str) -> Done:
        """The outcome. Raises StoreUnavailable."""
        key = asked.key(form, agent)
        try:
            if asked.do is Do.TAKE_OVER:
                return Done(Result.DONE, await self._take_over(asked.talk, agent, key))
            act = await self._action(asked, agent)
            return Done(await self._act(asked.ticket, act, key) if act else Result.UNCLEAR, asked.ticket)
        except NoSuchTicket:
            return Done(Result.GONE, asked.ticket)
        except IsTaken as other:
            return Done(Result.TAKEN, asked.ticket, other.agent)
        except CannotAct as why:
            return Done(WHY_NOT.get(type(why), Result.UNCLEAR), asked.ticket)

    async def _action(self, asked: Asked, agent: Agent) -> Act | None:
        actions, text = await self._actions(asked, agent), asked.text.strip()
        fits = 0 < len(text) <= MOST_CHARACTERS
        match asked.do:
            case Do.TAKE:
                return actions.take
            case Do.REPLY if fits:
                return actions.say(text, Content(text))
            case Do.NOTE if fits:
                return actions.note(text)
            case Do.GIVE if self.agents.named(asked.to):
                return actions.give_to(asked.to)
            case Do.INVITE:
                return Invite(agent, self.agents.invitation, self.language, actions.now)
            case Do.CLOSE if asked.reason in REASONS:
                return actions.close_for(asked.reason, silently=asked.silently)
        return None

    async def _actions(self, asked: Asked, agent: Agent) -> Actions:
        actions = Actions(agent, self.agents, self.language, self.now(), asks=self.asks)
        ticket = await self.tickets.get(asked.ticket) if asked.do in TELLS_OTHERS else None
        if ticket is None:
            return actions
        others = [other.contact(ticket.contact) for other in self.agents.every]
        return replace(actions, heard=await self.heard.heard(others))

    async def _take_over(self, talk: str, agent: Agent, key: str) -> str:
        thread = await self.conversations.named(talk)
        if thread is None:
            raise NoSuchTicket
        begin = partial(taken_over, agent=agent, language=self.language, now=self.now())
        return await self.take_overs.take_over(thread.key, begin, sid=key)

    async def _act(self, ticket: str, act: Act, key: str) -> Result:
        done = await self.tickets.act(ticket, act, sid=key)
        if isinstance(done, Repeated) or not await is_refused(self.send_out, done[1], by=key):
            return Result.DONE
        return Result.NOT_ARRIVED
