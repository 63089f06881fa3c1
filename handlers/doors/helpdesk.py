"""POST /helpdesk, the helpdesk's door: its people answer, note, take and close tickets."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handlers.body import read_body
from handlers.doors.refused import refused
from handlers.errors import NoSuchTicket, RefusedRequest, StoreUnavailable
from handlers.tickets.hear_helpdesk import NotDelivered
from handlers.tickets.helpdesk_orders import BadOrder, Ordered, ordered_in
from handlers.tickets.ticket import CannotAct, IsClosed, IsStopped, IsTaken
from handlers.tickets.windows import WindowIsOver

REASONS: dict[type[CannotAct], str] = {
    IsTaken: "taken",
    IsClosed: "closed",
    IsStopped: "stopped",
    WindowIsOver: "window_over",
}


class Hears(Protocol):
    """Does an order once for each `sid`; see HearHelpdesk."""

    async def __call__(self, ordered: Ordered, *, sid: str) -> str: ...


@dataclass(frozen=True)
class HelpdeskDoor:
    """Does what a genuine request orders. `verified_id` gives a request's own id. Raises ForgedRequest."""

    hear: Hears
    verified_id: Callable[[bytes, Mapping[str, str]], str]

    async def __call__(self, request: Request) -> Response:
        """Answer 200 with `result`; 400 with the wrong `field`; 403; 404 and 409 with `reason`; 503: to be repeated."""
        log = structlog.get_logger()
        try:
            body = await read_body(request)
            sid = sid_of(self.verified_id(body, request.headers))
        except RefusedRequest as refusal:
            return refused(refusal, log)
        try:
            status, answer = await self._answer(body, sid)
        except StoreUnavailable as problem:
            log.error("store unavailable: the helpdesk has to repeat it", code=problem.code, remedy=problem.remedy)
            return JSONResponse({"reason": "store_unavailable"}, 503)
        log.info("helpdesk", message_sid=sid, status=status, result=answer.get("result") or answer["reason"])
        return JSONResponse(answer, status)

    async def _answer(self, body: bytes, sid: str) -> tuple[int, dict[str, str]]:
        try:
            return 200, {"result": await self.hear(ordered_in(body), sid=sid)}
        except BadOrder as wrong:
            return 400, {"reason": "bad_order", "field": wrong.field, "problem": wrong.problem}
        except NoSuchTicket:
            return 404, {"reason": "unknown_ticket"}
        except IsTaken as other:
            return 409, {"reason": REASONS[IsTaken], "agent": other.agent}
        except NotDelivered:
            return 409, {"reason": "not_delivered"}
        except CannotAct as refusal:
            return 409, {"reason": REASONS[type(refusal)]}


def sid_of(webhook_id: str) -> str:
    """The id as a message's: of any characters, and never that of a customer's message."""
    return f"HD{hashlib.sha256(webhook_id.encode()).hexdigest()[:32]}"
