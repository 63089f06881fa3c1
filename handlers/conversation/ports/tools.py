"""The port of tools: what the assistant may do for a customer."""

from typing import Protocol

from handlers.conversation.calls import Call, Caller, Done
from handlers.languages import Spoken


class Tools(Protocol):
    """The tools of a deployment."""

    @property
    def seconds(self) -> float:
        """The longest time that a call may take, 0 without any: a turn begins none if it has less."""
        ...

    def question(self, call: Call, spoken: Spoken) -> str:
        """What the customer is asked before it runs, in Markdown, with the arguments as they will be; "": nothing."""
        ...

    async def run(self, call: Call, caller: Caller) -> Done:
        """Run it, within its limits of time and size. Whatever goes wrong is an output, too."""
        ...
