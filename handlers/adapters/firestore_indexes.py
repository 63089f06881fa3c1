"""Which fields of Firestore's documents queries ask for, and which need no index. `make deploy` and the doctor read it.

Firestore indexes every field unless told otherwise, what is inside it, too. Each index makes a write slower, and one of
a field that only grows holds its collection at 500 writes a second.
https://cloud.google.com/firestore/docs/best-practices
"""

# collection -> the top-level fields that queries need
INDEXED: dict[str, frozenset[str]] = {
    "threads": frozenset({"due", "lapses", "moved_to", "response"}),
    "messages": frozenset({"place"}),
    "erasures": frozenset({"due"}),
}

# collection -> all other top-level fields of its documents. A TTL policy needs no index of its field.
EXEMPT: dict[str, tuple[str, ...]] = {
    "threads": (
        "business",
        "sender",
        "channel",
        "external_id",
        "profile_name",
        "alias",
        "former",
        "conversation",
        "past",
        "tokens",
        "language",
        "stopped",
        "forget_asked_at",
        "decisions",
        "number",
        "running",
        "open",
        "recent",
        "unsent",
        "unsent_at",
        "linked_at",
        "expire_at",
    ),
    "messages": (
        "thread",
        "at",
        "text",
        "attachments",
        "parts",
        "texts",
        "answered_by",
        "usage",
        "expire_at",
    ),
    "erasures": ("thread", "at", "conversations", "expire_at"),
}
