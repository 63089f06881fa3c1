"""Who answers a thread now: the state of one customer's thread and how each event changes it. Pure; stores keep it.

The newest message owns the thread and answers every message open at that moment in one go. An owner learns that it
lost the thread when it writes: `number` has moved on.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.conversation import commands
from handlers.conversation.language import language_of
from handlers.conversation.messages import Attachment, Channel, Message, OpenMessage, Part, PartKind, Reply, Said, Usage
from handlers.errors import TurnLost
from handlers.texts import Language

TRACE_LASTS = timedelta(hours=1)  # longer than Twilio may deliver a message again
STAYS_OPEN = timedelta(minutes=15)
OWNER_DIES_AFTER = timedelta(seconds=30)  # every request of a turn renews it
SENDING_FAILED_AFTER = timedelta(seconds=30)
LINK_LASTS = timedelta(hours=12)  # then it is written again, before it can expire
RESPONSE_IS_RECORDED_AFTER = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
MOST_OPEN_CHARACTERS = 200_000  # at four bytes each, and 200 for a message's own, below Firestore's 1 MiB a document


@dataclass(frozen=True)
class Running:
    """The turn that answers a thread. `covers`: the sids it answers; `since`: None once its owner gave it up.

    `said` are answers that an earlier turn's response left, not delivered yet, to the messages in `answered`;
    `response` answers the others.
    """

    owner: str
    covers: tuple[str, ...]
    since: datetime | None
    response: str | None = None
    said: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()

    def is_alive(self, now: datetime) -> bool:
        """Whether the owner can still be at work."""
        return self.since is not None and now - self.since < OWNER_DIES_AFTER


@dataclass(frozen=True)
class Limits:
    """What one customer may ask of us: how long a burst lasts, and how many messages a minute are answered."""

    burst: timedelta = timedelta(seconds=20)
    messages_a_minute: int = 20


@dataclass(frozen=True)
class Thread:
    """One customer's thread with one business number. `conversation` is the assistant's id of it, once there is one.

    `tokens`: how many the last question took, the whole conversation included. `recent`: when the last minute's
    messages came. `unsent`: texts of a closed turn that are on their way by REST since `unsent_at`.
    A customer who has a lasting identity has the thread under that; the one under the address only says where it
    `moved_to`, written anew when `linked_at` is long ago.
    `past` are conversations that were left. `language` is the customer's own, as far as it is known; `stopped`: they
    want to hear nothing; `forget_asked_at`: when they were asked whether all is to be deleted.
    """

    key: str
    business: str
    sender: str
    channel: Channel = Channel.WHATSAPP
    external_id: str = ""
    profile_name: str = ""
    conversation: str | None = None
    past: tuple[str, ...] = ()
    tokens: int = 0
    language: Language | None = None
    stopped: bool = False
    forget_asked_at: datetime | None = None
    number: int = 0
    running: Running | None = None
    open: tuple[OpenMessage, ...] = ()
    recent: tuple[datetime, ...] = ()
    unsent: tuple[str, ...] = ()
    unsent_at: datetime | None = None
    moved_to: str | None = None
    linked_at: datetime | None = None

    def due(self) -> datetime | None:
        """Since when something here waits for us: a message for its answer, or an answer for its way out."""
        waiting = [each.at for each in self.open] + ([self.unsent_at] if self.unsent_at else [])
        return min(waiting, default=None)


@dataclass(frozen=True)
class Record:
    """What is kept of one message. `texts` is the reply to it; `answered_by` the message whose turn answered it."""

    thread: str
    at: datetime
    text: str
    attachments: tuple[Attachment, ...] = ()
    parts: tuple[Part, ...] = ()
    texts: tuple[str, ...] | None = None
    answered_by: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class Erasure:
    """A customer's thread that is to vanish: its messages from before `at`, and the assistant's conversations."""

    thread: str
    at: datetime
    conversations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """The message has its reply already: the same texts go out again."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A later message's turn answers this one too, or has."""


@dataclass(frozen=True)
class Busy:
    """Somebody alive answers older messages: this one is kept open and has to wait until the thread is free."""

    thread: Thread


