"""The port of the tools: what a turn needs of them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from handlers.languages import Language
from handlers.tools.call import Call, Caller, Done


class Tools(Protocol):
    """The tools of a deployment."""

    @property
    def schemas(self) -> Sequence[Mapping[str, object]]:
        """The entries of OpenAI's parameter `tools`: functions and MCP servers."""
        ...

    @property
    def seconds(self) -> float:
        """The longest time limit of a tool, 0 without any: a turn starts one only if that fits."""
        ...

    def needs_confirmation(self, name: str) -> bool:
        """True if the customer has to say yes before this tool runs; False for an unknown one."""
        ...

    def described(self, call: Call, language: Language) -> str:
        """What a customer confirms: the tool's title and its arguments, on one line of plain text.

        "" for an unknown tool or wrong arguments: there is nothing to confirm, and `run` tells the assistant why.
        """
        ...

    async def run(self, call: Call, caller: Caller) -> Done:
        """Run the tool within its limits. Raises nothing but CancelledError."""
        ...
