"""A call of a tool: what the assistant wants done, and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One call. `id`: OpenAI's call_id, the idempotency key; `arguments`: the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Caller:
    """The customer on whose behalf a tool is called, as proved by the channel: never said by the model.

    `key`: of the thread; `customer`: the verified address, such as +5215512345678; `name`: as they call themselves.
    """

    key: str
    customer: str
    name: str
    language: str


@dataclass(frozen=True)
class Done:
    """What came of a call. `output`: a JSON text for the assistant, bounded; `result`: one word for the audit line."""

    output: str
    result: str  # done, raised, wrong_arguments, too_slow, too_large, unknown_tool, busy
    seconds: float = 0.0