@dataclass(frozen=True)
class Flooded:
    """More messages than anybody can mean: this one is not kept. `first`: the customer has not been told yet."""

    thread: Thread
    first: bool


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
    is_closed: bool = False

    @property
    def number(self) -> int:
        """Which turn of its thread this is; a thread that has moved on has a higher one."""
        return self.thread.number

    @property
    def running(self) -> Running:
        """The turn as the thread knows it."""
        assert self.thread.running is not None  # noqa: S101 - a turn that was closed is not used again
        return self.thread.running

    @property
    def messages(self) -> tuple[OpenMessage, ...]:
        """What this turn answers, oldest first; a message that waits for the thread to be free is not among it."""
        return tuple(each for each in self.thread.open if each.sid in self.running.covers)

    @property
    def unanswered(self) -> tuple[OpenMessage, ...]:
        """What the assistant is to be asked about: the messages that no earlier response has answered."""
        return tuple(each for each in self.messages if each.sid not in self.running.answered)

    @property
    def response(self) -> str | None:
        """The assistant's response that is under way for this turn."""
        return self.running.response

    def say(self, text: str, *, to: Sequence[str]) -> None:
        """Make a text a part of the reply, by which the messages with these sids are answered."""
        answered = tuple(dict.fromkeys((*self.running.answered, *to)))
        running = replace(self.running, said=(*self.running.said, text), answered=answered)
        self.thread = replace(self.thread, running=running)

    def all_said(self) -> Reply | None:
        """The reply once every message has its answer."""
        return None if self.unanswered else Reply(self.running.said)

    def leave_conversation(self) -> None:
        """Begin a new conversation with the next question; the old one is remembered only to be deleted some day."""
        past = (*self.thread.past, self.thread.conversation) if self.thread.conversation else self.thread.past
        self.thread = replace(self.thread, conversation=None, past=past)


def keys_of(message: Message) -> tuple[str, ...]:
    """The keys a message's thread can have, the lasting one first: by external id, then by address."""
    identities = dict.fromkeys((message.identity, message.sender))
    return tuple(_key(message.business, identity) for identity in identities)


def missing_keys(threads: Mapping[str, Thread]) -> list[str]:
    """The keys that the threads found point to, and that have to be read as well."""
    return [thread.moved_to for thread in threads.values() if thread.moved_to and thread.moved_to not in threads]


def _key(business: str, identity: str) -> str:
    return hashlib.sha256(f"{business}\n{identity}".encode()).hexdigest()[:32]


Opened = Turn | Answered | Merged | Busy | Flooded


def open_turn(
    threads: Mapping[str, Thread], record: Record | None, message: Message, now: datetime, limits: Limits
) -> Opened:
    """What a message that comes in means, given the threads stored under `keys_of` it and its own record, if any.

    The thread of a Turn, Busy or Flooded has to be written before anything else is done for it.
    """
    thread = _thread_of(threads, message, now)
    if record is None:
        return _new(thread, message, now, limits)
    return _seen_before(thread, record, message, now)


def _thread_of(threads: Mapping[str, Thread], message: Message, now: datetime) -> Thread:
    key, *by_address = keys_of(message)
    found = threads.get(key)
    if found is not None and found.moved_to is not None:
        found = threads.get(found.moved_to)
    if found is None:
        found = Thread(key, message.business, message.sender)
    if by_address:
        found = _joined(found, threads.get(by_address[0]), now)
    return replace(
        found,
        sender=message.sender,
        channel=message.channel,
        external_id=message.external_id or found.external_id,
        profile_name=message.profile_name or found.profile_name,
    )


def _joined(thread: Thread, by_address: Thread | None, now: datetime) -> Thread:
    """A thread under a lasting identity, joined by what the customer said before that was known.

    An address that has moved to another identity is somebody else's by now, or was: nothing of that is taken over.
    """
    is_linked = by_address is not None and by_address.moved_to == thread.key
    if not is_linked or thread.linked_at is None or now - thread.linked_at > LINK_LASTS:
        thread = replace(thread, linked_at=now)
    if by_address is None or by_address.moved_to is not None:
        return thread
    if thread.number == 0:
        return replace(by_address, key=thread.key, linked_at=now)
    both = sorted([*thread.open, *by_address.open], key=lambda each: each.at)
    return replace(thread, open=_newest_that_fit(both))


def _new(thread: Thread, message: Message, now: datetime, limits: Limits) -> Turn | Busy | Flooded:
    recent = tuple(at for at in thread.recent if now - at < MINUTE)
    if len(recent) > limits.messages_a_minute:
        return Flooded(thread, first=False)
    thread = replace(thread, recent=(*recent, now))
    if len(recent) == limits.messages_a_minute:
        return Flooded(thread, first=True)
    opened = OpenMessage(message.sid, now, message.text, message.attachments, message.parts)
    language = commands.language_of(message.text) or language_of(message.text) or thread.language
    thread = replace(thread, open=_newest_that_fit([*thread.open, opened]), language=language)
    return Busy(thread) if _is_past_bursting(thread, now, limits) else _taken_over(thread, message, now)


