"""POST /tick, the clock's door: Cloud Scheduler calls it every minute, and each job does what is due."""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handlers import logs
from handlers.conversation.clock import Done, Job
from handlers.doors.refused import refused
from handlers.errors import ForgedRequest, Unavailable

TICK_SECONDS = 24.0  # of the 45 that Cloud Run gives a request
GRACE_SECONDS = 3.0


@dataclass(frozen=True)
class TickDoor:
    """Runs the jobs, by name, side by side. `secret`: the caller's bearer token."""

    jobs: Mapping[str, Job]
    secret: str = field(repr=False)
    seconds: float = TICK_SECONDS

    async def __call__(self, request: Request) -> Response:
        """Answer 200 with each job's count; 403 without the secret; 503 if a job failed: the others still ran."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode()):
            return refused(ForgedRequest("wrong TICK_SECRET"), structlog.get_logger())
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
            structlog.get_logger().info("done by the clock", job=name, results=list(done.results))
        for problem in done.problems:
            _report(name, problem)
        return done


def _report(name: str, problem: BaseException) -> None:
    facts: dict[str, object] = logs.where(problem)
    if isinstance(problem, Unavailable):
        facts = {"code": problem.code, "remedy": problem.remedy}
    structlog.get_logger().error("what is owed could not be done", job=name, **facts)
