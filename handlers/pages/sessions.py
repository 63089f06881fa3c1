"""Sessions of agents: a signed cookie for twelve hours; nothing is stored. It ends when the agent leaves AGENTS."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from handlers.conversation.contact import Channel
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.links import Link

COOKIE = "__Host-desk"  # browsers take it only over https, for this host alone
LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    """An agent who has signed in. `business`: the address of ours that the agent writes to."""

    agent: Agent
    business: str
    position: int  # in AGENTS, from 1: what the log calls the agent


class Sessions:
    """Gives sessions, and recognises them."""

    def __init__(self, secret: str, agents: Agents, now: Callable[[], datetime]) -> None:
        self._signer = URLSafeSerializer(
            secret, salt="desk", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
        self._agents, self._now = agents, now

    def admitted(self, link: Link) -> Session | None:
        """The session of whom this link lets in; None if that is no agent any more."""
        return self._of(Agent(link.agent, link.channel, link.address), link.business)

    def begin(self, session: Session, response: Response) -> None:
        """Give the browser the session's cookie."""
        agent, until = session.agent, self._now() + LASTS
        value = self._signer.dumps([agent.name, agent.channel, agent.address, session.business, until.timestamp()])
        response.set_cookie(
            COOKIE, str(value), int(LASTS.total_seconds()), secure=True, httponly=True, samesite="strict"
        )

    def end(self, response: Response) -> None:
        """Take the cookie from the browser."""
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")

    def of(self, request: Request) -> Session | None:
        """The session of a request, if it is ours, not over, and its agent still is one."""
        try:
            name, channel, address, business, until = self._signer.loads(request.cookies.get(COOKIE, ""))
        except BadData:
            return None
        is_over = self._now() >= datetime.fromtimestamp(until, UTC)
        return None if is_over else self._of(Agent(name, Channel(channel), address), business)

    def _of(self, agent: Agent, business: str) -> Session | None:
        every = self._agents.every
        return Session(agent, business, every.index(agent) + 1) if agent in every else None
