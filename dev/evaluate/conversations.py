"""Conversations for evaluation: what the customer says or sends, and what is expected of each answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from handlers.languages import Language

DONE = "done"


@dataclass(frozen=True)
class Call:
    """A tool that is to be called; `arguments`: those that matter, others may come along.

    `result`: what comes of it, as handlers/conversation/calls.py calls it: `done`, or `asked`, if the customer has to
    agree first.
    """

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    result: str = DONE


@dataclass(frozen=True)
class Expected:
    """What is expected of one answer; None and () expect nothing.

    `entry`: the FAQ's entry that answers, or whether one does. `tool`: () means that none is run. `cost`: US dollars
    at most; `messages` and `seconds`: at most. `judge`: criteria for a model. `model`: what only a real model can be
    held to.
    """

    contains: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    language: Language | None = None
    messages: int | None = None
    entry: str | bool | None = None
    source: tuple[str, ...] = ()
    tool: tuple[Call, ...] | None = None
    knows: bool | None = None
    hands_over: bool | None = None
    cost: float | None = None
    seconds: float | None = None
    judge: tuple[str, ...] = ()
    model: "Expected | None" = None

    def parts(self, *, real: bool) -> Iterator["Expected"]:
        """This, and what only a `real` model can be held to, if there is one."""
        yield self
        if real and self.model:
            yield self.model

    def criteria(self) -> tuple[str, ...]:
        """All that a model is to judge."""
        return (*self.judge, *(self.model.judge if self.model else ()))


@dataclass(frozen=True)
class Step:
    """One message of the customer's, and what is expected of its answer.

    `send`: a file. `voice`: the words of a voice note, which only the stand-in for OpenAI can hear. `quote`: the step
    whose answer the message replies to, or the quoted text.
    """

    say: str = ""
    send: Path | None = None
    voice: str = ""
    quote: int | str | None = None
    expect: Expected = Expected()

    @property
    def said(self) -> str:
        """The message in a line, for people."""
        return " ".join((self.say or self.voice or (self.send.name if self.send else "")).split())


@dataclass(frozen=True)
class Conversation:
    """One conversation. `customer`: the number that writes, "" for one that nobody has.

    `settings`: other values than the business's. `needs`: settings without which it is left out. `now`: the time at
    which it happens. `pass_rate`: the share of its runs that has to pass.
    """

    name: str
    steps: tuple[Step, ...]
    customer: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    now: datetime | None = None
    pass_rate: float = 1.0


@dataclass(frozen=True)
class Suite:
    """A file of conversations. `settings`: the business's, as a file beside it; None: those of `make run`."""

    path: Path
    conversations: tuple[Conversation, ...]
    settings: Path | None = None
