"""Checks of Firestore: it can be read, old documents expire, and the fields that queries use have indexes, no others.

https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.fields/list
"""

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from google.auth.exceptions import GoogleAuthError

from dev.deploy.firestore import exempted
from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.google_rest import LOG_IN, Project, guarded
from handlers.adapters.firestore import FirestoreDocuments
from handlers.errors import StoreUnavailable
from handlers.settings import Settings
from handlers.stores.exempt import EXEMPT, EXPIRING
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping

SECONDS = 20.0
WORKING = ("ACTIVE", "CREATING")  # documents written meanwhile expire, too
STORE, EXPIRY, INDEXES = "Firestore", "Firestore's expiry", "Firestore's indexes"
Fields = set[tuple[str, str]]  # collection and field


async def firestore_findings(settings: Settings, *, url: str = "") -> list[Finding]:
    """All three checks. `url` stands for Google's own host in all but the first, for tests."""
    if settings.store != "firestore":
        return [not_applicable(check, f"STORE={settings.store}") for check in (STORE, EXPIRY, INDEXES)]
    expiry, indexes = partial(_expiry, settings, url), partial(_indexes, settings, url)
    return [
        await _store(settings),
        await asyncio.to_thread(guarded, EXPIRY, "firestore", expiry),
        await asyncio.to_thread(guarded, INDEXES, "firestore", indexes),
    ]


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
        return not_applicable(EXPIRY, "the emulator has none")
    project = Project(settings, "firestore", url)
    groups = f"databases/{settings.firestore_database}/collectionGroups"
    lists = (project.list(f"{groups}/{collection}/fields", "fields", filter="ttlConfig:*") for collection in EXPIRING)
    return expiry_finding(itertools.chain.from_iterable(lists), project.name, settings.firestore_database)


def expiry_finding(fields: Iterable[Mapping[str, Any]], project: str, database: str) -> Finding:
    """All collections expire that should. `fields`: those with a TTL policy, as Google lists them."""
    expiring = {field["name"].partition("/collectionGroups/")[2] for field in fields if _expires(field)}
    missing = [collection for collection in EXPIRING if f"{collection}/fields/expire_at" not in expiring]
    if not missing:
        return holds(EXPIRY, f"expire_at, in {', '.join(EXPIRING)}")
    update = "gcloud firestore fields ttls update expire_at --enable-ttl --async"
    database = f"--project={project} --database='{database}'"
    remedy = "\n".join(f"{update} {database} --collection-group={collection}" for collection in missing)
    return fails(EXPIRY, f"off for {', '.join(missing)}: what is old is never deleted", remedy=remedy)


def _expires(field: Mapping[str, Any]) -> bool:
    named = field.get("name", "").endswith("/fields/expire_at")
    return named and field.get("ttlConfig", {}).get("state") in WORKING


def _indexes(settings: Settings, url: str) -> Finding:
    """A missing index fails every query that needs it, which the emulator does not show."""
    if settings.firestore_emulator_host and not url:
        return not_applicable(INDEXES, "the emulator has none")
    project = Project(settings, "firestore", url)
    path = f"databases/{settings.firestore_database}/collectionGroups/-/fields"
    fields = project.list(path, "fields", filter="indexConfig.usesAncestorConfig:false")
    return indexes_finding(fields, project.name, settings.firestore_database)


def indexes_finding(fields: Iterable[Any], project: str, database: str) -> Finding:
    """Queries have their indexes, and writes no others. `fields`: as Google lists those with own settings."""
    exempt = set(exempted(fields))
    missing = {(group, name) for group, names in INDEXED.items() for name in names} & exempt
    needless = {(group, name) for group, names in EXEMPT.items() for name in names} - exempt
    if not missing and not needless:
        return holds(INDEXES, "what queries ask for, and no more")
    update = f"--project={project} --database='{database}' --async"
    remedy = [*_loops(missing, f"--clear-exemption {update}"), *_loops(needless, f"--disable-indexes {update}")]
    return fails(INDEXES, _told(missing, needless), remedy="\n".join(["`make deploy` sets them; by hand:", *remedy]))


def _told(missing: Fields, needless: Fields) -> str:
    queries = f"queries fail for want of an index of {_names(missing)}" if missing else ""
    writes = f"{len(needless)} needless ones make writes slow, past 500 a second above all" if needless else ""
    return "; ".join(filter(None, (queries, writes)))


def _names(fields: Fields) -> str:
    return ", ".join(f"{group}.{name}" for group, name in sorted(fields))


def _loops(fields: Fields, how: str) -> Iterator[str]:
    """One line for the shell for each collection."""
    for group in EXEMPT:
        if names := " ".join(sorted(name for collection, name in fields if collection == group)):
            update = f'gcloud firestore indexes fields update "$field" --collection-group={group}'
            yield f"for field in {names}; do {update} {how}; done"
