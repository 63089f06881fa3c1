"""A check of Telegram's door: the function takes what comes with TELEGRAM_SECRET, and nothing else."""

import httpx2

from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.web import client_for
from handlers.channels.telegram.read import HEADER
from handlers.settings import Settings

DOOR = "Telegram's door"
NOTHING = {"update_id": 0}  # an update that reports nothing


async def door_findings(
    settings: Settings,
    *,
    unsigned_only: Finding | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> list[Finding]:
    """The check; none without a bot. `unsigned_only`: stands for what takes the secret, where there is none."""
    if not settings.telegram_bot:
        return []
    url = f"{settings.public_url}/telegram"
    try:
        async with client_for(url, transport) as client:
            forged = (await client.post(url, json=NOTHING)).status_code
            if forged != httpx2.codes.FORBIDDEN:
                said = f"what comes without the secret is not refused: POST {url} gives {forged}"
                remedy = "deploy this version of the function, with TELEGRAM_BOT_TOKEN (docs/telegram.md)"
                return [fails(DOOR, said, remedy=remedy)]
            return [unsigned_only or await _with_secret(client, url, settings)]
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        return [not_applicable(DOOR, f"nobody answers ({type(problem).__name__})")]


async def _with_secret(client: httpx2.AsyncClient, url: str, settings: Settings) -> Finding:
    status = (await client.post(url, json=NOTHING, headers={HEADER: settings.telegram_secrets[0]})).status_code
    if status != httpx2.codes.OK:
        remedy = "TELEGRAM_SECRET has to be the same here and there"
        return fails(DOOR, f"what comes with the secret is not taken: POST {url} gives {status}", remedy=remedy)
    return holds(DOOR, f"{url} takes what comes with TELEGRAM_SECRET, and nothing else")
