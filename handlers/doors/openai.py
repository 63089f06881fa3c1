"""POST /openai, OpenAI's door: it reports that a response has ended, perhaps after its request."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers.body import read_body
from handlers.conversation.pay_debts import PayDebts
from handlers.doors.refused import refused
from handlers.errors import RefusedRequest, Unavailable

WEBHOOK_SECONDS = 20.0  # OpenAI repeats a failed webhook for 72 hours


@dataclass(frozen=True)
class OpenAIDoor:
    """Sends the finished answer. `ended_response` verifies and reads OpenAI's event."""

    pay_debts: PayDebts
    ended_response: Callable[[bytes, Mapping[str, str]], str | None]

    async def __call__(self, request: Request) -> Response:
        """Answer 200: done, or nothing to do; 503: a living turn may deliver the answer, so OpenAI is to repeat it."""
        log = structlog.get_logger()
        try:
            response = self.ended_response(await read_body(request), request.headers)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        if response is None:
            return Response()
        try:
            if await self.pay_debts.is_awaited(response):
                return Response(status_code=503)
            deadline = asyncio.get_running_loop().time() + WEBHOOK_SECONDS
            outcomes = await self.pay_debts.response_ended(response, deadline=deadline)
        except Unavailable as problem:
            log.error("a late answer could not be sent", code=problem.code, remedy=problem.remedy)
            return Response(status_code=503)
        if outcomes:
            log.info("late answers", results=[str(outcome.result) for outcome in outcomes])
        return Response()
