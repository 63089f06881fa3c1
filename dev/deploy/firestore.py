"""Firestore: the database, what expires in it, and which fields need no index."""

from collections.abc import Iterable, Iterator
from typing import Any

from dev.deploy.place import Place
from dev.gcloud import Gcloud
from handlers.stores.indexes import EXEMPT, INDEXED

_FIELDS = ("firestore", "indexes", "fields")


def make_database(gcloud: Gcloud, place: Place) -> None:
    """The (default) database, where there is none. Its region stays for good: that of the first deploy."""
    there = {database["name"].rpartition("/")[2] for database in gcloud.ask("firestore", "databases", "list")}
    if "(default)" not in there:
        gcloud.run("firestore", "databases", "create", f"--location={place.region}", "--delete-protection")


def expire_documents(gcloud: Gcloud, _place: Place) -> None:
    """Have Firestore delete what has expired. Each policy is made in the background, which can take an hour."""
    there = gcloud.ask("firestore", "fields", "ttls", "list")
    fields = {policy["name"].partition("/collectionGroups/")[2] for policy in there}
    for group in EXEMPT:
        if f"{group}/fields/expire_at" not in fields:
            path = ("firestore", "fields", "ttls", "update", "expire_at")
            gcloud.run(*path, f"--collection-group={group}", "--enable-ttl", "--async")


def choose_indexes(gcloud: Gcloud, _place: Place) -> None:
    """Exempt every field that no query asks for from indexing; give back its index to each that one does.

    One request after the other: Google answers 409 to some of those that come at once. The work itself is done in the
    background, of all fields together. https://github.com/hashicorp/terraform-provider-google/issues/16664
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
    """Collection and field of those without any index, of fields that Google lists as having settings of their own."""
    for entry in fields:
        group, _, field = entry["name"].partition("/collectionGroups/")[2].partition("/fields/")
        if not entry.get("indexConfig", {}).get("indexes"):
            yield group, field


def _update(gcloud: Gcloud, group: str, field: str, how: str) -> None:
    gcloud.run(*_FIELDS, "update", field, f"--collection-group={group}", how, "--async")
