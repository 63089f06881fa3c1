"""Google Cloud, examined: Firestore, its expiry of what is old, and the job that calls /tick.

https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.fields/list
https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs/list
"""

import asyncio
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import google.auth
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession

from dev.doctor_findings import Finding, fails, holds, spared
from dev.doctor_web import is_here
from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.firestore_documents import Documents
from handlers.conversation.thread import Limits
from handlers.errors import StoreUnavailable
from handlers.settings import Settings

SECONDS = 20.0
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
EXPIRING = ("threads", "messages", "erasures")
WORKING = ("ACTIVE", "CREATING")  # what is written meanwhile expires, too
STORE, EXPIRY, JOB = "Firestore", "Firestore's expiry", "Cloud Scheduler's job"
BEARER = '--{flag}="Authorization=Bearer $TICK_SECRET"'
LOG_IN = "gcloud auth application-default login, and set GOOGLE_CLOUD_PROJECT"


async def google_findings(settings: Settings, *, url: str = "") -> list[Finding]:
    """All three checks. `url` stands for Google's own hosts, for tests."""
    if settings.store == "memory":
        no_store = [spared(STORE, "STORE=memory"), spared(EXPIRY, "STORE=memory")]
    else:
        no_store = [await _store(settings), await asyncio.to_thread(_guarded, EXPIRY, _expiry, settings, url)]
    return [*no_store, await asyncio.to_thread(_guarded, JOB, _job, settings, url)]


async def _store(settings: Settings) -> Finding:
    try:
        documents = Documents(
            settings.google_cloud_project, settings.firestore_database, emulator=settings.firestore_emulator_host
        )
    except (GoogleAuthError, OSError):
        return fails(STORE, "no Google Cloud project or credentials", remedy=LOG_IN)
    threads = FirestoreThreads(
        documents, now=lambda: datetime.now(UTC), retention=settings.retention, limits=Limits(), seconds=SECONDS
    )
    try:
        await threads.text_of("doctor", "doctor")
    except StoreUnavailable as problem:
        return fails(STORE, f"could not be read ({problem.code})", remedy=problem.remedy)
    finally:
        await threads.close()
    where = f"the emulator at {settings.firestore_emulator_host}" if settings.firestore_emulator_host else "the cloud"
    return holds(STORE, f"{settings.firestore_database} in {where} was read")


def _guarded(check: str, examine: Any, settings: Settings, url: str) -> Finding:
    """A check by Google's REST APIs, whose refusals have their remedies here."""
    try:
        found: Finding = examine(settings, url)
    except (GoogleAuthError, OSError) as problem:
        if isinstance(problem, requests.HTTPError) and problem.response is not None:
            return _refused(check, problem.response.status_code)
        if isinstance(problem, requests.RequestException):
            return fails(check, f"Google was not reached ({type(problem).__name__})", remedy="see the network")
        return fails(check, "no Google Cloud project or credentials", remedy=LOG_IN)
    return found


def _refused(check: str, status: int) -> Finding:
    api = "firestore" if check == EXPIRY else "cloudscheduler"
    remedies = {
        401: LOG_IN,
        403: f"gcloud services enable {api}.googleapis.com; and you need a role that may look, such as roles/viewer",
        404: "see GOOGLE_CLOUD_PROJECT and FIRESTORE_DATABASE",
    }
    return fails(
        check, f"Google refused to tell ({status})", remedy=remedies.get(status, "see status.cloud.google.com")
    )


def _expiry(settings: Settings, url: str) -> Finding:
    if settings.firestore_emulator_host and not url:
        return spared(EXPIRY, "the emulator has none")
    session, project = _session(settings)
    base = f"{url or 'https://firestore.googleapis.com'}/v1/projects/{project}/databases/{settings.firestore_database}"
    missing = []
    for collection in EXPIRING:
        found = _get(session, f"{base}/collectionGroups/{collection}/fields", filter="ttlConfig:*")
        if not any(_expires(field) for field in found.get("fields", [])):
            missing.append(collection)
    if not missing:
        return holds(EXPIRY, f"expire_at, in {', '.join(EXPIRING)}")
    update = "gcloud firestore fields ttls update expire_at --enable-ttl --async"
    database = f"--project={project} --database='{settings.firestore_database}'"
    remedy = "\n".join(f"{update} {database} --collection-group={each}" for each in missing)
    return fails(EXPIRY, f"off for {', '.join(missing)}: what is old is never deleted", remedy=remedy)


def _expires(field: Mapping[str, Any]) -> bool:
    named = field.get("name", "").endswith("/fields/expire_at")
    return named and field.get("ttlConfig", {}).get("state") in WORKING


def _job(settings: Settings, url: str) -> Finding:
    secret = settings.tick_secret.get_secret_value()
    if not secret:
        return spared(JOB, "no TICK_SECRET: nobody calls /tick")
    if is_here(settings.public_url):
        return spared(JOB, "it cannot call this machine")
    session, project = _session(settings)
    tick = f"{settings.public_url}/tick"
    jobs = _jobs(session, f"{url or 'https://cloudscheduler.googleapis.com'}/v1/projects/{project}/locations")
    job = next((each for each in jobs if each.get("httpTarget", {}).get("uri") == tick), None)
    if job is None:
        create = f"gcloud scheduler jobs create http recado-tick --project={project} --location=R --uri={tick}"
        remedy = f'{create} --schedule="* * * * *" --http-method=POST {BEARER.format(flag="headers")}'
        return fails(JOB, f"none calls {tick}", remedy=remedy)
    return _examined(job, tick, project, secret)


def _examined(job: Mapping[str, Any], tick: str, project: str, secret: str) -> Finding:
    """`job` is named projects/P/locations/L/jobs/J."""
    *_, location, _, name = f"//{job['name']}".split("/")
    where = f"{name} --project={project} --location={location}"
    if job.get("state") != "ENABLED":
        return fails(JOB, f"{name} is {job.get('state')}", remedy=f"gcloud scheduler jobs resume {where}")
    target = job["httpTarget"]
    headers = {each.lower(): value for each, value in target.get("headers", {}).items()}
    is_secret = hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {secret}".encode())
    if target.get("httpMethod", "POST") != "POST" or not is_secret:
        how = f"--http-method=POST {BEARER.format(flag='update-headers')}"
        return fails(
            JOB, f"{name} calls without POST or TICK_SECRET", remedy=f"gcloud scheduler jobs update http {where} {how}"
        )
    return holds(JOB, f"{name} calls {tick} ({job.get('schedule')})")


def _jobs(session: AuthorizedSession, locations: str) -> Iterator[dict[str, Any]]:
    for place in _get(session, locations, pageSize="200").get("locations", []):
        yield from _get(session, f"{locations}/{place['locationId']}/jobs", pageSize="500").get("jobs", [])


def _session(settings: Settings) -> tuple[AuthorizedSession, str]:
    credentials, found = google.auth.default(scopes=[SCOPE])
    project = settings.google_cloud_project or found
    if not project:
        raise OSError("no project")
    return AuthorizedSession(credentials), project  # type: ignore[no-untyped-call]


def _get(session: AuthorizedSession, url: str, **query: str) -> dict[str, Any]:
    answer = session.get(url, params=query, timeout=SECONDS)
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content
