"""Checks of Meta: the tokens, tried; and our address, which has to take what Meta signs, and nothing else.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import httpx2

from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.web import client_for
from handlers.adapters.meta.rest import HOST, VERSION
from handlers.channels.meta import checking
from handlers.settings import Settings

DOOR, TOKENS = "Meta's webhook", "Meta's tokens"
CHALLENGE = "1158201444"
FIELDS = "messages and smb_message_echoes (WhatsApp), messages, messaging_postbacks and message_echoes (pages)"


async def meta_findings(settings: Settings, *, transport: httpx2.AsyncBaseTransport | None = None) -> list[Finding]:
    """Both checks; nothing where Meta is not set up. `transport` stands for the network to the function, for tests."""
    if not settings.meta_secrets:
        return []
    return [await _tokens(settings), await door_finding(settings, transport=transport)]


async def _tokens(settings: Settings) -> Finding:
    """Ask Meta about what each token stands for; no answer of it is shown."""
    base = f"{settings.meta_api_base_url.rstrip('/') or HOST}/{VERSION}"
    known = dict(settings.page_tokens)
    if settings.meta_access_token:
        known[settings.meta_phone_number_id or "me"] = settings.meta_access_token.get_secret_value()
    try:
        async with client_for(base) as client:
            statuses = {
                name: await _asked(client, f"{base}/{name if name == settings.meta_phone_number_id else 'me'}", token)
                for name, token in known.items()
            }
    except httpx2.HTTPError as problem:
        return fails(TOKENS, f"Meta was not reached ({type(problem).__name__})", remedy="see the network")
    if wrong := {name: status for name, status in statuses.items() if status != httpx2.codes.OK}:
        named = ", ".join(f"{_setting_of(name, settings)} ({status})" for name, status in wrong.items())
        remedy = "make a new token of a system user, with the permissions in docs/meta.md, and set it"
        return fails(TOKENS, f"Meta refuses {named}", remedy=remedy)
    return holds(TOKENS, f"{len(statuses)} accepted")


async def _asked(client: httpx2.AsyncClient, url: str, token: str) -> int:
    answer = await client.get(url, params={"fields": "id"}, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


def _setting_of(name: str, settings: Settings) -> str:
    return f"META_PAGE_TOKENS, {name}" if name in settings.page_tokens else "META_ACCESS_TOKEN"


async def door_finding(
    settings: Settings,
    *,
    unsigned_only: Finding | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Finding:
    """The check of our address. `unsigned_only`: stands for what takes the secrets, where they are not known."""
    url = f"{settings.public_url}/meta"
    try:
        async with client_for(url, transport) as client:
            return await _open(client, url) or unsigned_only or await _by_secrets(client, url, settings)
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        return not_applicable(DOOR, f"nobody answers ({type(problem).__name__})")


async def _open(client: httpx2.AsyncClient, url: str) -> Finding | None:
    """The finding about a door that takes what anybody sends; None if it takes nothing of it."""
    remedy = "deploy this version of the function, with META_APP_SECRET (docs/meta.md)"
    status = (await client.post(url, content=checking.check_body())).status_code
    if status != httpx2.codes.FORBIDDEN:
        return fails(DOOR, f"what nobody signed is not refused: POST {url} gives {status}", remedy=remedy)
    if await _gives_challenge(client, url, token="nobody's"):  # noqa: S106 - that is none
        return fails(DOOR, f"GET {url} gives Meta's challenge back to anybody", remedy=remedy)
    return None


async def _by_secrets(client: httpx2.AsyncClient, url: str, settings: Settings) -> Finding:
    body = checking.check_body()
    signed = {"X-Hub-Signature-256": checking.signature_of(body, settings.meta_secrets[0])}
    status = (await client.post(url, content=body, headers=signed)).status_code
    if status != httpx2.codes.OK:
        remedy = "META_APP_SECRET has to be the same here and there; 503: see the store"
        return fails(DOOR, f"what is signed as Meta's gives {status}", remedy=remedy)
    if not await _gives_challenge(client, url, token=settings.meta_verify_token.get_secret_value()):
        return fails(
            DOOR, f"GET {url} does not give Meta's challenge back", remedy="META_VERIFY_TOKEN has to be the same"
        )
    return holds(DOOR, f"at Meta, Webhooks: {url} with META_VERIFY_TOKEN; subscribe to {FIELDS}")


async def _gives_challenge(client: httpx2.AsyncClient, url: str, *, token: str) -> bool:
    asked = {"hub.mode": "subscribe", "hub.challenge": CHALLENGE, "hub.verify_token": token}
    found = await client.get(url, params=asked)
    return (found.status_code, found.text) == (httpx2.codes.OK, CHALLENGE)
