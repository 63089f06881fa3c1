"""The desk's pages: the list, the conversation, what is done there, and what has changed since."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from handlers.pages.canned import Canned
from handlers.pages.guard import HEADERS
from handlers.pages.place import Place, asked_in, made_at, place_in
from handlers.pages.presence import Presence
from handlers.pages.rendering import Pages
from handlers.pages.shown import chat
from handlers.pages.visits import Visit, see
from handlers.tickets import notices, window_words, windows
from handlers.tickets.agents import Agents
from handlers.tickets.desk import Desk, Opened, View
from handlers.tickets.desk_acts import REASONS, ActAtDesk, Do, Done, Result
from handlers.tickets.ticket import Ticket

FORM = re.compile(r"desk-[0-9a-f]{32}")


@dataclass(frozen=True)
class DeskPages:
    """Shows agents the desk, and does what they ask for there."""

    desk: Desk
    act: ActAtDesk
    agents: Agents
    canned: Sequence[Canned]
    pages: Pages
    now: Callable[[], datetime]
    presence: Presence
    has_answers: bool = False

    async def show(self, visit: Visit) -> Response:
        """GET /desk: the list beside a conversation."""
        return await self._page(visit, place_in(visit.query), is_look=True)

    async def search(self, visit: Visit) -> Response:
        """POST /desk/search: the same with what was found instead of the list."""
        visit.log("search")
        return await self._page(visit, place_in(visit.form))

    async def changes(self, visit: Visit) -> Response:
        """GET /desk/changes: 204 if the page is as it was, else the page anew."""
        place, mark = place_in(visit.query), visit.query.get("mark", "")
        since = made_at(mark)
        if since and mark == await self._mark(visit, place, since):
            return Response(status_code=204, headers=HEADERS)
        return await self._page(visit, place)

    async def do(self, visit: Visit) -> Response:
        """POST /desk/act: the page after it; with the words still in the composer if they were not sent."""
        place, form = place_in(visit.form), visit.form
        what, key = form.get("do", ""), form.get("form", "")
        if what not in set(Do) or not FORM.fullmatch(key):
            done = Done(Result.UNCLEAR, place.ticket)
        else:
            done = await self.act(asked_in(form, place), visit.session.agent, key)
            visit.log(what, ticket=done.ticket or None, result=str(done.result))
        if done.result is Result.DONE:
            return see(place.at(ticket=done.ticket, talk=""))
        return await self._page(visit, place, done=done, draft=form.get("text", ""))

    async def _page(
        self, visit: Visit, place: Place, *, is_look: bool = False, done: Done | None = None, draft: str = ""
    ) -> Response:
        now = self.now()
        mark = await self._mark(visit, place, now)  # before anything is read, so that no change is missed
        opened = await self._opened(place)
        if place.talk and opened and opened.ticket:
            return see(place.at(ticket=opened.ticket.code, talk=""))
        if opened and is_look:
            visit.log("look", ticket=place.ticket or None, thread=opened.thread.alias)
        listing = await self.desk.listing(place.view, place.search, visit.session.business)
        values = {
            **self._house(visit, now),
            **self._conversation(visit, place, opened, now),
            "place": place,
            "listing": listing,
            "opened": opened,
            "mark": "" if opened and _is_sending(opened) else mark,
            "done": done,
            "draft": draft,
        }
        return self.pages("desk.html", visit.language, status=409 if done else 200, **values)

    def _house(self, visit: Visit, now: datetime) -> dict[str, Any]:
        """What is the same on every page of an agent's."""
        return {
            "me": visit.session.agent,
            "agents": self.agents.every,
            "views": list(View),
            "canned": self.canned,
            "has_answers": self.has_answers,
            "sees_numbers": visit.sees_numbers,
            "reasons": REASONS,
            "waited": lambda at: notices.waited(now - at),
            "until": lambda at: notices.waited(at - now),
            "new_form": lambda: f"desk-{secrets.token_hex(16)}",
        }

    def _conversation(self, visit: Visit, place: Place, opened: Opened | None, now: datetime) -> dict[str, Any]:
        if opened is None:
            return {"bubbles": [], "closes_at": None, "may_write": False, "may_invite": False, "others": []}
        ticket, me = opened.ticket, visit.session.agent.name
        return {
            "bubbles": chat(opened, visit.language),
            "closes_at": windows.closes_at(opened.thread.contact, ticket.inbound_at) if ticket else None,
            "may_write": ticket is not None and _may_write(ticket, me, now),
            "may_invite": ticket is not None and bool(self.agents.invitation) and windows.takes_invitation(ticket, now),
            "window": window_words.in_words(ticket.contact, visit.language) if ticket else {},
            "others": self.presence.others(_where(place), me),
        }

    async def _opened(self, place: Place) -> Opened | None:
        if place.ticket:
            return await self.desk.ticket(place.ticket, most=place.most)
        return await self.desk.talk(place.talk, most=place.most) if place.talk else None

    async def _mark(self, visit: Visit, place: Place, since: datetime) -> str:
        others = self.presence.others(_where(place), visit.session.agent.name) if _where(place) else []
        mark = await self.desk.mark(since, "" if place.ticket else place.talk)
        return "~".join((since.isoformat(), mark, *(str(self._position(name)) for name in others)))

    def _position(self, name: str) -> int:
        return [agent.name for agent in self.agents.every].index(name)


def _may_write(ticket: Ticket, agent: str, now: datetime) -> bool:
    is_free = not ticket.is_closed and ticket.agent in ("", agent)
    return is_free and windows.takes_persons_words(ticket.contact, ticket.inbound_at, now)


def _where(place: Place) -> str:
    return place.ticket or place.talk


def _is_sending(opened: Opened) -> bool:
    """True while a text is on its way: that ends without a change that a mark would show."""
    return opened.thread.unsent is not None and not opened.thread.unsent.given_up
