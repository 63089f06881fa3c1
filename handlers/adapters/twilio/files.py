"""Files of messages, fetched only from Twilio's hosts and from the storage that they redirect to.

https://www.twilio.com/docs/messaging/api/media-resource
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientError, ClientResponse, ClientSession, encode_basic_auth
from yarl import URL

from handlers.adapters.twilio.hosts import Hosts
from handlers.adapters.twilio.room import Room
from handlers.errors import FileGone, FileTooLarge, FileUnavailable

SECONDS = 6.0
MOST_AT_ONCE = 64  # connections; a file that waits for room keeps its own
MOST_BYTES = 64_000_000  # being downloaded; assembling a file takes as much memory again
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
PIECE = 64 * 1024

KEY = "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account"
REMEDIES = {401: KEY, 403: KEY}
STATUS_PAGE = "see Twilio's status page"
UNREACHABLE = "see the network, TWILIO_API_BASE_URL if it is set, and Twilio's status page"


class TwilioFiles:
    """Keeps the promises of Files."""

    def __init__(
        self,
        *,
        key: str,
        secret: str,
        base_url: str,
        seconds: float = SECONDS,
        most_at_once: int = MOST_AT_ONCE,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`base_url`: one more host, "" for none. `seconds`: the limit for a file, not counting its wait for others."""
        self._key = {"Authorization": encode_basic_auth(key, secret)}
        self._hosts = Hosts(base_url)
        self._seconds = seconds
        self._turns = asyncio.Semaphore(most_at_once)
        self._room = Room(most_bytes)
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        address = self._hosts.first(url)
        async with self._turns:
            try:
                async with asyncio.timeout(self._seconds) as clock:
                    return await self._fetch(address, most, clock)
            except (ClientError, TimeoutError) as problem:  # their messages contain the address
                raise FileUnavailable(type(problem).__name__, remedy=UNREACHABLE) from None

    async def _fetch(self, address: URL, most: int, clock: asyncio.Timeout) -> bytes:
        self._session = self._session or ClientSession()  # made for the first file, when a loop is running
        headers = self._key
        # We follow redirects ourselves: aiohttp would go anywhere.
        for _ in range(1 + MOST_REDIRECTS):
            async with self._session.get(address, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    size = _size(response, most)
                    async with self._place_for(size, clock):
                        return await _read(response, most)
                address = self._hosts.next(address, response.headers.get("Location", ""))
            headers = {}  # the storage must not see the key, and would refuse it
        raise FileGone("redirects", remedy="none: Twilio redirects without end; see its status page")

    @asynccontextmanager
    async def _place_for(self, size: int, clock: asyncio.Timeout) -> AsyncIterator[None]:
        """Room for the file. Its clock stops while others take the room."""
        now = asyncio.get_running_loop().time
        left = (clock.when() or 0.0) - now()
        clock.reschedule(None)
        async with self._room.of(size):
            clock.reschedule(now() + left)
            yield


def _size(response: ClientResponse, most: int) -> int:
    """The room that the body may need: its stated length; without one, or if it is compressed, all that is allowed."""
    if response.status in GONE:
        raise FileGone(str(response.status), remedy="none: Twilio no longer has the file")
    if response.status != 200:
        raise FileUnavailable(str(response.status), remedy=REMEDIES.get(response.status, STATUS_PAGE))
    told = response.content_length
    if (told or 0) > most:
        raise _too_large()
    return most if told is None or "Content-Encoding" in response.headers else told


async def _read(response: ClientResponse, most: int) -> bytes:
    """The body, decompressed. Raises FileTooLarge; it counts the bytes, whatever length was stated."""
    read = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        read += piece
        if len(read) > most:
            raise _too_large()
    return bytes(read)


def _too_large() -> FileTooLarge:
    return FileTooLarge("too_large", remedy="none: the customer can send a smaller one")
