"""POST /status, where Twilio reports what became of a ticket's message: only a failure is news, and is told at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers.channels.twilio import read
from handlers.channels.twilio.status import failure_in
from handlers.doors.refused import refused
from handlers.doors.twilio import signed_form
from handlers.errors import RefusedRequest, StoreUnavailable


@dataclass(frozen=True)
class StatusDoor:
    """Verifies reports as the webhook does, and hands failures on: `tell` gets ticket, MessageSid and code."""

    tell: Callable[[str, str, str], Awaitable[None]]
    public_url: str
    tokens: tuple[str, ...] = field(repr=False)
    account: str

    async def __call__(self, request: Request) -> Response:
        """Answer 204, also to what is no news; 403: not signed; 503: the store failed, and Twilio says it only once."""
        log = structlog.get_logger()
        try:
            signed = await signed_form(request)
            read.verify(signed, public_url=self.public_url, tokens=self.tokens, account=self.account)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        failure = failure_in(signed)
        if failure is None:
            return Response(status_code=204)
        log = log.bind(message_sid=failure.sid, code=failure.code)
        log.warning("a person's message did not arrive")
        try:
            await self.tell(failure.ticket, failure.sid, failure.code)
        except StoreUnavailable as problem:
            log.error("nobody was told that a message did not arrive", store=problem.code, remedy=problem.remedy)
            return Response(status_code=503)
        return Response(status_code=204)
