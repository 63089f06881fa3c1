"""A guard: no other web page reaches the phone in the browser, and the phone reaches only its own server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = frozenset({"127.0.0.1", "localhost"})
OPEN = frozenset({"/"})  # a link on another page may lead here, and nowhere else
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Answers 403 unless a request comes from this page or from a program on this machine, such as the function.

    `framed`: gives the origins that the page may show in a frame.
    """

    def __init__(self, app: ASGIApp, framed: Callable[[], Sequence[str]] = tuple) -> None:
        self.app = app
        self.framed = framed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not is_ours(Headers(scope=scope), scope["path"]):
            refusal = PlainTextResponse("Only the page itself, on 127.0.0.1 or localhost, may ask this.\n", 403)
            await refusal(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                frames = " ".join(self.framed()) or "'none'"
                policy = f"{POLICY}; frame-src {frames}"
                _add(MutableHeaders(raw=message["headers"]), {"content-security-policy": policy, **HEADERS}.items())
                message["headers"] = list(message["headers"])
            await send(message)

        await self.app(scope, receive, guarded)


def is_ours(headers: Headers, path: str) -> bool:
    """False for another origin, and for a name that leads to this machine by somebody else's DNS."""
    host = headers.get("host", "")
    if host.partition(":")[0] not in HERE:
        return False
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return False
    return path in OPEN or headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _add(headers: MutableHeaders, more: Iterable[tuple[str, str]]) -> None:
    for name, value in more:
        headers.setdefault(name, value)
