"""Directives in a customer's text, such as `#delay=3`; the package's docstring lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dev.openai_standin.calls import THEN, Wanted, calls_in

_SECONDS = r"\d+(?:\.\d+)?"
_CODE = r"[a-z]\w*"  # `null`: no code
_PATH = r"[a-z]\w*(?:\.\w+|\[\d+\])*"
DIRECTIVE = re.compile(
    rf"(?<!\w)#(?:delay=(?P<delay>{_SECONDS})|slow=(?P<slow>{_SECONDS})|stall=(?P<stall>{_SECONDS})"
    rf"|after=(?P<after>{_SECONDS})"
    r"|fail=(?P<fail>[45]\d\d|quota|context|file|model)(?:x(?P<times>\d+))?"
    r"|mcp_down=(?P<mcp_down>later|silent)"
    rf"|refused(?P<of_file>_file)?=(?:(?P<status>4\d\d):)?(?P<refused>{_CODE})(?:@(?P<param>{_PATH}))?"
    rf"|error=(?P<error>{_CODE})(?P<nested>:nested)?(?P<before>:first)?"
    rf"|failed=(?P<failed>{_CODE})|incomplete=(?P<incomplete>{_CODE})|first=(?P<first>queued|in_progress)"
    r"|locked=(?P<locked>\d+)|long=(?P<long>\d+)|webhooks=(?P<webhooks>\d+)"
    r"|messages=(?P<messages>\d+)|parts=(?P<parts>\d+)"
    r"|handoff=(?P<handoff>\w+)|mood=(?P<mood>\w+)|topic=(?P<topic>[\w-]+)|side=(?P<side>none|broken)"
    r"|(?P<word>failed|refuse|empty|incomplete|gone|drop|markdown|flag|phases|thinks|absent|null|thin|sse|open|ends|endless|asks|whole|mcp_down)"
    r")(?!\w)",
    re.IGNORECASE,
)

LONGEST = 100_000  # characters, so that a typing error does not fill the memory
MOST_WEBHOOKS = 100  # of one event
MOST_MESSAGES = 20  # of one response, and parts of one message


@dataclass(frozen=True)
class Refusal:
    """An HTTP error that is asked for; `of_file`: only if a picture or a document came."""

    status: int
    code: str | None
    param: str | None
    of_file: bool = False


@dataclass(frozen=True)
class ErrorEvent:
    """An `error` event that is asked for, `nested` in a field of that name or not; `first`: no event precedes it."""

    code: str | None
    nested: bool = False
    first: bool = False


@dataclass(frozen=True)
class Directives:
    """All that one text asks for. `slow`, `stall`, `after`: seconds; `failed`, `incomplete`: codes, "null" for none.

    `calls`: of functions and of MCP servers' tools. `mcp_down`: when a server's failing is told, "" for never.
    """

    delay: float = 0.0
    slow: float = 0.0
    stall: float = 0.0
    after: float = 0.0
    fail: str | None = None
    times: int | None = None
    refused: Refusal | None = None
    error: ErrorEvent | None = None
    failed: str = "server_error"
    incomplete: str = "max_output_tokens"
    first: str = "created"
    locked: int = 0
    long: int = 0
    webhooks: int = 1
    messages: int = 1
    parts: int = 1
    handoff: str = "no"
    mood: str = "fine"
    topic: str = ""
    side: str = ""
    calls: tuple[Wanted, ...] = ()
    mcp_down: str = ""
    words: frozenset[str] = frozenset()


def directives(text: str) -> Directives:
    """Read the directives in `text`; anything that only looks like one is the customer's own text."""
    calls, text = calls_in(text)
    values: dict[str, str] = {}
    words: set[str] = set()
    for match in DIRECTIVE.finditer(text):
        found = {name: value.lower() for name, value in match.groupdict().items() if value}
        words |= {found.pop("word")} if "word" in found else found.keys() & {"failed", "incomplete"}
        values |= found
    return Directives(
        delay=float(values.get("delay", 0)),
        slow=float(values.get("slow", 0)),
        stall=float(values.get("stall", 0)),
        after=float(values.get("after", 0)),
        fail=values.get("fail"),
        times=int(values["times"]) if "times" in values else None,
        refused=_refusal(values),
        error=_error_event(values),
        failed=values.get("failed", "server_error"),
        incomplete=values.get("incomplete", "max_output_tokens"),
        first=values.get("first", "created"),
        locked=int(values.get("locked", 0)),
        long=min(int(values.get("long", 0)), LONGEST),
        webhooks=min(int(values.get("webhooks", 1)), MOST_WEBHOOKS),
        messages=min(max(1, int(values.get("messages", 1))), MOST_MESSAGES),
        parts=min(max(1, int(values.get("parts", 1))), MOST_MESSAGES),
        handoff=values.get("handoff", "no"),
        mood=values.get("mood", "fine"),
        topic=values.get("topic", ""),
        side=values.get("side", ""),
        calls=tuple(calls),
        mcp_down=values.get("mcp_down", "now" if "mcp_down" in words else ""),
        words=frozenset(words),
    )


def without_directives(text: str) -> str:
    """The customer's own words."""
    return DIRECTIVE.sub(" ", THEN.sub(" ", calls_in(text)[1]))


def code_of(given: str) -> str | None:
    """The code to send; "null" stands for none."""
    return None if given == "null" else given


def _refusal(values: dict[str, str]) -> Refusal | None:
    if "refused" not in values:
        return None
    status, code = int(values.get("status", 400)), code_of(values["refused"])
    return Refusal(status, code, values.get("param"), of_file="of_file" in values)


def _error_event(values: dict[str, str]) -> ErrorEvent | None:
    if "error" not in values:
        return None
    return ErrorEvent(code_of(values["error"]), nested="nested" in values, first="before" in values)
