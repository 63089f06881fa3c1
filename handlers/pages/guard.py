"""What every page and every request of the desk has to keep: headers, where a POST may come from, how often.

`Referrer-Policy: no-referrer` makes browsers say `Origin: null` with a plain form; then `Sec-Fetch-Site` decides, which
every browser since 2023 sends. https://web.dev/articles/fetch-metadata
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

MOST_CALLERS = 1000
OURS_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": OURS_ONLY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def is_from_here(headers: Headers, public_url: str) -> bool:
    """True if a page of ours made the request: as the browser says, by `Sec-Fetch-Site`, else by `Origin`."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return origin.netloc in (headers.get("host"), urlsplit(public_url).netloc)


def caller(request: Request) -> str:
    """The address of who calls: the one that Google's front end saw, since callers may write any before it."""
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen or (request.client.host if request.client else "")


@dataclass
class Pace:
    """At most so many requests within so many seconds of each caller, in this process."""

    most: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _seen: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict, repr=False)

    def __call__(self, who: str) -> bool:
        """True if this caller may go on."""
        now = self.now()
        began, count = self._seen.pop(who, (now, 0))
        if now - began >= self.seconds:
            began, count = now, 0
        self._seen[who] = (began, count + 1)
        if len(self._seen) > MOST_CALLERS:
            self._seen.popitem(last=False)
        return count < self.most
