"""A request that is turned away: a line in the log, and a status that tells the caller nothing else."""

from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from handlers.errors import BodyTooSlow, ForgedRequest, HungUp, RefusedRequest


def refused(refusal: RefusedRequest, log: FilteringBoundLogger) -> Response:
    """The answer to a refused request. Who has hung up reads none, and is not worth a line."""
    if not isinstance(refusal, HungUp):
        log.warning(f"request refused: {refusal}", status=refusal.status, **_what_was_checked(refusal))
    slow = isinstance(refusal, BodyTooSlow)  # whose rest is not waited for
    return Response(status_code=refusal.status, headers={"Connection": "close"} if slow else None)


def _what_was_checked(refusal: RefusedRequest) -> dict[str, str]:
    if not isinstance(refusal, ForgedRequest) or not refusal.url:
        return {}
    hint = {"would_verify": refusal.would_verify[:600]} if refusal.would_verify else {}
    return {"checked_url": refusal.url[:300], **hint}