def _is_past_bursting(thread: Thread, now: datetime, limits: Limits) -> bool:
    running = thread.running
    if running is None or not running.is_alive(now):
        return False
    covered = [each.at for each in thread.open if each.sid in running.covers]
    return now - min(covered, default=now) > limits.burst


def _seen_before(thread: Thread, record: Record, message: Message, now: datetime) -> Turn | Answered | Merged | Busy:
    if record.answered_by is not None:
        return Merged() if record.texts is None else Answered(record.texts)
    running = thread.running
    if running is None or not running.is_alive(now):
        return _taken_over(_with_again(thread, record, message), message, now)
    if running.owner == message.sid:
        return _resumed(thread, running, message, now)
    return Merged() if message.sid in running.covers else Busy(thread)


def _resumed(thread: Thread, running: Running, message: Message, now: datetime) -> Turn | Busy:
    """The same turn for another delivery of its message; the delivery before may be about to record its response."""
    if running.response is None and running.since and now - running.since < RESPONSE_IS_RECORDED_AFTER:
        return Busy(thread)
    return Turn(message, replace(thread, running=replace(running, since=now)))


def _with_again(thread: Thread, record: Record, message: Message) -> Thread:
    if any(each.sid == message.sid for each in thread.open):
        return thread
    opened = [*thread.open, OpenMessage(message.sid, record.at, record.text, record.attachments, record.parts)]
    return replace(thread, open=_newest_that_fit(sorted(opened, key=lambda each: each.at)))


def _taken_over(thread: Thread, message: Message, now: datetime) -> Turn:
    waiting = tuple(each for each in thread.open if now - each.at < STAYS_OPEN or each.sid == message.sid)
    before = thread.running
    said, answered = (before.said, before.answered) if before else ((), ())
    if thread.unsent_at and now - thread.unsent_at > SENDING_FAILED_AFTER:
        said, thread = (*thread.unsent, *said), sent(thread)
    covers = tuple(each.sid for each in waiting)
    running = Running(owner=message.sid, covers=covers, since=now, said=said, answered=answered)
    taken = replace(thread, number=thread.number + 1, running=running, open=waiting)
    return Turn(message, taken, superseded=before)


def _newest_that_fit(messages: Sequence[OpenMessage]) -> tuple[OpenMessage, ...]:
    room = MOST_OPEN_CHARACTERS
    fitting: list[OpenMessage] = []
    for each in reversed(messages):
        room -= len(each.text) + sum(len(file.url) + len(file.media_type) for file in each.attachments) + 200
        room -= sum(len(part.text) + 50 for part in each.parts)
        if fitting and room < 0:
            break
        fitting.insert(0, each)
    return tuple(fitting)


def to_write(threads: Mapping[str, Thread], opened: Opened, message: Message, now: datetime) -> list[Thread]:
    """What opening changed: the thread itself, first, and the one under the address, which says where it is."""
    if isinstance(opened, Answered | Merged) or threads.get(opened.thread.key) == opened.thread:
        return []
    by_address = keys_of(message)[1:] if opened.thread.linked_at == now else ()
    links = [Thread(key, message.business, message.sender, moved_to=opened.thread.key) for key in by_address]
    return [opened.thread, *links]


def new_record(opened: Opened, message: Message, now: datetime) -> dict[str, Record]:
    """What is kept of a message that comes for the first time, by sid; nothing of one in a flood."""
    if not isinstance(opened, Turn | Busy):
        return {}
    return {message.sid: Record(opened.thread.key, now, message.text, message.attachments, message.parts)}


def started(stored: Thread, turn: Turn, response: str) -> Thread:
    """The thread once the turn's response is under way. TurnLost: it moved on, or another response stands for it."""
    running = _still_running(stored, turn)
    if running.response not in (response, turn.response):  # ours already: a commit that was repeated on its way
        raise TurnLost
    begun = replace(running, response=response, said=turn.running.said, answered=turn.running.answered)
    return replace(_decided(stored, turn), running=begun)


