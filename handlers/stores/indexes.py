"""Indexed fields, which queries use; exempt.py has all others, which need no index.

Firestore indexes every field, and what is inside it, unless told otherwise. Each index makes a write slower. The index
of a field that only grows limits its collection to 500 writes a second; so times stand behind a shard.
https://cloud.google.com/firestore/docs/best-practices
"""

# collection -> the top-level fields that queries use, one in each query
INDEXED: dict[str, frozenset[str]] = {
    "threads": frozenset({"due", "lapses", "moved_to", "response", "about", "alias", "survey_at", "settles"}),
    "messages": frozenset({"place", "counts", "labels"}),
    "erasures": frozenset({"due"}),
    "tickets": frozenset({"place", "listed", "clock", "changed", "counts"}),
    "agents": frozenset({"who"}),
    "ratings": frozenset({"place", "counts"}),
    "links": frozenset(),
    "link_codes": frozenset({"place"}),
    "minutes": frozenset(),
    "lessons": frozenset({"place", "waits"}),
    "taught": frozenset(),
    "events": frozenset({"place", "due"}),
    "days": frozenset(),
    "labels": frozenset(),
    "ledger": frozenset({"counts"}),
    "briefs": frozenset(),
    "months": frozenset(),
    "budget": frozenset(),
    "chat_texts": frozenset({"place"}),
    "chat_files": frozenset({"place"}),
    "sent": frozenset({"place", "mark"}),
}
