"""Indexed fields, which queries use, and all others, which need no index. `make deploy` and the doctor read them.

Firestore indexes every field, and what is inside it, unless told otherwise. Each index makes a write slower. The index
of a field that only grows limits its collection to 500 writes a second; so times stand behind a shard.
https://cloud.google.com/firestore/docs/best-practices
"""

from dataclasses import fields

from handlers.conversation.record import Erasure, Record
from handlers.conversation.thread import Thread
from handlers.tickets.links import Link
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket

# collection -> the top-level fields that queries use, one in each query
INDEXED: dict[str, frozenset[str]] = {
    "threads": frozenset({"due", "lapses", "moved_to", "response", "about", "alias", "survey_at"}),
    "messages": frozenset({"place"}),
    "erasures": frozenset({"due"}),
    "tickets": frozenset({"place", "listed", "clock", "changed"}),
    "agents": frozenset(),
    "ratings": frozenset({"place"}),
    "links": frozenset(),
    "events": frozenset({"place", "due"}),
}


def _exempt(collection: str, kind: type) -> tuple[str, ...]:
    names = {field.name for field in fields(kind)} | {"expire_at"}  # a TTL policy needs no index on its field
    return tuple(sorted(names - INDEXED[collection] - {"key", "code"}))


# collection -> all other top-level fields of its documents, with everything inside them
EXEMPT: dict[str, tuple[str, ...]] = {
    "threads": _exempt("threads", Thread),
    "messages": _exempt("messages", Record),
    "erasures": _exempt("erasures", Erasure),
    "tickets": _exempt("tickets", Ticket),
    "agents": ("expire_at", "heard_at"),
    "ratings": _exempt("ratings", Rating),
    "links": _exempt("links", Link),
    "events": tuple(sorted({"expire_at", "thread", "at", "kind", "body", "tries", "gone"})),
}
