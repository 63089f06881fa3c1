"""Firestore: the database, the expiry of documents, and the fields that need no index."""

from collections.abc import Iterable, Iterator
from typing import Any

from dev.deploy.place import Place
from dev.gcloud import Gcloud
from handlers.stores.exempt import EXEMPT, EXPIRING
from handlers.stores.indexes import INDEXED

_FIELDS = ("firestore", "indexes", "fields")


def make_database(gcloud: Gcloud, place: Place) -> None:
    """Make the (default) database if there is none. It stays in the region of the first deploy."""
    there = {database["name"].rpartition("/")[2] for database in gcloud.ask("firestore", "databases", "list")}
    if "(default)" not in there:
        gcloud.run("firestore", "databases", "create", f"--location={place.region}", "--delete-protection")


def expire_documents(gcloud: Gcloud, _place: Place) -> None:
    """Have Firestore delete expired documents. Each policy is made in the background, which can take an hour."""
    there = gcloud.ask("firestore", "fields", "ttls", "list")
    fields = {policy["name"].partition("/collectionGroups/")[2] for policy in there}
    for group in EXPIRING:
        if f"{group}/fields/expire_at" not in fields:
            path = ("firestore", "fields", "ttls", "update", "expire_at")
            gcloud.run(*path, f"--collection-group={group}", "--enable-ttl", "--async")


def choose_indexes(gcloud: Gcloud, _place: Place) -> None:
    """Exempt every field that no query uses from indexing; give the others their index back.

    Requests go one after the other: Google answers 409 to some that come at once. The work itself is done in the
    background, for all fields together. https://github.com/hashicorp/terraform-provider-google/issues/16664
    """
    exempt = set(exempted(gcloud.ask(*_FIELDS, "list")))
    for group, fields in INDEXED.items():
        for field in sorted(fields):
            if (group, field) in exempt:
                _update(gcloud, group, field, "--clear-exemption")
    for group, names in EXEMPT.items():
        for field in names:
            if (group, field) not in exempt:
                _update(gcloud, group, field, "--disable-indexes")


def exempted(fields: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Collection and name of the fields without any index, among those that Google lists as having own settings."""
    for entry in fields:
        group, _, field = entry["name"].partition("/collectionGroups/")[2].partition("/fields/")
        if not entry.get("indexConfig", {}).get("indexes"):
            yield group, field


def _update(gcloud: Gcloud, group: str, field: str, how: str) -> None:
    gcloud.run(*_FIELDS, "update", field, f"--collection-group={group}", how, "--async")
