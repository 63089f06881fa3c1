"""No door of HTTP's: an answer that this process has read to its end while no request waited for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from handlers.conversation.pay_debts import PayDebts
from handlers.errors import Unavailable

LOOKS, PAUSE = 10, 3.0  # as long as a turn between two hops counts as living
SECONDS = 20.0  # for the sending


@dataclass(frozen=True)
class OwnAnswers:
    """Sends the answer, as OpenAI's door does when it is told of one; what fails is left to the clock."""

    pay_debts: PayDebts
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, response: str) -> None:
        """A turn that waits for the answer, or is about to come back for it, gets some time to do so."""
        log = structlog.get_logger()
        try:
            for _ in range(LOOKS):
                await self.pause(PAUSE)
                if not await self.pay_debts.is_awaited(response):
                    break
            deadline = asyncio.get_running_loop().time() + SECONDS
            outcomes = await self.pay_debts.response_ended(response, deadline=deadline)
        except Unavailable as problem:
            log.error("a late answer could not be sent", code=problem.code, remedy=problem.remedy)
            return
        if outcomes:
            log.info("late answers", results=[str(outcome.result) for outcome in outcomes])
