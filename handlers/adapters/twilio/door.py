"""Our own door, called from outside as Twilio calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

SECONDS = 15.0  # as long as Twilio waits


@dataclass(frozen=True)
class OwnDoor:
    """Keeps the promises of Door. Each call makes a connection of its own, as a first message's does."""

    url: str

    async def answers(self, form: Mapping[str, str], signature: str, expected: str) -> bool:
        """See Door."""
        headers, timeout = {"X-Twilio-Signature": signature}, ClientTimeout(total=SECONDS)
        try:
            async with (
                ClientSession(timeout=timeout) as session,
                session.post(self.url, data=form, headers=headers, allow_redirects=False) as answer,
            ):
                return answer.status == 200 and await answer.text() == expected
        except (ClientError, TimeoutError, ValueError):
            return False
