"""Files of messages, fetched only from Meta's hosts: by their id on WhatsApp, by their address elsewhere.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media/
"""

import asyncio
import re
from typing import Any

from yarl import URL

from handlers.adapters.fetching import AllowedHosts, Source, parsed, read_file
from handlers.adapters.meta.rest import MetaRest
from handlers.errors import FileGone

SECONDS = 6.0
MOST_AT_ONCE = 4  # of the largest they take 64 MB

METAS = re.compile(r"(?:[a-z0-9-]{1,63}\.)*(?:fbsbx\.com|fbcdn\.net|cdninstagram\.com)")
MEDIA = re.compile(r"[0-9]{1,40}")
METAS_ONLY = "none: a file is fetched from Meta's hosts only"
KEY = "set META_ACCESS_TOKEN to a token that is valid and has whatsapp_business_messaging"
META = Source(
    "Meta",
    gone=frozenset({400, 404, 410}),  # 400: of an id that has ended
    unreachable="see the network, META_API_BASE_URL if it is set, and Meta's status page",
    failing="see Meta's status page, metastatus.com",
    remedies={401: KEY, 403: KEY},
)


class MetaFiles:
    """Keeps the promises of Files. A file's name is meta: and its id, or meta: and its address."""

    def __init__(self, rest: MetaRest, *, base_url: str = "", seconds: float = SECONDS) -> None:
        """`base_url`: one more host, "" for none."""
        self._rest = rest
        self._hosts = AllowedHosts(METAS, base_url)
        self._seconds = seconds
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        named = url.partition(":")[2]
        is_media = MEDIA.fullmatch(named) is not None
        async with self._turns, META.within(self._seconds):
            address = await self._address_of(named) if is_media else self._checked(named)
            key = self._rest.authorization if is_media else {}
            async with META.opened(self._rest.session, address, key, self._redirected) as response:
                return await read_file(response, most)

    async def _address_of(self, media: str) -> URL:
        """Where a file is for the next minutes."""
        status, told = await self._rest.get(media)
        META.check(status)
        found: Any = told.get("url") if isinstance(told, dict) else None
        return self._checked(found if isinstance(found, str) else "")

    def _checked(self, url: str) -> URL:
        """The address, if it is at Meta's. Raises FileGone."""
        return self._at_metas(parsed(url, remedy=METAS_ONLY))

    def _redirected(self, address: URL, location: str) -> URL:
        """The address that a redirect leads to, if it is at Meta's. Raises FileGone."""
        return self._at_metas(address.join(parsed(location, remedy=METAS_ONLY)))

    def _at_metas(self, address: URL) -> URL:
        if self._hosts.has(address):
            return address
        raise FileGone("not_metas", remedy=METAS_ONLY)
