"""Who answers a thread now: the state of one customer's thread and how each event changes it. Pure; stores keep it.

The newest message owns the thread and answers every message open at that moment in one go. An owner learns that it
lost the thread when it writes: `number` has moved on.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.conversation.messages import Attachment, Message, OpenMessage, Reply, Usage
from handlers.errors import TurnLost

STAYS_OPEN = timedelta(minutes=15)
OWNER_DIES_AFTER = timedelta(seconds=30)
MOST_OPEN_CHARACTERS = 200_000  # keeps a thread below Firestore's 1 MiB a document, at four bytes a character


@dataclass(frozen=True)
class Running:
    """The turn that answers a thread. `covers`: the sids it answers; `since`: None once its owner gave it up."""

    owner: str
    covers: tuple[str, ...]
    since: datetime | None
    response: str | None = None

    def is_alive(self, now: datetime) -> bool:
        """Whether the owner can still be at work."""
        return self.since is not None and now - self.since < OWNER_DIES_AFTER


@dataclass(frozen=True)
class Thread:
    """One customer's thread with one business number. `conversation` is the assistant's id of it, once there is one.

    `moved_to` names the thread that goes on instead: the customer got a lasting identity after this one had begun.
    """

    key: str
    business: str
    sender: str
    external_id: str = ""
    profile_name: str = ""
    conversation: str | None = None
    number: int = 0
    running: Running | None = None
    open: tuple[OpenMessage, ...] = ()
    moved_to: str | None = None


@dataclass(frozen=True)
class Record:
    """What is kept of one message. `texts` is the reply to it; `answered_by` the message whose turn answered it."""

    thread: str
    at: datetime
    text: str
    attachments: tuple[Attachment, ...] = ()
    texts: tuple[str, ...] | None = None
    answered_by: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class Answered:
    """The message has its reply already: the same texts go out again."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A later message's turn answers this one too, or has."""


@dataclass
class Turn:
    """The right to answer a thread's open messages, until somebody else takes the thread over.

    `thread` is the state as it was last written and `version` the store's own mark of it; the store keeps both up
    to date. `superseded` is the turn that this one took over from, if that one had not ended.
    """

    message: Message
    thread: Thread
    superseded: Running | None = None
    version: object = field(default=None, repr=False)

    @property
    def number(self) -> int:
        """Which turn of its thread this is; a thread that has moved on has a higher one."""
        return self.thread.number

    @property
    def response(self) -> str | None:
        """The assistant's response that is under way for this turn."""
        return self.thread.running.response if self.thread.running else None


def keys_of(message: Message) -> tuple[str, ...]:
    """The keys a message's thread can have, the lasting one first: by external id, then by address."""
    identities = dict.fromkeys((message.identity, message.sender))
    return tuple(_key(message.business, identity) for identity in identities)


def missing_keys(threads: Mapping[str, Thread]) -> list[str]:
    """The keys that the threads found point to, and that have to be read as well."""
    return [thread.moved_to for thread in threads.values() if thread.moved_to and thread.moved_to not in threads]


def _key(business: str, identity: str) -> str:
    return hashlib.sha256(f"{business}\n{identity}".encode()).hexdigest()[:32]


def open_turn(
    threads: Mapping[str, Thread], record: Record | None, message: Message, now: datetime
) -> Turn | Answered | Merged:
    """What a message that comes in means, given the threads stored under `keys_of` it and its own record, if any.

    A Turn's thread has to be written before anything else is done for it.
    """
    thread = _thread_of(threads, message)
    if record is not None:
        settled = _settled(thread, record, message, now)
        if settled is not None:
            return settled
    return _take_over(thread, message, now)


