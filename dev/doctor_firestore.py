"""Firestore, examined: can it be read, and does what is old expire.

https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.fields/list
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from google.auth.exceptions import GoogleAuthError

from dev.doctor_findings import Finding, fails, holds, spared
from dev.google_rest import LOG_IN, Project, guarded
from handlers.adapters.firestore import FirestoreDocuments
from handlers.errors import StoreUnavailable
from handlers.settings import Settings
from handlers.stores.keeping import Keeping

SECONDS = 20.0
EXPIRING = ("threads", "messages", "erasures")
WORKING = ("ACTIVE", "CREATING")  # what is written meanwhile expires, too
STORE, EXPIRY = "Firestore", "Firestore's expiry"


async def firestore_findings(settings: Settings, *, url: str = "") -> list[Finding]:
    """Both checks. `url` stands for Google's own host in the second, for tests."""
    if settings.store == "memory":
        return [spared(STORE, "STORE=memory"), spared(EXPIRY, "STORE=memory")]
    expiry = partial(_expiry, settings, url)
    return [await _store(settings), await asyncio.to_thread(guarded, EXPIRY, "firestore", expiry)]


async def _store(settings: Settings) -> Finding:
    try:
        documents = FirestoreDocuments(
            settings.google_cloud_project, settings.firestore_database, emulator=settings.firestore_emulator_host
        )
    except (GoogleAuthError, OSError):
        return fails(STORE, "no Google Cloud project or credentials", remedy=LOG_IN)
    try:
        async with Keeping(documents, lambda: datetime.now(UTC), settings.retention, SECONDS).available():
            await documents.get(["messages/doctor"])
    except StoreUnavailable as problem:
        return fails(STORE, f"could not be read ({problem.code})", remedy=problem.remedy)
    finally:
        await documents.close()
    where = f"the emulator at {settings.firestore_emulator_host}" if settings.firestore_emulator_host else "the cloud"
    return holds(STORE, f"{settings.firestore_database} in {where} was read")


def _expiry(settings: Settings, url: str) -> Finding:
    if settings.firestore_emulator_host and not url:
        return spared(EXPIRY, "the emulator has none")
    project = Project(settings, "firestore", url)
    groups = f"databases/{settings.firestore_database}/collectionGroups"
    missing = []
    for collection in EXPIRING:
        found = project.get(f"{groups}/{collection}/fields", filter="ttlConfig:*")
        if not any(_expires(field) for field in found.get("fields", [])):
            missing.append(collection)
    if not missing:
        return holds(EXPIRY, f"expire_at, in {', '.join(EXPIRING)}")
    update = "gcloud firestore fields ttls update expire_at --enable-ttl --async"
    database = f"--project={project.name} --database='{settings.firestore_database}'"
    remedy = "\n".join(f"{update} {database} --collection-group={each}" for each in missing)
    return fails(EXPIRY, f"off for {', '.join(missing)}: what is old is never deleted", remedy=remedy)


def _expires(field: Mapping[str, Any]) -> bool:
    named = field.get("name", "").endswith("/fields/expire_at")
    return named and field.get("ttlConfig", {}).get("state") in WORKING
