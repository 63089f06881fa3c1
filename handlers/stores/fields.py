"""Threads and records as a document's fields, and back.

Long: all that is stored about a customer's messages passes here, a line or two each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from handlers.conversation.calls import MadeCall
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Attachment, Author, Content, OpenMessage, Part, PartKind, Usage
from handlers.conversation.record import Record
from handlers.conversation.spending import Spent
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.thread import Decisions, Joined, Running, Thread
from handlers.conversation.unsent import Unsent
from handlers.stores.charges import charge_of, charge_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def sharded(shard: str, at: datetime) -> str:
    """A time as a field for queries, behind its shard, so that no single place of an index takes all writes.

    https://cloud.google.com/firestore/native/docs/best-practices#hotspots
    """
    return f"{shard}/{at.isoformat(timespec='microseconds')}"


def due_of(thread: Thread) -> str | None:
    """The field by which waiting threads are found; no two threads have the same; None if nothing waits."""
    due = thread.due()
    return f"{sharded(thread.key[0], due)}/{thread.key}" if due else None


# vars() and not asdict(), which would copy every string and number of a thread.
def thread_fields(thread: Thread) -> dict[str, Any]:
    """A thread's fields, except its times to expire and lapse."""
    running, decided = thread.running, thread.decisions
    document = {
        **vars(thread),
        "contact": vars(thread.contact),
        "also": [vars(contact) for contact in thread.also],
        "joined": [vars(one) for one in thread.joined],
        "decisions": _decided(decided),
        "running": vars(running) if running else None,
        "open": [_waiting(message) for message in thread.open],
        "unsent": vars(thread.unsent) if thread.unsent else None,
        "response": running.response if running else None,
        "due": due_of(thread),
        "survey": vars(thread.survey) if thread.survey else None,
        "survey_at": sharded(thread.key[0], decided.survey_at) if decided.survey_at else None,
        "settles": sharded(thread.key[0], thread.settles_at) if thread.settles_at else None,
    }
    del document["key"]
    return document


def _decided(decided: Decisions) -> dict[str, Any]:
    document = {**vars(decided), "calls": [vars(call) for call in decided.calls]}
    for name in ("rated", "confirming", "spent"):
        if document[name]:
            document[name] = vars(document[name])
    return document


def record_fields(record: Record) -> dict[str, Any]:
    """A record's fields; `place` finds a thread's messages in their order, `counts` those that are to be counted.

    Of one that was answered late, it stays as it is stored whether it was counted, and when it is to be.
    """
    usage = vars(record.usage) if record.usage else None
    calls, due = [vars(call) for call in record.calls], record.counts_at()
    document = {
        **_with_content(record),
        "usage": usage,
        "calls": calls,
        "place": f"{record.thread}/{record.at.isoformat()}",
        "facts": facts_fields(record.facts) if record.facts else None,
        "counts": sharded(record.thread[:1] or "0", due) if due else None,
        "labels": _labels(record),
    }
    if record.may_be_counted:
        del document["counted"], document["counts"]
    return document


def _labels(record: Record) -> str | None:
    """The field by which conversations are found that wait for a label; None for one without words."""
    is_waiting = record.thread and record.facts is not None and record.facts.unlabelled
    return sharded(record.thread[0], record.at) if is_waiting else None


def facts_fields(facts: Facts) -> dict[str, Any]:
    """The fields of facts."""
    return {**vars(facts), "charges": [charge_text(charge) for charge in facts.charges]}


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """The facts in a document's field."""
    return build(Facts, stored, who=Who(stored["who"]), charges=tuple(charge_of(text) for text in stored["charges"]))


def _with_content(message: OpenMessage | Record) -> dict[str, Any]:
    content = message.content
    files, parts = [vars(file) for file in content.files], [vars(part) for part in content.parts]
    return {**vars(message), "content": {"text": content.text, "files": files, "parts": parts}}


def thread_of(key: str, document: Mapping[str, Any]) -> Thread:
    """The thread in a document."""
    decisions, running, unsent = document["decisions"], document["running"], document["unsent"]
    rated, survey, confirming = decisions["rated"], document["survey"], decisions["confirming"]
    return build(
        Thread,
        document,
        key=key,
        contact=contact_of(document["contact"]),
        also=tuple(contact_of(stored) for stored in document.get("also", ())),
        joined=tuple(build(Joined, one) for one in document.get("joined", ())),
        decisions=build(
            Decisions,
            decisions,
            rated=rated and build(Rated, rated),
            calls=_calls(decisions["calls"]),
            confirming=confirming and build(MadeCall, confirming),
            spent=decisions["spent"] and build(Spent, decisions["spent"]),
            tries=tuple(decisions.get("tries", ())),
            **_tuples(decisions, "past", "said", "answered", "sources", "heard"),
        ),
        survey=survey and build(Survey, survey),
        running=running and build(Running, running, **_tuples(running, "covers")),
        open=tuple(_open_message(message) for message in document["open"]),
        unsent=unsent and build(Unsent, unsent, **_tuples(unsent, "texts")),
        **_tuples(document, "recent", "former"),
    )


def record_of(document: Mapping[str, Any]) -> Record:
    """The record in a document."""
    texts, usage = document["texts"], document["usage"]
    return build(
        Record,
        document,
        content=_content(document["content"]),
        texts=None if texts is None else tuple(texts),
        usage=usage and build(Usage, usage),
        author=Author(document["author"]),
        sources=tuple(document["sources"]),
        calls=_calls(document["calls"]),
        facts=document["facts"] and facts_of(document["facts"]),
    )


def _calls(stored: Sequence[Mapping[str, Any]]) -> tuple[MadeCall, ...]:
    return tuple(build(MadeCall, call) for call in stored)


def _waiting(message: OpenMessage) -> dict[str, Any]:
    return {**_with_content(message), "contact": vars(message.contact) if message.contact else None}


def _open_message(document: Mapping[str, Any]) -> OpenMessage:
    origin = document.get("contact")
    return build(OpenMessage, document, content=_content(document["content"]), contact=origin and contact_of(origin))


def contact_of(stored: Mapping[str, Any]) -> Contact:
    """The contact in a document's field."""
    return build(Contact, stored, channel=Channel(stored["channel"]), carrier=Carrier(stored["carrier"]))


def _content(stored: Mapping[str, Any]) -> Content:
    kinds = set(PartKind)
    files = tuple(build(Attachment, file) for file in stored["files"])
    known = (part for part in stored["parts"] if part["kind"] in kinds)
    return Content(stored["text"], files, tuple(build(Part, part, kind=PartKind(part["kind"])) for part in known))


def _tuples(document: Mapping[str, Any], *names: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(document[name]) for name in names}


def build(kind: type[T], stored: Mapping[str, Any], /, **converted: Any) -> T:
    """Build it from known fields only: a newer version, since rolled back, may have written others."""
    known = _names(kind)
    return kind(**{name: value for name, value in {**stored, **converted}.items() if name in known})
