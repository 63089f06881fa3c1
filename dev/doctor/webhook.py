"""A check of OpenAI's webhook: the function listens to it, and to nobody else."""

import httpx2

from dev.doctor.deployed import Where
from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.web import client_for
from handlers.settings import Settings

WEBHOOK = "OpenAI's webhook"


async def webhook_finding(
    settings: Settings, where: Where, *, transport: httpx2.AsyncBaseTransport | None = None
) -> list[Finding]:
    """The one check: an event that nobody signed is refused. Whether OpenAI sends any shows in its settings alone."""
    if not settings.openai_webhook_secret:
        return [not_applicable(WEBHOOK, "no OPENAI_WEBHOOK_SECRET: late answers wait for the clock")]
    if settings.missing_for_late_answers:
        missing = ", ".join(settings.missing_for_late_answers)
        remedy = f"late answers are sent by Twilio's API: {missing}\n{where.deploy}"
        return [fails(WEBHOOK, f"the function does not listen for want of {missing}", remedy=remedy)]
    url = f"{settings.public_url}/openai"
    try:
        async with client_for(url, transport) as client:
            status = (await client.post(url, content=b"{}")).status_code
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        return [not_applicable(WEBHOOK, f"nobody answers ({type(problem).__name__})")]
    if status != httpx2.codes.FORBIDDEN:
        said = f"an event without a signature is not refused: POST {url} gives {status}"
        return [fails(WEBHOOK, said, remedy=where.deploy)]
    seen = "whether OpenAI calls it, its settings show: Webhooks, the four events response.*"
    return [holds(WEBHOOK, f"{url} refuses events without a signature; {seen}")]
