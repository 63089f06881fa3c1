"""The clock: a job of Cloud Scheduler's that calls POST /tick every minute."""

from collections.abc import Mapping
from typing import Any

from dev.deploy.place import NAME, Place
from dev.deploy.secret_manager import id_of
from dev.gcloud import Gcloud

EVERY_MINUTE = "* * * * *"
# A tick takes up to 30 seconds, a start before it a few, and Cloud Run ends a request after 45 (cloudbuild.yaml). Less
# than a minute: Cloud Scheduler begins no execution before the last one has ended.
ATTEMPT_DEADLINE = "55s"
# The next tick does what failed: a retry would only run beside it.
RETRIES = 0

_JOBS = ("scheduler", "jobs")


def set_the_clock(gcloud: Gcloud, place: Place) -> None:
    """Make a job for POST /tick, with the secret that the function knows.

    The header goes by stdin. Anyone who may view the project's jobs can read it, since Cloud Scheduler holds it.
    """
    header = f"Bearer {gcloud.ask_secret(id_of('TICK_SECRET')).strip()}"
    jobs = {job["name"].rpartition("/")[2]: job for job in gcloud.ask(*_JOBS, "list", f"--location={place.region}")}
    job = jobs.get(f"{NAME}-tick")
    if job is None:
        _write_job(gcloud, place, "create", {"--headers": {"Authorization": header}})
    elif _as_found(job) != _as_wanted(place, header):
        _write_job(gcloud, place, "update", {"--update-headers": {"Authorization": header}})


def _as_wanted(place: Place, header: str) -> tuple[object, ...]:
    return EVERY_MINUTE, ATTEMPT_DEADLINE, RETRIES, f"{place.url}/tick", "POST", header


def _as_found(job: Mapping[str, Any]) -> tuple[object, ...]:
    target = job.get("httpTarget", {})
    retries = job.get("retryConfig", {}).get("retryCount", 0)
    calls = target.get("uri"), target.get("httpMethod"), target.get("headers", {}).get("Authorization")
    return job.get("schedule"), job.get("attemptDeadline"), retries, *calls


def _write_job(gcloud: Gcloud, place: Place, verb: str, headers: Mapping[str, object]) -> None:
    job = (*_JOBS, verb, "http", f"{NAME}-tick", f"--location={place.region}")
    what = (f"--schedule={EVERY_MINUTE}", f"--uri={place.url}/tick", "--http-method=POST")
    how = (f"--attempt-deadline={ATTEMPT_DEADLINE}", f"--max-retry-attempts={RETRIES}")
    gcloud.run_with(headers, *job, *what, *how)
