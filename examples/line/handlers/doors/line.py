"""POST /line, LINE's door: only requests signed by LINE come in."""

from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers import logs
from handlers.body import read_body
from handlers.channels.line import read
from handlers.doors.by_rest import AnsweringByRest
from handlers.doors.refused import refused
from handlers.errors import RefusedRequest, StoreUnavailable


@dataclass(frozen=True)
class LineDoor:
    """Takes LINE's events; the answers go out by REST."""

    answering: AnsweringByRest
    secret: str = field(repr=False)
    project: str

    async def __call__(self, request: Request) -> Response:
        """200 once all messages are kept; 503 if one was not, since LINE delivers them again then."""
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        try:
            body = await read_body(request)
            read.verify(body, request.headers.get("x-line-signature", ""), secret=self.secret)
            messages = read.parse(body)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        try:
            await self.answering(messages, log)
        except StoreUnavailable:
            return Response(status_code=503)
        return Response()
