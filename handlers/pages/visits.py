"""The edge that all pages share: who visits, from where, how often; what a page may not answer is answered here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handlers.body import read_body
from handlers.callers import Pace
from handlers.errors import NotAForm, RefusedRequest, StoreUnavailable
from handlers.languages import Language
from handlers.pages.guard import HEADERS, is_from_here
from handlers.pages.rendering import Pages
from handlers.pages.sessions import Session, Sessions
from handlers.pages.words import language_of

MOST_FIELDS = 20
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Visit:
    """A request of somebody who has signed in. `form`: the fields of a POST, each once.

    `sees_numbers`: this agent may look at the business's numbers.
    """

    session: Session
    language: Language
    query: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    sees_numbers: bool = False

    def log(self, action: str, **facts: object) -> None:
        """The audit line of an action: the agent is a position in AGENTS, since a name is a person's."""
        structlog.get_logger().info("desk", action=action, agent=self.session.position, **facts)


Show = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True)
class Visits:
    """Lets agents in to pages. `house_language`: for browsers that want none of ours.

    `numbers_for`: who sees the numbers, the owner (the first of AGENTS) or all agents.
    """

    sessions: Sessions
    pages: Pages
    public_url: str
    house_language: Language
    numbers_for: Literal["owner", "agents"] = "owner"
    pace: Pace = field(default_factory=lambda: Pace(300, 60.0))
    pace_of_strangers: Pace = field(default_factory=lambda: Pace(20, 60.0))

    def language(self, request: Request) -> Language:
        """The language of a browser."""
        return language_of(request.headers.get("accept-language", ""), self.house_language)

    def page(self, show: Show) -> Callable[[Request], Awaitable[Response]]:
        """A handler that shows agents something."""

        async def handle(request: Request) -> Response:
            session = self.sessions.of(request)
            if session is None:
                return self.notice(request, "enter_how", 401)
            if not self.pace(str(session.position)):
                return self.notice(request, "too_often", 429)
            try:
                form = await self.form(request) if request.method == "POST" else {}
                sees = session.position == 1 or self.numbers_for == "agents"
                return await show(Visit(session, self.language(request), dict(request.query_params), form, sees))
            except RefusedRequest as refusal:
                return self.notice(request, "not_from_here", refusal.status)
            except StoreUnavailable as problem:
                structlog.get_logger().error("store unavailable at the desk", code=problem.code, remedy=problem.remedy)
                return self.notice(request, "no_store", 503)

        return handle

    async def form(self, request: Request) -> dict[str, str]:
        """The fields of a form of ours. Raises RefusedRequest."""
        if not is_from_here(request.headers, self.public_url):
            raise ForeignForm("a form from another site")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise NotAForm("another content type than a form's")
        body = await read_body(request, most_fields=MOST_FIELDS)
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))

    def notice(self, request: Request, name: str, status: int) -> Response:
        """A page with one sentence."""
        return self.pages("notice.html", self.language(request), status=status, said=name)


class ForeignForm(RefusedRequest):
    """A form that no page of ours sent."""

    status = 403


def see(place: str) -> Response:
    """Where to go after a form: the browser asks for it with GET."""
    return RedirectResponse(place, 303, HEADERS)
