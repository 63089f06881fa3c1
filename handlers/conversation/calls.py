"""Calls of tools: what the assistant wants done for a customer, and what came of it. Pure.

A call that nobody answers makes OpenAI refuse every later question in its conversation. So calls stand in the thread
before anything runs, and whoever owns the thread next answers them first.

Long: the outputs of our own are explained, and each change of what is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation.spelling import same_line
from handlers.languages import Language

MOST_ROUNDS = 3  # of calls for one reply; then the assistant has to answer with what it has
MOST_AT_ONCE = 8  # calls of one round that are run
LOST_AFTER = timedelta(seconds=15)  # no tool may take so long: whoever ran the call is dead
MOST_KEPT = 1000  # characters of an output, once the assistant has it
CONFIRMED = "-yes"  # ends the id of a call that the customer agreed to: the first one has had its output already

UNKNOWN_TOOL = "unknown_tool"  # a result

# Outputs of our own: what the assistant is told where a tool does not say anything.
LOST = '{"error": "It is not known whether this was done: the process stopped. Do not try again. Say so honestly."}'
NOT_RUN = '{"error": "not done: the conversation went on without it. Do it now only if the customer still wants it."}'
TOO_MANY = '{"error": "not done: too many calls for one answer. Answer with what you know."}'
ASK_FIRST = (
    '{"not_done": "The customer has to agree first. Say in one sentence what you are about to do. The question whether '
    'to do it is added to your reply."}'
)
ONE_AT_A_TIME = '{"not_done": "The customer is being asked about something else first. Ask again after that."}'


@dataclass(frozen=True)
class Call:
    """One call. `id`: the assistant's, under which a tool runs once; `arguments`: the JSON text as it wrote them."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Caller:
    """The customer on whose behalf a tool is called, as the channel proved it: never as the assistant says.

    `key`: the thread's; `alias`: the thread's name in logs; `customer`: the verified address, such as +5215512345678;
    `name`: what the customer calls themselves.
    """

    key: str
    alias: str
    customer: str
    name: str
    language: Language

    @property
    def numbers(self) -> tuple[str, ...]:
        """The phone number in each way that a list may have it, as with Mexico's 1; none if the app tells no number."""
        return same_line(self.customer) if self.customer.startswith("+") else ()


@dataclass(frozen=True)
class Done:
    """What came of a call. `output`: a JSON text for the assistant, bounded; `result`: one word for the operator.

    `error`: the type and place of what a tool raised, for the log; never its text.
    """

    output: str
    result: str
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class MadeCall:
    """A call as the thread keeps it.

    `begun_at`: when it was run, or was about to be; `output`: None until it is known; `is_held`: the conversation holds
    the call itself; `is_told`: it holds the output, too. `is_confirmed`: the customer agreed to it.
    """

    id: str
    name: str
    arguments: str
    begun_at: datetime | None = None
    output: str | None = None
    result: str = ""
    is_held: bool = True
    is_told: bool = False
    is_confirmed: bool = False

    @property
    def call(self) -> Call:
        """The call itself, under the id that it was first made with."""
        return Call(self.id.removesuffix(CONFIRMED), self.name, self.arguments)

    def answered(self, done: Done) -> "MadeCall":
        """The call with what came of it."""
        return replace(self, output=done.output, result=done.result)

    def is_running(self, now: datetime) -> bool:
        """True if somebody may be running it at this moment."""
        return self.output is None and self.begun_at is not None and now - self.begun_at < LOST_AFTER


Calls = tuple[MadeCall, ...]


def made(calls: Sequence[Call], rounds: int) -> Calls:
    """New calls as they are kept. Those that are too many have their output already."""
    kept = [MadeCall(call.id, call.name, call.arguments) for call in calls]
    most = MOST_AT_ONCE if rounds < MOST_ROUNDS else 0
    return (*kept[:most], *(call.answered(Done(TOO_MANY, "too_many")) for call in kept[most:]))


def to_run(calls: Calls) -> Calls:
    """The calls without an output."""
    return tuple(call for call in calls if call.output is None)


def to_tell(calls: Calls) -> Calls:
    """The calls whose outputs the assistant has not got yet."""
    return tuple(call for call in calls if call.output is not None and not call.is_told)


def with_outputs(calls: Calls) -> Calls:
    """The calls whose outputs are known, also those that the assistant has got before."""
    return tuple(call for call in calls if call.output is not None)


def begun(calls: Calls, now: datetime) -> Calls:
    """The calls, all of them begun; what an owner of the thread that died meanwhile had begun is lost."""
    return tuple(_begun(call, now) if call.output is None else call for call in calls)


def _begun(call: MadeCall, now: datetime) -> MadeCall:
    return replace(call, begun_at=now) if call.begun_at is None else call.answered(Done(LOST, "lost"))


def told(calls: Calls, *, most: int | None = MOST_KEPT) -> Calls:
    """The calls once the assistant has all outputs; of each only the beginning is kept, for people to read.

    `most`: how many characters; None keeps them whole, for an assistant that has to be told of them again.
    """
    return tuple(
        replace(call, is_held=True, is_told=True, output=call.output[:most]) if call.output is not None else call
        for call in calls
    )


def moved(calls: Calls) -> Calls:
    """The calls for a new conversation, which holds none of them: what was begun is told again, not done again."""
    kept = (call.answered(Done(LOST, "lost")) if call.output is None else call for call in calls if call.begun_at)
    return tuple(replace(call, is_held=False, is_told=False) for call in kept)


def left(calls: Calls) -> Calls:
    """The calls that the next question has to tell of, once their turn has ended; none of them runs any more.

    A call that the conversation does not hold, as after a yes, was then answered otherwise: nothing waits for it.
    """
    known = (call for call in calls if call.is_held or call.output is not None)
    return to_tell(tuple(_ended(call) if call.output is None else call for call in known))


def _ended(call: MadeCall) -> MadeCall:
    return call.answered(Done(LOST, "lost") if call.begun_at else Done(NOT_RUN, "not_run"))


def outcomes_of(calls: Calls) -> tuple[str, ...]:
    """What came of each call, and of which tool; the name of an unknown one is the assistant's invention."""
    return tuple(call.result if call.result == UNKNOWN_TOOL else f"{call.name} {call.result}" for call in calls)
