"""POST /telegram, Telegram's door: only requests with our secret come in; the answer goes back in the response.

Telegram waits 60 seconds, and holds a chat's next update back meanwhile.
https://core.telegram.org/bots/api#making-requests-when-getting-updates
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from structlog.typing import FilteringBoundLogger

from handlers import logs
from handlers.body import read_body
from handlers.channels.telegram import read
from handlers.channels.telegram.write import Call, TelegramWriter, fits, leaving
from handlers.conversation.deliver import Deliver
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome
from handlers.doors.answering import Answering
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.doors.refused import refused
from handlers.errors import OutboxUnavailable, RefusedRequest, StoreUnavailable

HOLD_SECONDS = 25.0  # Cloud Run gives a request 45
MOST_BYTES = 1024 * 1024  # a reply brings the whole message that it replies to, each letter as \uXXXX


@dataclass(frozen=True)
class TelegramDoor:
    """Answers Telegram's updates. `secrets`: those that prove them; `bot`: our bot's id.

    `sends_late`: an answer that is not ready in time is sent once it is. `acknowledge`: lets a pressed button
    wait no longer.
    """

    receives: ReceivesAnyhow
    deliver: Deliver
    writer: TelegramWriter
    acknowledge: Callable[[str], Awaitable[None]]
    secrets: tuple[str, ...] = field(repr=False)
    bot: str
    project: str
    sends_late: bool
    answer_seconds: float
    age: Callable[[], float]

    async def __call__(self, request: Request) -> Response:
        """Answer 200, with a call of the Bot API if there is one to be made; 503: Telegram delivers it again."""
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        try:
            read.verify(request.headers.get(read.HEADER, ""), secrets=self.secrets)
            update = read.parse(await read_body(request, most_bytes=MOST_BYTES), bot=self.bot)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        if update.pressed:
            await self.acknowledge(update.pressed)
        if update.leaves:
            log.info("left a group or channel, where it does not answer")
            return _response(leaving(update.leaves))
        if update.message is None:
            return Response()
        try:
            return await self._answered(update.message, log)
        except StoreUnavailable:
            return Response(status_code=503)

    async def _answered(self, message: Message, log: FilteringBoundLogger) -> Response:
        delivery = Delivery.in_response_if(fits, uuid.uuid4().hex, sends_late=self.sends_late)
        answering = Answering(
            self.receives.delivering(delivery), self.answer_seconds, self.age, most_seconds=self.answer_seconds
        )
        outcome = await answering(message, lambda outcome: outcome, log, deadline=answering.deadline(), hop=0)
        texts = outcome.reply.texts
        if texts and (outcome.sender or not fits(texts)):
            await self._send(outcome, message, log)
            return Response()
        calls = [call for text in texts for call in self.writer.calls(text, message.contact.customer)]
        return _response(*calls)

    async def _send(self, outcome: Outcome, message: Message, log: FilteringBoundLogger) -> None:
        try:
            await self.deliver(outcome, message.contact, by=outcome.sender)
        except (OutboxUnavailable, StoreUnavailable) as problem:  # the clock goes on with what is kept
            log.warning("a reply could not be sent", message_sid=message.sid, code=problem.code, remedy=problem.remedy)


def _response(*calls: Call) -> Response:
    """A response with at most one call of the Bot API."""
    if not calls:
        return Response()
    ((method, fields),) = calls
    called: Mapping[str, object] = {"method": method, **fields}
    return JSONResponse(called)
