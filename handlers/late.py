"""POST /openai and POST /tick: what makes us finish the answers that no request waits for any more."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from handlers.body import read_body
from handlers.conversation.forgetting import Forget
from handlers.conversation.late import PayDebts
from handlers.errors import RefusedRequest, Unavailable


@dataclass(frozen=True)
class OpenAIWebhook:
    """OpenAI says that a response has ended. `ended_response` verifies and reads what it says."""

    pay_debts: PayDebts
    ended_response: Callable[[bytes, Mapping[str, str]], str | None]

    async def __call__(self, request: Request) -> Response:
        """200: done, or nothing to do; 503: OpenAI is to say it again, since somebody may still deliver the answer."""
        log = structlog.get_logger()
        try:
            response = self.ended_response(await read_body(request), request.headers)
        except RefusedRequest as refusal:
            log.warning(f"request refused: {refusal}", status=refusal.status)
            return Response(status_code=refusal.status)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        if response is None:
            return Response()
        try:
            if await self.pay_debts.is_awaited(response):
                return Response(status_code=503)
            outcomes = await self.pay_debts.response_ended(response)
        except Unavailable as problem:
            log.error("a late answer could not be sent", code=problem.code, remedy=problem.remedy)
            return Response(status_code=503)
        log.info("late answers", results=[str(outcome.result) for outcome in outcomes])
        return Response()


@dataclass(frozen=True)
class Tick:
    """Cloud Scheduler says that a minute has passed. `secret`: what it sends as its bearer token.

    Without `pay_debts`, which needs Twilio's REST API, it only finishes what is to be forgotten.
    """

    forget: Forget
    pay_debts: PayDebts | None
    secret: str = field(repr=False)

    async def __call__(self, request: Request) -> Response:
        """200 with what was taken up; 403 without the secret; 503: the store, OpenAI or Twilio is out of reach."""
        log = structlog.get_logger()
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode()):
            log.warning("request refused: wrong TICK_SECRET", status=403)
            return Response(status_code=403)
        try:
            outcomes = await self.pay_debts.tick() if self.pay_debts else []
            erasures = await self.forget.tick()
        except Unavailable as problem:
            log.error("what is owed could not be done", code=problem.code, remedy=problem.remedy)
            return Response(status_code=503)
        results = [str(outcome.result) for outcome in outcomes]
        if results:
            log.info("late answers", results=results)
        return JSONResponse({"turns": len(results), "erasures": erasures})
