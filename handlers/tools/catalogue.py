"""The tools of a deployment: the business's own functions, and the MCP servers that OpenAI calls by itself."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from pydantic_core import to_json

from handlers.conversation.calls import Call, Caller, Done
from handlers.languages import Spoken, written_in
from handlers.tools.audit import audit
from handlers.tools.loading import Tool
from handlers.tools.options import CallId
from handlers.tools.running import Busy, Raised, Runner, TooSlow
from handlers.tools.signature import WrongArguments
from handlers.tools.wording import question, sentence

MOST_BYTES = 20_000  # of an output: some 5,000 tokens, which every later question of the conversation pays for again

# What the model is told when there is no output; it says so to the customer in its own words.
TOLD = {
    "unknown_tool": "There is no tool of this name.",
    "wrong_arguments": "The arguments are wrong; nothing was done. Correct them, or ask the customer.",
    "raised": "The tool failed. It is not known whether anything was done. Say so; do not make up a result.",
    "too_slow": "The tool took too long. It may still be done. Say so; do not make up a result.",
    "too_large": "The result is too large to read. Ask for less; if that is impossible, say so.",
    "busy": "The tool does not answer at present; nothing was done. Say so; do not make up a result.",
}


@dataclass(frozen=True)
class Catalogue:
    """Keeps the promises of Tools. `servers`: entries of MCP servers; `runner` counts what hangs."""

    tools: Mapping[str, Tool] = field(default_factory=dict)
    servers: Sequence[Mapping[str, object]] = field(default=(), repr=False)
    runner: Runner = field(default_factory=Runner)

    @cached_property
    def schemas(self) -> Sequence[Mapping[str, object]]:
        """See Tools."""
        return (*(tool.schema for tool in self.tools.values()), *self.servers)

    @property
    def seconds(self) -> float:
        """See Tools."""
        return max((tool.options.seconds for tool in self.tools.values()), default=0.0)

    def question(self, call: Call, spoken: Spoken) -> str:
        """See Tools. A call with wrong arguments needs none: the assistant is told what is wrong."""
        tool = self.tools.get(call.name)
        if tool is None or tool.options.requires != "confirm":
            return ""
        try:
            return question(sentence(tool, tool.signature.read(call.arguments), written_in(spoken)), spoken)
        except WrongArguments:
            return ""

    async def run(self, call: Call, caller: Caller) -> Done:
        """See Tools."""
        began = time.monotonic()
        done = replace(await self._ran(call, caller), seconds=time.monotonic() - began)
        audit(call, done, thread=caller.alias)
        return done

    async def _ran(self, call: Call, caller: Caller) -> Done:
        tool = self.tools.get(call.name)
        if tool is None:
            return _told("unknown_tool")
        try:
            arguments = tool.signature.read(call.arguments)
        except WrongArguments as problem:
            return _told("wrong_arguments", faults=problem.faults)
        given = {name: call.id if kind is CallId else caller for name, kind in tool.signature.given.items()}
        function = partial(tool.function, **arguments, **given)
        try:
            found = await self.runner(tool.name, function, _as_json, seconds=tool.options.seconds)
        except Raised as problem:
            return replace(_told("raised", kind=problem.kind), error=f"{problem.kind} at {problem.at}")
        except TooSlow:
            return _told("too_slow")
        except Busy:
            return _told("busy")
        if len(found) > MOST_BYTES:
            return _told("too_large")
        return Done(found.decode(), "done")


def _as_json(value: object) -> bytes:
    return to_json(value, inf_nan_mode="null")


def _told(result: str, **more: object) -> Done:
    return Done(json.dumps({"error": TOLD[result], **more}, ensure_ascii=False), result)
