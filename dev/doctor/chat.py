"""A check of the chat on the business's sites: from each of them a session is had, and from another one none.

The function's own session is taken, and one that another secret signed is not.
"""

from datetime import UTC, datetime

import httpx2

from dev.doctor.findings import Finding, fails, holds
from dev.doctor.web import client_for
from handlers.channels.web.sessions import Sessions
from handlers.settings import Settings

CHAT = "Chat on your site"
NOBODYS = "https://nobody.example"


async def chat_findings(settings: Settings, *, transport: httpx2.AsyncBaseTransport | None = None) -> list[Finding]:
    """The check; none without CHAT_SITES. It begins a session for each site, which stores nothing."""
    if not settings.sites:
        return []
    url = settings.public_url
    try:
        async with client_for(url, transport) as client:
            script = await client.get(f"{url}/chat.js")
            if script.status_code != 200 or "javascript" not in script.headers.get("content-type", ""):
                said = f"GET {url}/chat.js gives {script.status_code}"
                return [fails(CHAT, said, remedy="CHAT_SITES and CHAT_SECRET have to be the deployed function's, too")]
            shut = [site for site in settings.sites if await _begun(client, url, site) != (200, site)]
            lets_anybody_in = (await _begun(client, url, NOBODYS))[0] != 403
            wrong = None if shut or lets_anybody_in else await _wrong_with_sessions(client, url, settings.sites[0])
    except httpx2.HTTPError as problem:
        said = f"{url} does not answer ({type(problem).__name__})"
        return [fails(CHAT, said, remedy=f"see the other checks of {url}")]
    if shut:
        remedy = "the function has another CHAT_SITES than this: deploy again"
        return [fails(CHAT, f"no session from {', '.join(shut)}", remedy=remedy)]
    if lets_anybody_in:
        return [fails(CHAT, f"a session from {NOBODYS}, too", remedy="deploy this version of the function")]
    if wrong:
        return [wrong]
    line = f'<script src="{url}/chat.js" async></script>'
    return [holds(CHAT, f"may be on pages of {', '.join(settings.sites)}: {line}")]


async def _wrong_with_sessions(client: httpx2.AsyncClient, url: str, site: str) -> Finding | None:
    """The finding about a chat that does not know its sessions, or takes others; None if neither is so."""
    began = await client.post(f"{url}/chat/session", json={}, headers={"Origin": site})
    forging = Sessions("another secret", [site], lambda: datetime.now(UTC))
    own, forged = _session_in(began), forging.session(forging.new(site))
    taken, refused = [await _looked(client, url, site, session) for session in (own, forged)]
    if taken != 200:
        said = f"a session that the function gave is not taken: GET {url}/chat gives {taken}"
        return fails(CHAT, said, remedy="503: see the store; else the instances have different values of CHAT_SECRET")
    if refused not in (401, 403):
        said = f"a session that another secret signed is not refused: GET {url}/chat gives {refused}"
        return fails(CHAT, said, remedy="anybody could write as a customer: deploy this version of the function")
    return None


def _session_in(answer: httpx2.Response) -> str:
    """The session that is given; "" if it is no answer of Recado's."""
    try:
        return str(answer.json()["session"])
    except (ValueError, KeyError, TypeError):
        return ""


async def _looked(client: httpx2.AsyncClient, url: str, site: str, session: str) -> int:
    """The status of a look for what was sent just now, which changes nothing."""
    headers = {"Origin": site, "Authorization": f"Bearer {session}"}
    looked = await client.get(f"{url}/chat", params={"since": datetime.now(UTC).isoformat()}, headers=headers)
    return looked.status_code


async def _begun(client: httpx2.AsyncClient, url: str, site: str) -> tuple[int, str]:
    """The status for a page of this site, and the site whose pages may see the answer."""
    answer = await client.post(f"{url}/chat/session", json={}, headers={"Origin": site})
    return answer.status_code, answer.headers.get("access-control-allow-origin", "")
