"""Bare documents: all that is kept, until it is counted, of what is deleted with a customer.

Such a document has an id of its own, and nothing that leads to the customer: no thread, no words, no number, no name.
Once it was counted it is deleted; if no clock ever counts it, it expires.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.fields import facts_of, record_fields, sharded

LASTS = timedelta(days=1)
_BARE = "gone-"


def is_bare(path: str) -> bool:
    """True for the path of a bare document."""
    return path.partition("/")[2].startswith(_BARE)


def _message(document: Document, bare: str) -> Mapping[str, Any]:
    """A message's time, app and facts; it says whether its own turn answered it, but not which else did."""
    fields = document.fields
    answered_by, facts = fields["answered_by"], fields["facts"]
    is_own = document.path.endswith(f"/{answered_by}")
    record = Record(
        "",
        fields["at"],
        Content(),
        answered_by=answered_by and (bare if is_own else "another"),
        known=fields["known"],
        facts=facts and facts_of(facts),
        channel=fields["channel"],
    )
    return {**record_fields(record), "counted": False}


def _ticket(document: Document, _bare: str) -> Mapping[str, Any]:
    from handlers.stores.bare_people import bare_ticket_fields  # only where there are people

    return bare_ticket_fields(document.fields, document.fields["opened_at"])


def _rating(document: Document, _bare: str) -> Mapping[str, Any]:
    from handlers.stores.bare_people import bare_rating_fields

    return bare_rating_fields(document.fields, document.fields["at"])


# collection -> what is kept of a document, given the id that it gets
KEPT: dict[str, Callable[[Document, str], Mapping[str, Any]]] = {
    "messages": _message,
    "tickets": _ticket,
    "ratings": _rating,
}


def bare_of(document: Document, now: datetime) -> Write | None:
    """The write of what is kept of a document that is deleted before it was counted; None if it has no such part.

    It is to be counted at once: nothing happens to it any more.
    """
    collection = document.path.partition("/")[0]
    if collection not in KEPT or not document.fields.get("counts"):
        return None
    bare = f"{_BARE}{uuid.uuid4().hex}"
    fields = {**KEPT[collection](document, bare), "counts": sharded(bare[len(_BARE)], now)}
    return Write(f"{collection}/{bare}", {**fields, "expire_at": now + LASTS}, NEW)
