"""GET /chat.js: the script that a site's page loads by one line. It is the same for everybody."""

from starlette.requests import Request
from starlette.responses import Response

from handlers.channels.web.script import packed

HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


class ChatScript:
    """Answers with the script, packed where the browser takes that."""

    def __init__(self, script: bytes) -> None:
        self._plain, self._packed = script, packed(script)

    async def __call__(self, request: Request) -> Response:
        """Answer 200."""
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self._plain, headers=HEADERS, media_type="text/javascript")
        return Response(self._packed, headers=HEADERS | {"Content-Encoding": "gzip"}, media_type="text/javascript")
