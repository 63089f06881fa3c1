"""Which fields queries ask for, and which need no index. `make deploy` and the doctor read it.

Firestore indexes every field unless told otherwise, what is inside it, too. Each index makes a write slower, and one of
a field that only grows holds its collection at 500 writes a second; so a time stands behind a shard.
https://cloud.google.com/firestore/docs/best-practices
"""

from dataclasses import fields

from handlers.conversation.record import Erasure, Record
from handlers.conversation.thread import Thread

# collection -> the top-level fields that queries need, each query one of them
INDEXED: dict[str, frozenset[str]] = {
    "threads": frozenset({"due", "lapses", "moved_to", "response"}),
    "messages": frozenset({"place"}),
    "erasures": frozenset({"due"}),
}


def _exempt(collection: str, kind: type) -> tuple[str, ...]:
    names = {field.name for field in fields(kind)} | {"expire_at"}  # a TTL policy needs no index of its field
    return tuple(sorted(names - INDEXED[collection] - {"key"}))


# collection -> all other top-level fields of its documents; what is inside a field goes with it
EXEMPT: dict[str, tuple[str, ...]] = {
    "threads": _exempt("threads", Thread),
    "messages": _exempt("messages", Record),
    "erasures": _exempt("erasures", Erasure),
}