def learned(stored: Thread, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> Thread:
    """The thread with the parts of open messages, by sid, as they are known by now. TurnLost: it moved on."""
    _still_running(stored, turn)
    known = tuple(replace(each, parts=parts.get(each.sid, each.parts)) for each in stored.open)
    spoken = "\n".join(words_of(each) for each in known if each.sid in parts)
    return replace(stored, open=known, language=language_of(spoken) or stored.language)


def renewed(stored: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread with its owner alive from now on. TurnLost: it moved on."""
    return replace(stored, running=replace(_still_running(stored, turn), since=now))


def closed(stored: Thread, turn: Turn, reply: Reply, sending_since: datetime | None) -> Thread:
    """The thread once the turn has its reply: what it covered is open no more. TurnLost: it moved on."""
    running = _still_running(stored, turn)
    if sending_since:
        stored = replace(stored, unsent=(*stored.unsent, *reply.texts), unsent_at=sending_since)
    return replace(
        _decided(stored, turn),
        tokens=reply.usage.input_tokens if reply.usage else turn.thread.tokens,
        running=None,
        open=tuple(each for each in stored.open if each.sid not in running.covers),
    )


def sending_again(stored: Thread, now: datetime) -> Thread | None:
    """The thread while its unsent texts are tried once more; None while whoever sends them may still do so."""
    if stored.unsent_at is None or now - stored.unsent_at <= SENDING_FAILED_AFTER:
        return None
    return replace(stored, unsent_at=now)


def sent(stored: Thread) -> Thread:
    """The thread with nothing left to send."""
    return replace(stored, unsent=(), unsent_at=None)


def message_to_answer(thread: Thread) -> Message | None:
    """The message by which an open thread is answered when nobody asks for it: its owner's, else the last to come."""
    owner = thread.running.owner if thread.running else None
    found = next((each for each in reversed(thread.open) if each.sid == owner), None)
    found = found or next(reversed(thread.open), None)
    if found is None:
        return None
    return Message(
        sid=found.sid,
        sender=thread.sender,
        business=thread.business,
        channel=thread.channel,
        text=found.text,
        attachments=found.attachments,
        parts=found.parts,
        external_id=thread.external_id,
        profile_name=thread.profile_name,
    )


def released(stored: Thread, turn: Turn) -> Thread:
    """The thread once the turn's owner gave up: its messages stay open for the next. TurnLost: it moved on."""
    running = _still_running(stored, turn)
    return replace(_decided(stored, turn), running=replace(running, since=None))


def records_of(turn: Turn, reply: Reply) -> dict[str, Record]:
    """What is kept of each message that the turn answered, by sid. The reply is kept with the turn's own message."""
    records = {}
    for each in turn.messages:
        record = Record(turn.thread.key, each.at, each.text, each.attachments, each.parts, answered_by=turn.message.sid)
        mine = each.sid == turn.message.sid
        records[each.sid] = replace(record, texts=reply.texts, usage=reply.usage) if mine else record
    return records


def erasure_of(thread: Thread, now: datetime) -> Erasure:
    """What is to vanish with a thread."""
    conversations = (*thread.past, thread.conversation) if thread.conversation else thread.past
    return Erasure(thread.key, now, conversations)


def check_owner(stored: Thread, turn: Turn) -> None:
    """Raise TurnLost if the thread moved on."""
    _still_running(stored, turn)


def trace_of(turn: Turn, reply: Reply, now: datetime) -> Record:
    """What is kept for a while of the message by which all was deleted: that a redelivery gets the same reply."""
    return Record("", now, "", texts=reply.texts, answered_by=turn.message.sid)


def said_in(records: Sequence[Record]) -> list[Said]:
    """What both sides said in these messages, in their order."""
    said = []
    for record in records:
        if record.answered_by is not None and (words := words_of(record)):
            said.append(Said(by_customer=True, text=words))
        said += [Said(by_customer=False, text=text) for text in record.texts or ()]
    return said


def words_of(message: OpenMessage | Record) -> str:
    """What the customer wrote or said in a message."""
    spoken = [part.text for part in message.parts if part.kind is PartKind.TRANSCRIPT]
    return "\n".join(each for each in (message.text.strip(), *spoken) if each)


def _decided(stored: Thread, turn: Turn) -> Thread:
    """What is stored by now, with what the turn has decided; meanwhile only `open` and `recent` have changed."""
    names = ("conversation", "past", "tokens", "stopped", "forget_asked_at")
    return replace(stored, **{name: getattr(turn.thread, name) for name in names})


def _still_running(stored: Thread, turn: Turn) -> Running:
    if stored.running is None or (stored.number, stored.running.owner) != (turn.number, turn.message.sid):
        raise TurnLost
    return stored.running
