"""The outcome of one delivery of a message."""

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.conversation.facts import Charge
from handlers.conversation.messages import Reply
from handlers.conversation.side import NO_SIDE, Side
from handlers.errors import Unavailable
from handlers.languages import Spoken


class Result(StrEnum):
    """The result of one delivery of a message."""

    ANSWERED = "answered"
    REPEATED = "repeated"
    MERGED = "merged"
    FLOODED = "flooded"
    LATE = "late"
    OWED = "owed"
    UNDER_WAY = "under_way"  # the request ended early, as its channel wants it; the answer comes by REST
    UNAVAILABLE = "unavailable"
    AGENT = "agent"  # a message of an agent's, not of a customer's


@dataclass(frozen=True)
class Outcome:
    """The outcome of one delivery: `reply` for the customer, in `language`; the rest for the log.

    `next_hop`: the number of the request to come back with, if the answer is late. `thread`: its alias, for the log;
    `key`: its key in the store, to send what it keeps. `owes`: other threads of which texts are due. `entry`: the entry
    of the FAQ that answered. `tools`: what came of each call, and of which tool. `seconds` by part of the turn. `side`:
    the answer's. `charges`: what the messages and their answer cost; none while they are open. `limited`: the ceiling
    that kept the assistant from being asked. `is_kept`: the thread keeps the reply, for whoever sends it by REST.
    `sender`: who sends it so, "" if it goes in the response. `has_person`: a person answers the thread from now on.
    """

    result: Result
    language: Spoken
    reply: Reply = field(default_factory=Reply)
    next_hop: int | None = None
    thread: str = ""
    key: str = ""
    covers: int = 0
    problem: Unavailable | None = None
    owes: tuple[str, ...] = ()
    entry: str = ""
    tools: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    side: Side = NO_SIDE
    charges: tuple[Charge, ...] = ()
    limited: str = ""
    is_kept: bool = True
    sender: str = ""
    has_person: bool = False
