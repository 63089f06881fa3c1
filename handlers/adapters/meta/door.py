"""Our own door, called from outside as Meta calls it."""

from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

SECONDS = 15.0


@dataclass(frozen=True)
class OwnDoor:
    """Each call makes a connection of its own, as a first message's does."""

    url: str

    async def answers(self, body: bytes, signature: str) -> bool:
        """True if the address takes this body, within the time limit."""
        headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=SECONDS)) as session,
                session.post(self.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return answer.status == 200 and await answer.text() == ""
        except (ClientError, TimeoutError, ValueError):
            return False
