"""Signing in by a link: opening it only shows a button, since apps that preview links open them, too."""

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers.callers import caller
from handlers.errors import RefusedRequest, StoreUnavailable
from handlers.pages.sessions import Session
from handlers.pages.visits import Visit, Visits, see
from handlers.tickets.links import Links

MOST_TOKEN = 100  # characters


@dataclass(frozen=True)
class SignIn:
    """The entrance of the desk."""

    visits: Visits
    links: Links

    async def ask(self, request: Request) -> Response:
        """GET: the button. The token is behind the # of the address, where only the page's script sees it."""
        return self.visits.pages("enter.html", self.visits.language(request))

    async def enter(self, request: Request) -> Response:
        """POST: the session, if the link is good; it is not good any more."""
        try:
            form = await self.visits.form(request)
            if not self.visits.pace_of_strangers(caller(request)):
                return self._refused(request, "too_often", 429)
            session = await self._session(form.get("token", ""))
        except RefusedRequest as refusal:
            return self._refused(request, "not_from_here", refusal.status)
        except StoreUnavailable as problem:
            structlog.get_logger().error("store unavailable at the desk", code=problem.code, remedy=problem.remedy)
            return self.visits.notice(request, "no_store", 503)
        if session is None:
            return self._refused(request, "link_over", 403)
        Visit(session, self.visits.language(request), {}).log("enter")
        response = see("/desk")
        self.visits.sessions.begin(session, response)
        return response

    async def leave(self, visit: Visit) -> Response:
        """POST: the end of the session in this browser."""
        visit.log("leave")
        response = see("/desk")
        self.visits.sessions.end(response)
        return response

    async def _session(self, token: str) -> Session | None:
        link = await self.links.take(token) if 0 < len(token) <= MOST_TOKEN else None
        return self.visits.sessions.admitted(link) if link else None

    def _refused(self, request: Request, name: str, status: int) -> Response:
        structlog.get_logger().warning(f"desk: nobody was let in: {name}", status=status)
        return self.visits.notice(request, name, status)
