"""POST /webhook, Twilio's door: only requests signed by Twilio come in; all others cost next to nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handlers import logs
from handlers.body import read_body
from handlers.channels.twilio import read, write
from handlers.channels.twilio.checking import is_check
from handlers.channels.twilio.form import CONTENT_TYPE, MOST_FIELDS, SignedForm, read_form
from handlers.channels.twilio.hints import would_verify
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome
from handlers.doors.answering import Answering
from handlers.doors.refused import refused
from handlers.doors.seldom import Seldom
from handlers.errors import ForgedRequest, IncompleteForm, NotAForm, RefusedRequest, StoreUnavailable


@dataclass(frozen=True)
class TwilioDoor:
    """Answers Twilio's requests. `tokens`: those that may have signed; `account`: ours, or "" to accept any.

    `probe`: a look whether the store works, for the clock's checks of this door; raises StoreUnavailable. `hints`:
    permission to find out now which address a refused form was signed for.
    """

    answering: Answering
    public_url: str
    tokens: tuple[str, ...] = field(repr=False)
    account: str
    project: str
    probe: Callable[[], Awaitable[None]]
    hints: Callable[[], bool] = field(default_factory=Seldom)

    async def __call__(self, request: Request) -> Response:
        """Answer; never raises: whatever happens, Twilio gets an answer that it can act on."""
        deadline = self.answering.deadline()
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        try:
            signed = await signed_form(request)
            self._verify(signed)
            if is_check(signed.form):
                return await self._checked()
            message = read.parse(signed.form)
        except IncompleteForm as refusal:
            return _twiml(write.EMPTY_TWIML, status=refused(refusal, log).status_code)
        except RefusedRequest as refusal:
            return refused(refusal, log)
        try:
            document = await self.answering(
                message, lambda outcome: self._document(outcome, message), log, deadline=deadline, hop=signed.hop
            )
        except StoreUnavailable:
            return _twiml(write.EMPTY_TWIML, status=503)
        return _twiml(document)

    async def _checked(self) -> Response:
        try:
            await self.probe()
        except StoreUnavailable:
            return _twiml(write.EMPTY_TWIML, status=503)
        return _twiml(write.EMPTY_TWIML)

    def _verify(self, signed: SignedForm) -> None:
        try:
            read.verify(signed, public_url=self.public_url, tokens=self.tokens, account=self.account)
        except ForgedRequest as refusal:
            if refusal.url and self.hints():  # only for the log: the sender gets the same 403 as everybody
                refusal.would_verify = would_verify(signed, public_url=self.public_url, tokens=self.tokens)
            raise

    def _document(self, outcome: Outcome, message: Message) -> str:
        redirect = write.redirect_to(self.public_url, outcome.next_hop) if outcome.next_hop else None
        return write.render(outcome.reply.texts, message.contact.channel, outcome.language, redirect=redirect)


async def signed_form(request: Request) -> SignedForm:
    """A request as it came in. Raises RefusedRequest if it cannot be Twilio's; the cheapest check comes first."""
    headers = request.headers
    signature = headers.get("x-twilio-signature", "")
    read.check_header(signature)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise NotAForm("another content type than Twilio's form")
    return SignedForm(
        read_form(await read_body(request, most_fields=MOST_FIELDS)),
        signature,
        settings=headers.get("x-twilio-webhooks-signature-settings", ""),
        path=request.scope["path"],
        query=request.url.query,
        hosts=tuple(headers[name] for name in ("x-forwarded-host", "host") if headers.get(name)),
    )


def _twiml(document: str, *, status: int = 200) -> Response:
    return Response(document, status_code=status, media_type="text/xml")
