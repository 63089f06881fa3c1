"""POST /webhook: the HTTP edge of a message. Verify, parse, take the turn; errors become a status or an apology."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from handlers import logs, texts
from handlers.body import read_body
from handlers.channels import twilio
from handlers.channels.twilio_hints import would_verify
from handlers.conversation.messages import Message, Reply
from handlers.conversation.turn import Outcome, Result, TakeTurn
from handlers.errors import (
    AssistantMisconfigured,
    ForgedRequest,
    IncompleteForm,
    NotAForm,
    RefusedRequest,
    StoreUnavailable,
)

HINT_SECONDS = 1.0


@dataclass
class Seldom:
    """Says yes once, and then not again before `seconds` have passed: so a flood cannot ask for work."""

    seconds: float = HINT_SECONDS
    now: Callable[[], float] = time.monotonic
    _next: float = 0.0

    def __call__(self) -> bool:
        now = self.now()
        if now < self._next:
            return False
        self._next = now + self.seconds
        return True


@dataclass(frozen=True)
class Webhook:
    """Answers Twilio's requests. `tokens`: those that may have signed; `account`: ours, "" where any will do."""

    take_turn: TakeTurn
    public_url: str
    tokens: tuple[str, ...] = field(repr=False)
    account: str
    language: texts.Language
    answer_seconds: float
    project: str
    hints: Callable[[], bool] = field(default_factory=Seldom)

    async def __call__(self, request: Request) -> Response:
        """Never raises: whatever happens, Twilio gets an answer that it can act on."""
        deadline = asyncio.get_running_loop().time() + self.answer_seconds
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        try:
            message = twilio.parse(await self._verified_form(request))
        except RefusedRequest as refusal:
            return _refused(refusal, log)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        log = log.bind(message_sid=message.sid, sender=logs.masked(message.sender))
        return await self._answered(message, deadline, _hop(request), log)

    async def _verified_form(self, request: Request) -> twilio.Form:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != twilio.CONTENT_TYPE:
            raise NotAForm("another content type than Twilio's form")
        form = twilio.read_form(await read_body(request))
        try:
            twilio.verify(
                form,
                urls=twilio.signed_urls(self.public_url, request.scope["path"], request.url.query),
                signature=request.headers.get("x-twilio-signature", ""),
                settings=request.headers.get("x-twilio-webhooks-signature-settings", ""),
                tokens=self.tokens,
                account=self.account,
            )
        except ForgedRequest as refusal:
            if refusal.url and self.hints():
                refusal.would_verify = self._hint(form, request)
            raise
        return form

    def _hint(self, form: twilio.Form, request: Request) -> str:
        """For the log alone: who sent the request gets the same 403 as everybody."""
        headers = request.headers
        return would_verify(
            form,
            signature=headers.get("x-twilio-signature", ""),
            settings=headers.get("x-twilio-webhooks-signature-settings", ""),
            public_url=self.public_url,
            hosts=[headers[name] for name in ("x-forwarded-host", "host") if headers.get(name)],
            path=request.scope["path"],
            query=request.url.query,
            tokens=self.tokens,
        )

    async def _answered(self, message: Message, deadline: float, hop: int, log: FilteringBoundLogger) -> Response:
        begun = time.perf_counter()
        try:
            outcome = await self.take_turn(message, deadline=deadline, hop=hop)
            document = self._document(outcome, message)
        except StoreUnavailable as problem:
            log.error("store unavailable: Twilio calls its fallback URL", code=problem.code, remedy=problem.remedy)
            return _twiml(twilio.EMPTY_TWIML, status=503)
        except Exception as problem:  # whatever is wrong with us, the customer is told
            log.error("a programming error: the customer got an apology", **logs.where(problem))
            outcome = Outcome(Result.UNAVAILABLE, Reply((texts.UNAVAILABLE[self.language],)))
            document = self._document(outcome, message)
        outcome.seconds["total"] = time.perf_counter() - begun
        _report(outcome, log.bind(hop=hop, thread=outcome.thread or None))
        return _twiml(document)

    def _document(self, outcome: Outcome, message: Message) -> str:
        # One query parameter only: Twilio was reported to change the order of several, and so its own signature.
        redirect = f"{self.public_url}/webhook?hop={outcome.next_hop}" if outcome.next_hop else None
        language = outcome.language or self.language
        return twilio.render(outcome.reply.texts, message.channel, language, redirect=redirect)


def _hop(request: Request) -> int:
    """How often this message was redirected so far; the query is signed, so it says what we wrote."""
    hop = request.query_params.get("hop", "0")
    return int(hop) if hop.isascii() and hop.isdigit() else 0


def _refused(refusal: RefusedRequest, log: FilteringBoundLogger) -> Response:
    facts: dict[str, object] = {"status": refusal.status}
    if isinstance(refusal, ForgedRequest) and refusal.url:
        facts["checked_url"] = refusal.url[:300]
        if refusal.would_verify:
            facts["would_verify"] = refusal.would_verify[:600]
    log.warning(f"request refused: {refusal}", **facts)
    if isinstance(refusal, IncompleteForm):
        return _twiml(twilio.EMPTY_TWIML, status=refusal.status)
    return Response(status_code=refusal.status)


def _twiml(document: str, *, status: int = 200) -> Response:
    return Response(document, status_code=status, media_type="text/xml")


def _report(outcome: Outcome, log: FilteringBoundLogger) -> None:
    """The one line of a turn: warning when the customer got an apology, error when an operator has to act."""
    facts: dict[str, object] = {"result": str(outcome.result), "messages": outcome.covers}
    facts |= {f"{part}_ms": round(seconds * 1000, 1) for part, seconds in outcome.seconds.items()}
    if outcome.reply.usage:
        facts |= asdict(outcome.reply.usage)
    if outcome.problem:
        facts |= {"code": outcome.problem.code, "remedy": outcome.problem.remedy}
    if isinstance(outcome.problem, (AssistantMisconfigured, StoreUnavailable)):
        log.error("turn", **facts)
    elif outcome.result in (Result.OWED, Result.UNAVAILABLE):
        log.warning("turn", **facts)
    else:
        log.info("turn", **facts)
