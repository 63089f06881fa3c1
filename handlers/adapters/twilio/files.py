"""Files that came with messages, from Twilio's hosts and the storage that these send us to; nothing else is fetched.

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
MOST_AT_ONCE = 64  # connections; files that wait for room keep theirs
MOST_BYTES = 64_000_000  # on their way into memory, where each is put together in as much again
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
PIECE = 64 * 1024

KEY = "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account"
REMEDIES = {401: KEY, 403: KEY}
STATUS_PAGE = "see Twilio's status page"
UNREACHABLE = "see the network, TWILIO_API_BASE_URL where it is set, Twilio's status page"


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
        """`base_url`: a host beside Twilio's, "" for none. `seconds`: for one file, waiting for others not counted."""
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
            except (ClientError, TimeoutError) as problem:  # their own words hold the address
                raise FileUnavailable(type(problem).__name__, remedy=UNREACHABLE) from None

    async def _fetch(self, address: URL, most: int, clock: asyncio.Timeout) -> bytes:
        self._session = self._session or ClientSession()  # begins with the first file: there is a loop by then
        headers = self._key
        # Our own redirects: aiohttp's would go anywhere.
        for _ in range(1 + MOST_REDIRECTS):
            async with self._session.get(address, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    size = _size(response, most)
                    async with self._place_for(size, clock):
                        return await _read(response, most)
                address = self._hosts.next(address, response.headers.get("Location", ""))
            headers = {}  # storage is not to see the key, and would not take it
        raise FileGone("redirects", remedy="none: Twilio sends us on and on; see its status page")

    @asynccontextmanager
    async def _place_for(self, size: int, clock: asyncio.Timeout) -> AsyncIterator[None]:
        """Room for the file. Its own time stands still as long as others take the room."""
        now = asyncio.get_running_loop().time
        left = (clock.when() or 0.0) - now()
        clock.reschedule(None)
        async with self._room.of(size):
            clock.reschedule(now() + left)
            yield


def _size(response: ClientResponse, most: int) -> int:
    """How much room the body may take: what it says, or all that is allowed where it says nothing, or is packed."""
    if response.status in GONE:
        raise FileGone(str(response.status), remedy="none: Twilio has the file no more")
    if response.status != 200:
        raise FileUnavailable(str(response.status), remedy=REMEDIES.get(response.status, STATUS_PAGE))
    told = response.content_length
    if (told or 0) > most:
        raise _too_large()
    return most if told is None or "Content-Encoding" in response.headers else told


async def _read(response: ClientResponse, most: int) -> bytes:
    """The body, as long as it is not too long. Whatever its length is said to be, it is counted, and unpacked."""
    read = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        read += piece
        if len(read) > most:
            raise _too_large()
    return bytes(read)


def _too_large() -> FileTooLarge:
    return FileTooLarge("too_large", remedy="none: the customer can send a smaller one")
