"""Fields that need no index, because no query asks for them. `make deploy` and the doctor read them."""

from dataclasses import fields

from handlers.conversation.record import Erasure, Record
from handlers.conversation.thread import Thread
from handlers.knowledge.book import Book
from handlers.knowledge.lesson import Lesson
from handlers.money.ledger import Entry
from handlers.numbers.labels import Night
from handlers.stores.indexes import INDEXED
from handlers.tickets.links import Link
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket


def _exempt(collection: str, kind: type) -> tuple[str, ...]:
    names = {field.name for field in fields(kind)} | {"expire_at"}  # a TTL policy needs no index on its field
    return tuple(sorted(names - INDEXED[collection] - {"key", "code"}))


# collection -> all other top-level fields of its documents, with everything inside them
EXEMPT: dict[str, tuple[str, ...]] = {
    "threads": _exempt("threads", Thread),
    "messages": _exempt("messages", Record),
    "erasures": _exempt("erasures", Erasure),
    "tickets": _exempt("tickets", Ticket),
    "agents": ("business", "carrier", "expire_at", "heard_at", "reported_on"),
    "ratings": _exempt("ratings", Rating),
    "links": _exempt("links", Link),
    "link_codes": ("at", "expire_at", "thread"),
    "minutes": ("bad", "checked", "expire_at", "marks"),
    "lessons": tuple(sorted(set(_exempt("lessons", Lesson)) - {"id"})),
    "taught": tuple(sorted(field.name for field in fields(Book))),  # it does not expire
    "events": tuple(sorted({"expire_at", "thread", "at", "kind", "body", "tries", "gone"})),
    "labels": tuple(sorted({"expire_at", *(field.name for field in fields(Night))} - {"date", "version"})),
    "ledger": tuple(sorted({*_exempt("ledger", Entry), "counted"})),
    "days": ("counts", "samples"),  # they do not expire
    "briefs": ("at", "days"),  # likewise
    "months": ("free",),  # likewise
    "budget": ("expire_at", "said", "taken"),
    "chat_texts": ("at", "expire_at", "text"),
    "chat_files": ("content", "expire_at", "media_type"),
    "sent": ("expire_at", "text"),
}
# collections whose documents expire: all but what the business keeps
EXPIRING = tuple(name for name, exempt in EXEMPT.items() if "expire_at" in exempt)
