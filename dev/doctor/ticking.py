"""The clock of a deployed function, as gcloud lists it: arranged, not paused, and its last call accepted.

Cloud Scheduler holds the bearer token in its job. It is not asked for: the last call shows whether it is right.
https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#Job
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dev.deploy.clock import EVERY_MINUTE
from dev.doctor.deployed import Where
from dev.doctor.findings import Finding, fails, holds
from dev.doctor.scheduler import JOB, impatient, named, paused
from handlers.settings import Settings

FIELDS = (
    *("name", "state", "schedule", "attemptDeadline", "retryConfig", "httpTarget.uri", "httpTarget.httpMethod"),
    *("userUpdateTime", "lastAttemptTime", "status"),
)
SILENCE = timedelta(minutes=5)  # the longest between two calls of a clock that runs every minute
# google.rpc.Code of the last call: https://cloud.google.com/apis/design/errors
CODES = {
    4: "took too long (DEADLINE_EXCEEDED)",
    5: "found no /tick (404): the function does not have TICK_SECRET",
    7: "was refused (403): its secret is not the function's TICK_SECRET",
    13: "failed in the function (500)",
    14: "could not do all that is due (503)",
    16: "was not let in (401): not everybody may call the service",
}
IN_THE_LOG = (13, 14)


def job_finding(jobs: Iterable[Mapping[str, Any]], settings: Settings, where: Where, now: datetime) -> Finding:
    """The job that calls this function's /tick, among those of its region."""
    tick = f"{settings.public_url}/tick"
    if not settings.tick_secret:
        return fails(JOB, "the function does not get TICK_SECRET, so that nobody can call /tick", remedy=where.deploy)
    job = next((job for job in jobs if job.get("httpTarget", {}).get("uri") == tick), None)
    if job is None:
        return fails(JOB, f"none in {where.region} calls {tick}", remedy=where.deploy)
    if wrong := paused(job, where.project) or _misdirected(job, where) or impatient(job, where.project):
        return wrong
    return _last_call(job, where, now)


def _misdirected(job: Mapping[str, Any], where: Where) -> Finding | None:
    name, there = named(job, where.project)
    update = f"gcloud scheduler jobs update http {there}"
    if job["httpTarget"].get("httpMethod", "POST") != "POST":
        return fails(JOB, f"{name} does not call with POST", remedy=f"{update} --http-method=POST")
    if job.get("schedule") != EVERY_MINUTE:
        said = f"{name} calls at {job.get('schedule')}, not every minute: late answers wait for it"
        return fails(JOB, said, remedy=f'{update} --schedule="{EVERY_MINUTE}"')
    return None


def _last_call(job: Mapping[str, Any], where: Where, now: datetime) -> Finding:
    """No status without an attempt; an empty one after success."""
    name, _ = named(job, where.project)
    last, code = _time(job.get("lastAttemptTime")), job.get("status", {}).get("code", 0)
    if last is None and (set_at := _time(job.get("userUpdateTime"))) and now - set_at < SILENCE:
        return holds(JOB, f"{name} is set to call every minute, and has not yet: look again in two")
    if last is None or now - last > SILENCE:
        when = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet, although it is set to"
        return fails(
            JOB, f"{name} has not called {when}", remedy=f"its log in the console, Cloud Scheduler; or {where.deploy}"
        )
    if code:
        said = f"{name}'s last call {CODES.get(code, f'failed (code {code})')}"
        logs = f"gcloud run services logs read {where} --limit=50"
        return fails(JOB, said, remedy=logs if code in IN_THE_LOG else where.deploy)
    return holds(
        JOB, f"{name} calls every minute, last at {last:%H:%M} UTC, and was let in; its secret was not looked at"
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
