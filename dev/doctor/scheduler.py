"""Checks of Cloud Scheduler: a job that calls /tick, with the right secret, enough patience, and success.

https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs/list
"""

import asyncio
import hmac
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from dev.deploy.clock import ATTEMPT_DEADLINE, EVERY_MINUTE, RETRIES
from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.google_rest import Project, guarded
from dev.doctor.web import is_here
from handlers.doors.tick import GRACE_SECONDS, TICK_SECONDS
from handlers.settings import Settings

JOB = "Cloud Scheduler's job"
PATIENCE = f"--attempt-deadline={ATTEMPT_DEADLINE} --max-retry-attempts={RETRIES}"
LONGEST_TICK = TICK_SECONDS + GRACE_SECONDS
BEARER = '--{flag}="Authorization=Bearer $TICK_SECRET"'


async def scheduler_findings(settings: Settings, *, url: str = "") -> list[Finding]:
    """The one check. `url` stands for Google's own host, for tests."""
    return [await asyncio.to_thread(guarded, JOB, "cloudscheduler", partial(_job, settings, url))]


def _job(settings: Settings, url: str) -> Finding:
    secret = settings.tick_secret.get_secret_value()
    if not secret:
        return not_applicable(JOB, "no TICK_SECRET: nobody calls /tick")
    if is_here(settings.public_url):
        return not_applicable(JOB, "it cannot call this machine")
    if settings.store != "firestore":
        return not_applicable(JOB, f"STORE={settings.store}: a crontab calls /tick instead (docs/own-machine.md)")
    project = Project(settings, "cloudscheduler", url)
    tick = f"{settings.public_url}/tick"
    job = next((job for job in _jobs(project) if job.get("httpTarget", {}).get("uri") == tick), None)
    if job is None:
        create = f"gcloud scheduler jobs create http recado-tick --project={project.name} --location=R --uri={tick}"
        how = f'--schedule="{EVERY_MINUTE}" --http-method=POST {PATIENCE} {BEARER.format(flag="headers")}'
        return fails(JOB, f"none calls {tick}", remedy=f"{create} {how}")
    return _examined(job, tick, project.name, secret)


def _examined(job: Mapping[str, Any], tick: str, project: str, secret: str) -> Finding:
    name, where = named(job, project)
    if wrong := paused(job, project):
        return wrong
    target = job["httpTarget"]
    headers = {name.lower(): value for name, value in target.get("headers", {}).items()}
    is_secret = hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {secret}".encode())
    if target.get("httpMethod", "POST") != "POST" or not is_secret:
        how = f"--http-method=POST {BEARER.format(flag='update-headers')}"
        return fails(
            JOB, f"{name} calls without POST or TICK_SECRET", remedy=f"gcloud scheduler jobs update http {where} {how}"
        )
    return impatient(job, project) or holds(JOB, f"{name} calls {tick} ({job.get('schedule')})")


def named(job: Mapping[str, Any], project: str) -> tuple[str, str]:
    """The name of a job, and what gcloud's commands call it. It is named projects/P/locations/L/jobs/J."""
    *_, location, _, name = f"//{job['name']}".split("/")
    return name, f"{name} --project={project} --location={location}"


def paused(job: Mapping[str, Any], project: str) -> Finding | None:
    """The finding about a job that does not run, with how it goes on."""
    name, where = named(job, project)
    if job.get("state") == "ENABLED":
        return None
    return fails(JOB, f"{name} is {job.get('state')}", remedy=f"gcloud scheduler jobs resume {where}")


def impatient(job: Mapping[str, Any], project: str) -> Finding | None:
    """The finding about a job that breaks a tick off, or repeats one beside the next."""
    name, where = named(job, project)
    deadline = float(job.get("attemptDeadline", "180s").removesuffix("s"))
    retries = job.get("retryConfig", {}).get("retryCount", 0)
    if deadline <= LONGEST_TICK or retries:
        said = f"{name} gives a tick {deadline:.0f} s and {retries} retries"
        return fails(JOB, said, remedy=f"gcloud scheduler jobs update http {where} {PATIENCE}")
    return None


def _jobs(project: Project) -> Iterator[dict[str, Any]]:
    """The jobs of all locations, since no setting says where the function is."""
    for place in project.list("locations", "locations"):
        yield from project.list(f"locations/{place['locationId']}/jobs", "jobs")
