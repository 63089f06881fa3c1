"""GET /file, the door to files that people of the business send: a carrier fetches them by a signed link."""

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers.conversation.links import Links
from handlers.conversation.ports.carrier import Files
from handlers.doors.refused import refused
from handlers.errors import FileGone, FileTooLarge, FileUnavailable, RefusedRequest
from handlers.tickets.attached import ENDINGS, MOST_BYTES


@dataclass(frozen=True)
class FileDoor:
    """Fetches the file that a link names, and passes it on. `files` fetches from the carrier's hosts only."""

    links: Links
    files: Files

    async def __call__(self, request: Request) -> Response:
        """Answer 200 with the file, or to HEAD with its type alone; 403: no link of ours; 404: gone; 503: later."""
        log = structlog.get_logger()
        try:
            file = self.links.file_of(request.query_params.get("token", ""))
        except RefusedRequest as refusal:
            return refused(refusal, log)
        if request.method == "HEAD":  # Twilio looks at the type first
            return Response(headers=_headers(file.media_type))
        try:
            content = await self.files.download(file.url, most=MOST_BYTES)
        except FileUnavailable as problem:
            log.warning("a file could not be passed on", code=problem.code, remedy=problem.remedy)
            return Response(status_code=404 if isinstance(problem, (FileGone, FileTooLarge)) else 503)
        return Response(content, headers=_headers(file.media_type))


def _headers(media_type: str) -> dict[str, str]:
    """The type as signed, which a browser must not guess anew, and a name: Twilio takes a file's name from here.

    https://www.twilio.com/docs/messaging/guides/accepted-mime-types
    """
    return {
        "Content-Type": media_type,
        "Content-Disposition": f'inline; filename="file.{ENDINGS.get(media_type, "bin")}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
