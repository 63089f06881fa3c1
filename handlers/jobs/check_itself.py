"""The function checks itself once a minute, from outside; whether it could be reached is kept for its availability."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.clock import Done
from handlers.numbers.clock_ports import NotesMinutes


@dataclass(frozen=True)
class CheckItself:
    """Calls its own public address with a check, which costs nothing and is nobody's message.

    `check`: True if the address answered as it has to, within the time that Twilio waits.
    """

    check: Callable[[], Awaitable[bool]]
    minutes: NotesMinutes
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return 1, and the result "unreachable" for the log if the check failed."""
        at = self.now()
        is_good = await self.check()
        await self.minutes.note(at, is_good=is_good)
        return Done(1, () if is_good else ("unreachable",))
