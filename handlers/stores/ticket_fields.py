"""Tickets as documents, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.stores.documents import Write
from handlers.stores.fields import build, contact_of, sharded
from handlers.stores.keeping import Keeping
from handlers.tickets.ticket import Event, State, Ticket, What, Why


def ticket_write(keeping: Keeping, ticket: Ticket, version: object) -> Write:
    """The write of a ticket over this version."""
    path = f"tickets/{ticket.code}"
    return Write(path, keeping.expiring(path, ticket_fields(ticket, keeping.now())), version)


def ticket_fields(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """A ticket's fields, except its expiry.

    `place` finds those of a thread; `listed` those in a state, in order; `changed` those written since a time;
    `counts` those of which something is to be counted.
    """
    document = {
        **vars(ticket),
        "contact": vars(ticket.contact),
        "events": [vars(event) for event in ticket.events],
        "place": f"{ticket.thread}/{ticket.opened_at.isoformat()}",
        "listed": listed(ticket),
        "clock": clock(ticket),
        "changed": now.isoformat(timespec="microseconds"),
        "counts": sharded(ticket.thread[:1] or "0", now) if ticket.uncounted else None,
    }
    del document["code"]
    return document


def listed(ticket: Ticket) -> str:
    """The place of a ticket in the list of its state: by how long its customer has waited, or since it ended."""
    at = ticket.closed_at or ticket.waiting_since or ticket.inbound_at
    return f"{ticket.state}/{at.isoformat(timespec='microseconds')}"


def clock(ticket: Ticket) -> str | None:
    """The place of a ticket in the clock's two lists: customers who wait, and agents who do.

    None for one that the clock has nothing to do for: a conversation taken over in which nobody has written since, too.
    """
    since = ticket.waiting_since or ticket.answered_at
    if ticket.is_closed or since is None or (ticket.waiting_since and ticket.reminded):
        return None
    return clocked("waits" if ticket.waiting_since else "idle", since)


def clocked(kind: str, since: datetime) -> str:
    """A place in one of the clock's two lists."""
    return f"{kind}/{since.isoformat(timespec='microseconds')}"


def ticket_of(code: str, document: Mapping[str, Any]) -> Ticket:
    """The ticket in a document."""
    events = tuple(build(Event, event, what=What(event["what"])) for event in document["events"])
    return build(
        Ticket,
        document,
        code=code,
        contact=contact_of(document["contact"]),
        why=Why(document["why"]),
        state=State(document["state"]),
        events=events,
        counted=tuple(document.get("counted", ())),
    )