def _thread_of(threads: Mapping[str, Thread], message: Message) -> Thread:
    keys = keys_of(message)
    found = next((threads[key] for key in keys if key in threads), None)
    if found is not None and found.moved_to is not None:
        found = threads.get(found.moved_to)
    if found is None:
        return Thread(keys[0], message.business, message.sender, message.external_id, message.profile_name)
    return replace(
        found,
        key=keys[0] if message.external_id else found.key,
        sender=message.sender,
        external_id=message.external_id or found.external_id,
        profile_name=message.profile_name or found.profile_name,
    )


def _settled(thread: Thread, record: Record, message: Message, now: datetime) -> Turn | Answered | Merged | None:
    """What is left to do for a message seen before; None: it is open and nobody alive answers it."""
    if record.answered_by is not None:
        return Merged() if record.texts is None else Answered(record.texts)
    running = thread.running
    if running is None or not running.is_alive(now) or message.sid not in running.covers:
        return None
    return Turn(message, thread) if running.owner == message.sid else Merged()


def _take_over(thread: Thread, message: Message, now: datetime) -> Turn:
    waiting = [earlier for earlier in thread.open if now - earlier.at < STAYS_OPEN and earlier.sid != message.sid]
    mine = next((seen for seen in thread.open if seen.sid == message.sid), None)
    mine = mine or OpenMessage(message.sid, now, message.text, message.attachments)
    still_open = _newest_that_fit(sorted([*waiting, mine], key=lambda each: each.at))
    running = Running(owner=message.sid, covers=tuple(each.sid for each in still_open), since=now)
    taken = replace(thread, number=thread.number + 1, running=running, open=still_open)
    return Turn(message, taken, superseded=thread.running)


def _newest_that_fit(messages: Sequence[OpenMessage]) -> tuple[OpenMessage, ...]:
    room = MOST_OPEN_CHARACTERS
    fitting: list[OpenMessage] = []
    for each in reversed(messages):
        room -= len(each.text) + sum(len(attachment.url) for attachment in each.attachments)
        if fitting and room < 0:
            break
        fitting.insert(0, each)
    return tuple(fitting)


def moved(threads: Mapping[str, Thread], turn: Turn) -> list[Thread]:
    """The customer's other threads, which from this turn on point to its thread; they go unanswered no more."""
    others = [thread for key, thread in threads.items() if key != turn.thread.key and thread.moved_to is None]
    return [replace(other, moved_to=turn.thread.key, running=None, open=()) for other in others]


def started(stored: Thread, turn: Turn, response: str) -> Thread:
    """The thread once the turn's response is under way. TurnLost: it moved on, or another response stands for it."""
    running = _still_running(stored, turn)
    if running.response != turn.response:
        raise TurnLost
    return replace(stored, conversation=turn.thread.conversation, running=replace(running, response=response))


def closed(stored: Thread, turn: Turn) -> Thread:
    """The thread once the turn has its reply: what it covered is open no more. TurnLost: it moved on."""
    running = _still_running(stored, turn)
    still_open = tuple(each for each in stored.open if each.sid not in running.covers)
    return replace(stored, conversation=turn.thread.conversation, running=None, open=still_open)


def released(stored: Thread, turn: Turn) -> Thread:
    """The thread once the turn's owner gave up: its messages stay open for the next. TurnLost: it moved on."""
    running = _still_running(stored, turn)
    return replace(stored, conversation=turn.thread.conversation, running=replace(running, since=None))


def records_of(turn: Turn, reply: Reply) -> dict[str, Record]:
    """What is kept of each message that the turn answered, by sid. The reply is kept with the turn's own message."""
    records = {}
    for each in turn.thread.open:
        record = Record(turn.thread.key, each.at, each.text, each.attachments, answered_by=turn.message.sid)
        mine = each.sid == turn.message.sid
        records[each.sid] = replace(record, texts=reply.texts, usage=reply.usage) if mine else record
    return records


def _still_running(stored: Thread, turn: Turn) -> Running:
    if stored.moved_to or stored.number != turn.number or stored.running is None:
        raise TurnLost
    return stored.running
