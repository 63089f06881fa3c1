"""Fetching from carriers: from allowed hosts only, a key to none but the first, and nothing longer than allowed."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientResponse, ClientSession
from yarl import URL

from handlers.errors import FileGone, FileTooLarge, FileUnavailable

MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 64 * 1024


class AllowedHosts:
    """Hosts whose names match, by https; and that of `base_url`, as it stands there, "" for none."""

    def __init__(self, names: re.Pattern[str], base_url: str) -> None:
        self._names = names
        self._ours = _place(URL(base_url)) if base_url else None

    def has(self, address: URL) -> bool:
        """True if the address is at one of them, with no name and password, with which aiohttp would log in."""
        is_bare = address.raw_user is None and address.raw_password is None
        is_named = address.scheme == "https" and address.port == 443 and self._names.fullmatch(address.host or "")
        return is_bare and (bool(is_named) or _place(address) == self._ours)


def parsed(url: str, *, remedy: str) -> URL:
    """The address. Raises FileGone if it is none."""
    try:
        return URL(url)
    except ValueError:
        raise FileGone("not_a_url", remedy=remedy) from None


def _place(address: URL) -> tuple[str, str | None, int | None]:
    return address.scheme, address.host, address.port


@dataclass(frozen=True)
class Source:
    """A carrier that has files. `gone`: the statuses of files that it will never have again.

    What an operator can do: `unreachable`, if it does not answer; `remedies`, by the status; `failing`, at any other.
    """

    name: str
    gone: frozenset[int]
    unreachable: str
    failing: str
    remedies: Mapping[int, str] = field(default_factory=dict)

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        """A time limit. What takes longer, or breaks off, raises FileUnavailable."""
        try:
            async with asyncio.timeout(seconds) as clock:
                yield clock
        except (ClientError, TimeoutError) as problem:  # their messages contain the address
            raise FileUnavailable(type(problem).__name__, remedy=self.unreachable) from None

    @asynccontextmanager
    async def opened(
        self, session: ClientSession, address: URL, key: Mapping[str, str], redirected: Callable[[URL, str], URL]
    ) -> AsyncIterator[ClientResponse]:
        """The response with a file, wherever redirects lead. `key`: headers for this address alone.

        `redirected`: where the Location of a redirect from an address leads; it raises FileGone if that is not allowed.
        """
        # We follow redirects ourselves: aiohttp would go anywhere.
        for _ in range(1 + MOST_REDIRECTS):
            async with session.get(address, headers=key, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    self.check(response.status)
                    yield response
                    return
                address = redirected(address, response.headers.get("Location", ""))
            key = {}  # the next host must not see it, and a storage would refuse it
        raise FileGone("redirects", remedy=f"none: {self.name} redirects without end; see its status page")

    def check(self, status: int) -> None:
        """Raises FileGone or FileUnavailable unless this is the status of a file."""
        if status in self.gone:
            raise FileGone(str(status), remedy=f"none: {self.name} no longer has the file")
        if status != 200:
            raise FileUnavailable(str(status), remedy=self.remedies.get(status, self.failing))


def stated_size(response: ClientResponse, most: int) -> int | None:
    """The length that is stated of a file, packed if the file is. Raises FileTooLarge."""
    if (response.content_length or 0) > most:
        raise too_large()
    return response.content_length


async def read_file(response: ClientResponse, most: int) -> bytes:
    """The file, unpacked. Raises FileTooLarge; it counts the bytes, whatever length was stated."""
    stated_size(response, most)
    content = await read_up_to(response, most)
    if content is None:
        raise too_large()
    return content


def too_large() -> FileTooLarge:
    """The error for a file that is not read, since it has too many bytes."""
    return FileTooLarge("too_large", remedy="none: the customer can send a smaller one")


async def read_up_to(response: ClientResponse, most: int) -> bytes | None:
    """The body, unpacked; None, and not read to its end, if it has more bytes than `most`."""
    read = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        read += piece
        if len(read) > most:
            return None
    return bytes(read)


async def read_json(response: ClientResponse, most: int) -> object:
    """The JSON of an answer; None for anything else, or for more bytes than `most`."""
    body = await read_up_to(response, most)
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
