"""Files of messages, fetched only from Meta's hosts: by their id on WhatsApp, by their address elsewhere.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media/
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientResponse
from yarl import URL

from handlers.adapters.meta.rest import MetaRest
from handlers.errors import FileGone, FileTooLarge, FileUnavailable

SECONDS = 6.0
MOST_AT_ONCE = 4  # of the largest they take 64 MB
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({400, 404, 410})  # 400: of an id that has ended
PIECE = 64 * 1024

METAS = re.compile(r"(?:[a-z0-9-]{1,63}\.)*(?:fbsbx\.com|fbcdn\.net|cdninstagram\.com)")
MEDIA = re.compile(r"[0-9]{1,40}")
METAS_ONLY = "none: a file is fetched from Meta's hosts only"
KEY = "set META_ACCESS_TOKEN to a token that is valid and has whatsapp_business_messaging"
REMEDIES = {401: KEY, 403: KEY}
STATUS_PAGE = "see Meta's status page, metastatus.com"
UNREACHABLE = "see the network, META_API_BASE_URL if it is set, and Meta's status page"


class MetaFiles:
    """Keeps the promises of Files. A file's name is meta: and its id, or meta: and its address."""

    def __init__(self, rest: MetaRest, *, base_url: str = "", seconds: float = SECONDS) -> None:
        """`base_url`: one more host, "" for none."""
        self._rest = rest
        self._ours = _place(URL(base_url)) if base_url else None
        self._seconds = seconds
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        named = url.partition(":")[2]
        async with self._turns:
            try:
                async with asyncio.timeout(self._seconds):
                    if MEDIA.fullmatch(named):
                        return await self._fetch(await self._address_of(named), most, self._rest.authorization)
                    return await self._fetch(self._checked(named), most, {})
            except (ClientError, TimeoutError) as problem:  # their messages contain the address
                raise FileUnavailable(type(problem).__name__, remedy=UNREACHABLE) from None

    async def _address_of(self, media: str) -> URL:
        """Where a file is for the next minutes."""
        status, told = await self._rest.get(media)
        if status != 200:
            raise _why(status)
        found: Any = told.get("url") if isinstance(told, dict) else None
        return self._checked(found if isinstance(found, str) else "")

    async def _fetch(self, address: URL, most: int, headers: Mapping[str, str]) -> bytes:
        # We follow redirects ourselves: aiohttp would go anywhere.
        for _ in range(1 + MOST_REDIRECTS):
            async with self._rest.session.get(address, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    return await _read(response, most)
                address = self._checked(str(address.join(_parsed(response.headers.get("Location", "")))))
            headers = {}  # what it leads to needs no token
        raise FileGone("redirects", remedy="none: Meta redirects without end; see its status page")

    def _checked(self, url: str) -> URL:
        """The address, if it is at Meta's. Raises FileGone."""
        address = _parsed(url)
        is_bare = address.raw_user is None and address.raw_password is None  # with them aiohttp would log in
        is_metas = address.scheme == "https" and address.port == 443 and METAS.fullmatch(address.host or "")
        if is_bare and (is_metas or _place(address) == self._ours):
            return address
        raise FileGone("not_metas", remedy=METAS_ONLY)


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except ValueError:
        raise FileGone("not_a_url", remedy=METAS_ONLY) from None


def _place(address: URL) -> tuple[str, str | None, int | None]:
    return address.scheme, address.host, address.port


def _why(status: int) -> FileUnavailable:
    if status in GONE:
        return FileGone(str(status), remedy="none: Meta no longer has the file")
    return FileUnavailable(str(status), remedy=REMEDIES.get(status, STATUS_PAGE))


async def _read(response: ClientResponse, most: int) -> bytes:
    """The body, decompressed. Raises FileTooLarge; it counts the bytes, whatever length was stated."""
    if response.status != 200:
        raise _why(response.status)
    read = bytearray()
    if (response.content_length or 0) <= most:
        async for piece in response.content.iter_chunked(PIECE):
            read += piece
            if len(read) > most:
                break
        else:
            return bytes(read)
    raise FileTooLarge("too_large", remedy="none: the customer can send a smaller one")
