"""GET and POST /meta, Meta's door: WhatsApp, Messenger and Instagram; only requests signed by Meta come in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from structlog.typing import FilteringBoundLogger

from handlers import logs
from handlers.body import read_body
from handlers.channels.meta import read
from handlers.channels.meta.checking import is_check
from handlers.channels.meta.heard import Heard, Status
from handlers.conversation.contact import Contact
from handlers.conversation.ports.carrier import Receipts
from handlers.doors.by_rest import AnsweringByRest
from handlers.doors.refused import refused
from handlers.errors import RefusedRequest, StoreUnavailable

# https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
MOST_BYTES = 3 * 1024 * 1024


class ByHand(Protocol):
    """Keeps what people of the business write outside Recado: the assistant is silent for a while."""

    async def keep(self, sid: str, contact: Contact, text: str) -> None:
        """Keep it once. Raises StoreUnavailable."""
        ...


@dataclass(frozen=True)
class MetaDoor:
    """Takes what Meta reports. `secrets`: those that may have signed; `token`: the one that Meta has to know.

    `tell`: gets the ticket, the sid and Meta's code of a ticket's message that did not arrive. `probe`: a look whether
    the store works, for the clock's checks of this door; raises StoreUnavailable.
    """

    answering: AnsweringByRest
    receipts: Receipts
    by_hand: ByHand
    ours: read.Ours
    probe: Callable[[], Awaitable[None]]
    secrets: tuple[str, ...] = field(repr=False)
    token: str = field(repr=False)
    project: str
    tell: Callable[[str, str, str], Awaitable[None]] | None = None

    async def verify(self, request: Request) -> Response:
        """Answer GET: Meta asks so whether the address is ours, when it is set."""
        try:
            return PlainTextResponse(read.challenge(request.query_params, token=self.token))
        except RefusedRequest as refusal:
            return refused(refusal, structlog.get_logger())

    async def __call__(self, request: Request) -> Response:
        """Answer 200: done, or nothing to do; 503: not all was kept, so Meta is to deliver it again."""
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        signature = request.headers.get("x-hub-signature-256", "")
        try:
            read.check_header(signature)
            body = await read_body(request, most_bytes=MOST_BYTES)
            read.verify(body, signature, secrets=self.secrets)
            heard = Heard() if is_check(body) else read.parse(body, self.ours)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        try:
            if heard == Heard():
                return await self._nothing(body)
            for said in heard.by_hand:  # before the messages that came after them
                if not await self.receipts.is_kept(said.sid):
                    await self.by_hand.keep(said.sid, said.contact, said.text)
            for status in heard.statuses:
                await self._learn(status, log)
            await self.answering(heard.messages, log)
        except StoreUnavailable as problem:
            log.error("store unavailable: Meta has to deliver it again", code=problem.code, remedy=problem.remedy)
            return Response(status_code=503)
        return Response()

    async def _nothing(self, body: bytes) -> Response:
        if is_check(body):
            await self.probe()
        return Response()

    async def _learn(self, status: Status, log: FilteringBoundLogger) -> None:
        """Keep that a message was taken, or tell who has to know that it did not arrive."""
        taken = status.taken
        if not status.failed:
            await self.receipts.learn(taken)
            return
        log.warning("a message did not arrive", message_sid=taken.sid, code=status.failed)
        if self.tell and taken.receipt.ticket:
            await self.tell(taken.receipt.ticket, taken.sid, status.failed)
