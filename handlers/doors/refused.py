"""Refused requests: a line in the log, and a status that tells the caller nothing else."""

from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from handlers.errors import BodyTooSlow, ForgedRequest, HungUp, RefusedRequest


def refused(refusal: RefusedRequest, log: FilteringBoundLogger) -> Response:
    """The answer to a refused request. A caller who hung up reads no answer, and is not worth a line in the log."""
    if not isinstance(refusal, HungUp):
        log.warning(f"request refused: {refusal}", status=refusal.status, **_what_was_checked(refusal))
    slow = isinstance(refusal, BodyTooSlow)  # do not wait for the rest
    return Response(status_code=refusal.status, headers={"Connection": "close"} if slow else None)


def _what_was_checked(refusal: RefusedRequest) -> dict[str, str]:
    if not isinstance(refusal, ForgedRequest) or not refusal.url:
        return {}
    hint = {"would_verify": refusal.would_verify[:600]} if refusal.would_verify else {}
    return {"checked_url": refusal.url[:300], **hint}
