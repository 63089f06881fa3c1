"""POST /openai and POST /tick: OpenAI says that a response has ended, the clock that a minute has passed."""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handlers import logs
from handlers.body import read_body
from handlers.conversation.clock import Done, Job
from handlers.conversation.late import PayDebts
from handlers.errors import HungUp, RefusedRequest, Unavailable

WEBHOOK_SECONDS = 20.0  # OpenAI says it again for 72 hours
TICK_SECONDS = 24.0  # of the 30 that Cloud Scheduler waits
GRACE_SECONDS = 3.0


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
        except HungUp as gone:
            return Response(status_code=gone.status)  # nobody is there to read it
        except RefusedRequest as refusal:
            log.warning(f"request refused: {refusal}", status=refusal.status)
            return Response(status_code=refusal.status)
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


@dataclass(frozen=True)
class Tick:
    """Cloud Scheduler says that a minute has passed. `secret`: what it sends as its bearer token; `jobs` by name."""

    jobs: Mapping[str, Job]
    secret: str = field(repr=False)
    seconds: float = TICK_SECONDS

    async def __call__(self, request: Request) -> Response:
        """200 with what each job has done; 403 without the secret; 503: one of them failed, the others did not."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode()):
            structlog.get_logger().warning("request refused: wrong TICK_SECRET", status=403)
            return Response(status_code=403)
        until = asyncio.get_running_loop().time() + self.seconds
        ended = await asyncio.gather(*(self._run(name, job, until) for name, job in self.jobs.items()))
        counts = {name: done.count for name, done in zip(self.jobs, ended, strict=True)}
        return JSONResponse(counts, 503 if any(done.problems for done in ended) else 200)

    async def _run(self, name: str, job: Job, until: float) -> Done:
        try:
            async with asyncio.timeout_at(until + GRACE_SECONDS):
                done = await job(until)
        except Exception as failure:  # whatever is wrong with one job, the others go on
            done = Done(problems=(failure,))
        if done.results:
            structlog.get_logger().info("late answers", results=list(done.results))
        for problem in done.problems:
            _report(name, problem)
        return done


def _report(name: str, problem: BaseException) -> None:
    facts: dict[str, object] = logs.where(problem)
    if isinstance(problem, Unavailable):
        facts = {"code": problem.code, "remedy": problem.remedy}
    structlog.get_logger().error("what is owed could not be done", job=name, **facts)
