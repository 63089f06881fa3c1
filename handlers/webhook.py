"""POST /webhook: the HTTP edge of a message. Verify, parse, take the turn; errors become a status or an apology."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from handlers import logs, texts
from handlers.channels import twilio
from handlers.conversation.messages import Message, Reply
from handlers.conversation.turn import Outcome, Result, TakeTurn
from handlers.door import Seldom, verified_form
from handlers.errors import (
    AssistantMisconfigured,
    BodyTooSlow,
    ForgedRequest,
    HungUp,
    IncompleteForm,
    RefusedRequest,
    StoreUnavailable,
)

YOUNG_SECONDS = 5.0  # no start has taken longer
MOST_ANSWER_SECONDS = 11.0  # after Twilio began: at 15 it hangs up, and what was decided has to be stored first


@dataclass(frozen=True)
class Webhook:
    """Answers Twilio's requests. `tokens`: those that may have signed; `account`: ours, "" where any will do.

    `age`: of the process, in seconds.
    """

    take_turn: TakeTurn
    public_url: str
    tokens: tuple[str, ...] = field(repr=False)
    account: str
    language: texts.Language
    answer_seconds: float
    project: str
    age: Callable[[], float] = lambda: math.inf
    hints: Callable[[], bool] = field(default_factory=Seldom)

    async def __call__(self, request: Request) -> Response:
        """Never raises: whatever happens, Twilio gets an answer that it can act on."""
        deadline = asyncio.get_running_loop().time() + seconds_left(self.age(), self.answer_seconds)
        log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
        try:
            form = await verified_form(
                request, public_url=self.public_url, tokens=self.tokens, account=self.account, hints=self.hints
            )
            message = twilio.parse(form)
        except HungUp as refusal:
            return Response(status_code=refusal.status)
        except RefusedRequest as refusal:
            return _refused(refusal, log)
        log = log.bind(message_sid=message.sid, channel=str(message.channel))
        return await self._answered(message, deadline, _hop(request), log)

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


def seconds_left(age: float, answer_seconds: float) -> float:
    """How long an answer may take in a process that is `age` seconds old.

    While it is young a request may have waited for it from its beginning; nothing in the request tells.
    """
    waited = age if age < YOUNG_SECONDS else 0.0
    return min(answer_seconds, MOST_ANSWER_SECONDS - waited)


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
    slow = isinstance(refusal, BodyTooSlow)  # whose rest is not waited for
    return Response(status_code=refusal.status, headers={"Connection": "close"} if slow else None)


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
