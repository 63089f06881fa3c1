"""Records of messages, and erasures of customers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation.calls import MadeCall, told
from handlers.conversation.facts import Facts, Reckon
from handlers.conversation.link_code import without_code
from handlers.conversation.messages import Author, Content, Reply, Said, Usage
from handlers.conversation.thread import Joined, Thread
from handlers.conversation.turn import Turn

TRACE_LASTS = timedelta(hours=1)  # longer than Twilio may redeliver a message
GIVEN_UP_AFTER = timedelta(hours=2)  # a message without an answer: nobody will answer it any more
ANSWERED_LATE = GIVEN_UP_AFTER - timedelta(minutes=10)  # so far apart are no two clocks, and no commit takes so long


@dataclass(frozen=True)
class Record:
    """The record of one message. `texts` is the reply to it; `answered_by` is the message whose turn answered it.

    `by_rest`: the reply goes out by REST, so no delivery of the message brings it. `author`: a person's message to the
    customer is a record of the customer's thread, too; `by` is that person's name, and `texts` what they were told.
    `sources`: the names of what the reply stands on; `known`: False if it says that the assistant does not know;
    `entry`: the entry of the FAQ that it is. `calls`: of tools, that were made for it. `facts`: for the business's
    numbers, once it is closed; `counted`: they are part of a day's numbers. `channel`: the app that it came in, or
    that a person's message went to.
    """

    thread: str
    at: datetime
    content: Content
    texts: tuple[str, ...] | None = None
    answered_by: str | None = None
    usage: Usage | None = None
    by_rest: bool = False
    author: Author = Author.CUSTOMER
    by: str = ""
    sources: tuple[str, ...] = ()
    known: bool = True
    entry: str = ""
    calls: tuple[MadeCall, ...] = ()
    facts: Facts | None = None
    counted: bool = False
    channel: str = ""

    def counts_at(self) -> datetime | None:
        """The time from which on it is to be counted; None once it was. Without an answer it gets a while for one."""
        if self.counted:
            return None
        if self.answered_by is None:
            return self.at + GIVEN_UP_AFTER
        return self.facts.closed_at if self.facts else None

    @property
    def may_be_counted(self) -> bool:
        """True if it was answered so late, by a replay, that it may have been counted as one without an answer."""
        return self.facts is not None and self.facts.closed_at - self.at >= ANSWERED_LATE


@dataclass(frozen=True)
class Erasure:
    """Data to delete: messages stored under `keys` from before `at`, and the assistant's `conversations`.

    `due`: when it is tried next; `tries`: how often it was tried. `joined`: keys that also hold messages of others,
    each with the time from when on they are these.
    """

    thread: str
    at: datetime
    keys: tuple[str, ...]
    conversations: tuple[str, ...]
    due: datetime
    tries: int = 0
    joined: tuple[Joined, ...] = ()


def records_of(
    turn: Turn, reply: Reply, closing: Sequence[str], reckon: Reckon | None = None, *, by_rest: bool
) -> dict[str, Record]:
    """The records of the messages that the turn answered, by sid. The turn's own message keeps the reply."""
    key, answered_by = turn.thread.key, turn.message.sid
    records = {}
    for message in turn.messages:
        if message.sid in closing:
            record = Record(key, message.at, message.content, channel=str(turn.thread.contact.channel))
            record = replace(record, answered_by=answered_by, by_rest=by_rest)
            is_mine = message.sid == answered_by
            record = _with_reply(record, turn, reply) if is_mine else record
            records[message.sid] = replace(record, facts=reckon(turn, record, reply)) if reckon else record
    return records


def _with_reply(record: Record, turn: Turn, reply: Reply) -> Record:
    side, decided = turn.side, turn.decisions
    texts = tuple(map(without_code, reply.texts))
    record = replace(record, texts=texts, usage=reply.usage, entry=decided.entry, calls=told(decided.calls))
    return replace(record, sources=side.sources, known=side.known)


def is_of(record: Record, thread: Thread) -> bool:
    """True if it is this thread's, under any of its keys."""
    is_joined = any(record.thread == one.key and record.at < one.at for one in thread.joined)
    return record.thread in (thread.key, *thread.former) or is_joined


def erasure_of(thread: Thread, now: datetime) -> Erasure:
    """The erasure of a thread: under every key that it ever had, in every conversation."""
    keys = (thread.key, *thread.former)
    return Erasure(thread.key, now, keys, thread.conversations(), due=now, joined=thread.joined)


def trace_of(turn: Turn, reply: Reply, now: datetime, closed: Record | None = None) -> Record:
    """The record of the message that deleted everything: kept briefly, so that a redelivery gets the same reply.

    `closed`: its record as it would be kept otherwise; of that, what is counted. A yes belongs to no conversation.
    """
    at, facts = (closed.at, closed.facts) if closed else (now, None)
    facts = replace(facts, talks=False, begins=False) if facts else None
    channel = str(turn.thread.contact.channel)
    return Record("", at, Content(), texts=reply.texts, answered_by=turn.message.sid, facts=facts, channel=channel)


def said_in(records: Sequence[Record]) -> list[Said]:
    """The words of both sides in these messages, in order."""
    said = []
    for record in records:
        if record.answered_by is not None and (words := record.content.words):
            said.append(Said(record.author, words))
        if record.author is Author.CUSTOMER:
            said += [Said(Author.ASSISTANT, text) for text in record.texts or ()]
    return said
