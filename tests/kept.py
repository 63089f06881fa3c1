"""All stores over one set of documents, as wiring puts them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.opening import Limits
from handlers.stores.conversations import StoredConversations
from handlers.stores.debts import StoredDebts
from handlers.stores.documents import Documents
from handlers.stores.erasures import StoredErasures
from handlers.stores.helpdesk_events import StoredHelpdeskEvents
from handlers.stores.keeping import Keeping
from handlers.stores.lessons import StoredLessons
from handlers.stores.link_codes import StoredLinkCodes
from handlers.stores.links import StoredLinks
from handlers.stores.notices import StoredNotices
from handlers.stores.take_overs import StoredTakeOvers
from handlers.stores.taught import StoredTaught
from handlers.stores.threads import StoredThreads
from handlers.stores.ticket_lists import StoredTicketLists
from handlers.stores.tickets import StoredTickets

RETENTION = timedelta(days=90)


@dataclass(frozen=True)
class Stores:
    """All stores, in the same documents."""

    documents: Documents
    threads: StoredThreads
    debts: StoredDebts
    erasures: StoredErasures
    tickets: StoredTickets
    lists: StoredTicketLists
    heard: StoredNotices
    conversations: StoredConversations
    take_overs: StoredTakeOvers
    links: StoredLinks
    codes: StoredLinkCodes
    events: StoredHelpdeskEvents
    lessons: StoredLessons
    taught: StoredTaught


def stores(
    now: Callable[[], datetime],
    documents: Documents | None = None,
    *,
    retention: timedelta = RETENTION,
    limits: Limits | None = None,
    seconds: float = 3.5,
) -> Stores:
    """All stores, over documents in memory unless others are given."""
    documents = documents or MemoryDocuments()
    keeping = Keeping(documents, now, retention, seconds)
    threads = StoredThreads(keeping, limits or Limits())
    heard = StoredNotices(keeping)
    return Stores(
        documents,
        threads,
        StoredDebts(keeping),
        StoredErasures(keeping, threads),
        StoredTickets(keeping, heard),
        StoredTicketLists(keeping),
        heard,
        StoredConversations(keeping),
        StoredTakeOvers(keeping),
        StoredLinks(keeping),
        StoredLinkCodes(keeping),
        StoredHelpdeskEvents(keeping),
        StoredLessons(keeping),
        StoredTaught(keeping),
    )
