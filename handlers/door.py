"""The door of POST /webhook: only what Twilio signed for us comes in, and all else costs next to nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from handlers.body import read_body
from handlers.channels import twilio
from handlers.channels.twilio_hints import would_verify
from handlers.errors import ForgedRequest, NotAForm

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


async def verified_form(
    request: Request, *, public_url: str, tokens: Sequence[str], account: str, hints: Callable[[], bool]
) -> twilio.Form:
    """The form of a request that one of our `tokens` signed. Raises RefusedRequest; the cheapest check comes first.

    `hints`: whether it may be looked into now what a refused form is signed for.
    """
    headers = request.headers
    signature, settings = _signature(request)
    twilio.check_header(signature)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != twilio.CONTENT_TYPE:
        raise NotAForm("another content type than Twilio's form")
    form = twilio.read_form(await read_body(request, most_fields=twilio.MOST_FIELDS))
    urls = twilio.signed_urls(public_url, request.scope["path"], request.url.query)
    try:
        twilio.verify(form, urls=urls, signature=signature, settings=settings, tokens=tokens, account=account)
    except ForgedRequest as refusal:
        if refusal.url and hints():
            refusal.would_verify = _hint(form, request, public_url, tokens)
        raise
    return form


def _signature(request: Request) -> tuple[str, str]:
    """The signature, and what is said about it; "" for each that is missing."""
    headers = request.headers
    return headers.get("x-twilio-signature", ""), headers.get("x-twilio-webhooks-signature-settings", "")


def _hint(form: twilio.Form, request: Request, public_url: str, tokens: Sequence[str]) -> str:
    """For the log alone: who sent the request gets the same 403 as everybody."""
    signature, settings = _signature(request)
    return would_verify(
        form,
        signature=signature,
        settings=settings,
        public_url=public_url,
        hosts=[request.headers[name] for name in ("x-forwarded-host", "host") if request.headers.get(name)],
        path=request.scope["path"],
        query=request.url.query,
        tokens=tokens,
    )
