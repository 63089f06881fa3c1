"""Checks of the function as Twilio reaches it: its address, its clock, its signatures. No answer is paid for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import httpx2

from dev.doctor.findings import Finding, Verdict, fails, holds, not_applicable
from dev.phone import NO_CERTIFICATES, sign
from handlers.channels.twilio.form import CONTENT_TYPE
from handlers.channels.twilio.write import EMPTY_TWIML
from handlers.settings import Settings

SECONDS = 20.0  # a cold start and more
MOST_SKEW = 30.0  # OpenAI's webhooks are refused past 300, https://github.com/standard-webhooks/standard-webhooks
HEALTH, CLOCK, SIGNED, UNSIGNED = "PUBLIC_URL", "Clock", "A signed request", "An unsigned request"
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def is_here(url: str) -> bool:
    """True for an address on this machine, where no vendor can call it."""
    return urlsplit(url).hostname in THIS_MACHINE


async def web_findings(
    settings: Settings,
    *,
    where: str = "recado --region=R",
    unsigned_only: Finding | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> list[Finding]:
    """All four checks; the last three only if it is the function that answers.

    `where`: the service and its place, for gcloud. `unsigned_only`: stands for the check that signs, where no token is.
    """
    url = settings.public_url
    try:
        async with client_for(url, transport) as client:
            answer = await client.get(f"{url}/health")
            health = _health(url, answer, where)
            if health.verdict is Verdict.FAILS:
                return [health, *_unseen("something else answers")]
            clock = _clock(answer.headers.get("date"), datetime.now(UTC))
            signed = unsigned_only or await _signed(client, settings)
            return [health, clock, signed, await _unsigned(client, settings)]
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        remedy = "start it with `make run`" if is_here(url) else "deploy it (docs/deploy.md), or correct PUBLIC_URL"
        said = f"{url} does not answer ({type(problem).__name__})"
        return [fails(HEALTH, said, remedy=remedy), *_unseen("nobody answers")]


def client_for(url: str, transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """A client for the function; `transport` stands for the network, for tests."""
    if transport or urlsplit(url).scheme == "https":
        return httpx2.AsyncClient(timeout=SECONDS, transport=transport)
    return httpx2.AsyncClient(timeout=SECONDS, trust_env=not is_here(url), verify=NO_CERTIFICATES)


def _unseen(why: str) -> list[Finding]:
    return [not_applicable(check, why) for check in (CLOCK, SIGNED, UNSIGNED)]


def _health(url: str, answer: httpx2.Response, where: str) -> Finding:
    if version := _version(answer):
        return holds(HEALTH, f"{url} answers, version {version}")
    said = f"GET {url}/health gives {answer.status_code}"
    if answer.is_redirect:
        there = answer.headers.get("location", "").removesuffix("/health")
        return fails(HEALTH, said, remedy=f"a carrier's request would be lost on the way: set PUBLIC_URL to {there}")
    if answer.status_code in (401, 403):
        grant = f"gcloud run services add-iam-policy-binding {where}"
        return fails(HEALTH, said, remedy=f"{grant} --member=allUsers --role=roles/run.invoker")
    describe = f"gcloud run services describe {where} --format='value(status.url)'"
    return fails(HEALTH, said, remedy=f"it is not Recado that answers there. Its address: {describe}")


def _version(answer: httpx2.Response) -> str:
    """The version that Recado reports, "" if it is not Recado."""
    try:
        told = answer.json() if answer.status_code == 200 else {}
    except ValueError:
        return ""
    return str(told.get("version", "")) if isinstance(told, dict) else ""


def _clock(date: str | None, now: datetime) -> Finding:
    if date is None:
        return not_applicable(CLOCK, "the answer has no Date")
    skew = (parsedate_to_datetime(date) - now).total_seconds()
    if abs(skew) <= MOST_SKEW:
        return holds(CLOCK, f"{abs(skew):.0f} s between this machine's and the function's")
    said = f"{abs(skew):.0f} s between this machine's and the function's"
    return fails(CLOCK, said, remedy="set this machine's: timedatectl set-ntp true")


async def _signed(client: httpx2.AsyncClient, settings: Settings) -> Finding:
    """Post a signed form without a message: the function checks the signature, then turns it away."""
    if not settings.twilio_tokens:
        return not_applicable(SIGNED, "no TWILIO_AUTH_TOKEN: another channel is set up")
    form = [("AccountSid", settings.twilio_account_sid)]
    url = f"{settings.public_url}/webhook"
    answer = await _post(client, url, form, {"X-Twilio-Signature": sign(url, form, token=settings.twilio_tokens[0])})
    if (answer.status_code, answer.text) == (400, EMPTY_TWIML):
        return holds(SIGNED, "its signature is accepted")
    said = f"POST {url} gives {answer.status_code}"
    if answer.status_code == 403:
        same = "TWILIO_AUTH_TOKEN, PUBLIC_URL and TWILIO_ACCOUNT_SID have to be the same here and there"
        stale = "; if you changed .env.yaml, restart `make run`" if is_here(url) else ""
        return fails(SIGNED, said, remedy=f"{same}: the function's log line says which check failed{stale}")
    return fails(SIGNED, said, remedy="deploy this version of the function (docs/deploy.md)")


async def _unsigned(client: httpx2.AsyncClient, settings: Settings) -> Finding:
    if not settings.twilio_tokens:
        return not_applicable(UNSIGNED, "no TWILIO_AUTH_TOKEN: another channel is set up")
    url = f"{settings.public_url}/webhook"
    answer = await _post(client, url, [("AccountSid", settings.twilio_account_sid)], {})
    if answer.status_code == 403:
        return holds(UNSIGNED, "is refused")
    said = f"is not refused: POST {url} gives {answer.status_code}"
    return fails(UNSIGNED, said, remedy="anybody could write as a customer: deploy this version of the function")


async def _post(
    client: httpx2.AsyncClient, url: str, form: list[tuple[str, str]], headers: Mapping[str, str]
) -> httpx2.Response:
    body = urlencode(form).encode()
    return await client.post(url, content=body, headers={"Content-Type": CONTENT_TYPE, **headers})
