"""Sending what has just become due, while a person waits for the outcome of what they did."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from handlers.conversation.send_out import SendOut
from handlers.errors import OutboxRefused, OutboxUnavailable, StoreUnavailable

SEND_SECONDS = 6.0  # then the clock sends: the person would be told that it failed, and write it again


async def is_refused(send_out: SendOut, owes: Sequence[str], *, by: str) -> bool:
    """Send the texts of these threads; True if some never will be. What fails otherwise is sent by the clock."""
    with suppress(OutboxUnavailable, StoreUnavailable, TimeoutError):
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for thread in owes:
                    await send_out(thread, by=by)
        except OutboxRefused:
            return True
    return False
