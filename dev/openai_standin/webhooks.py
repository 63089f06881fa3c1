"""The webhooks that the stand-in sends when a response in the background has ended.

Body, headers and retries: https://developers.openai.com/api/docs/guides/webhooks
Signature: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import httpx2

from dev.openai_standin.response import JSON, new_id

TRIES = 10
ANSWER_SECONDS = 15.0
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver an event; `status` is the answer's, None if nobody answered."""

    type: str
    response: str
    webhook_id: str
    status: int | None


class Endpoint(Protocol):
    """The receiver: its URL, its secret, the seconds before a second attempt, the log of all attempts.

    Each attempt reads the URL anew, so that a function which restarts elsewhere gets the events it missed.
    """

    webhook_url: str | None
    webhook_secret: str
    webhook_pause: float
    webhooks: deque[Delivery]


def new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def event(response: JSON) -> JSON:
    """The event about a response that has ended."""
    about = {"created_at": int(time.time()), "data": {"id": response["id"]}}
    return {"id": new_id("evt"), "object": "event", "type": f"response.{response['status']}", **about}


def signed_headers(body: str, *, webhook_id: str, at: int, secret: str) -> dict[str, str]:
    """The headers of one attempt. Raises ValueError if `secret` is not one that OpenAI could have made."""
    payload = f"{webhook_id}.{at}.{body}".encode()
    signature = base64.b64encode(hmac.digest(key_in(secret), payload, hashlib.sha256)).decode()
    return {
        "user-agent": "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature}",
    }


def key_in(secret: str) -> bytes:
    """The key in a secret. Raises ValueError if it is not `whsec_` and base64."""
    kind, key = secret[: len(SECRET_PREFIX)], b""
    with contextlib.suppress(ValueError):
        key = base64.b64decode(secret[len(SECRET_PREFIX) :], validate=True)
    if kind != SECRET_PREFIX or not key:
        raise ValueError("a webhook secret is whsec_ and base64")
    return key


def pauses(first: float) -> Iterator[float]:
    """Seconds to wait after each attempt but the last."""
    for number in range(TRIES - 1):
        yield first * 2**number


async def deliver(event: JSON, endpoint: Endpoint, *, after: Sequence[float]) -> None:
    """Post an event as the same webhook once after each of these seconds, each until it is accepted or given up."""
    webhook_id = new_id("wh")
    # A new connection for each attempt: the other side could just be closing an old one.
    limits = httpx2.Limits(max_keepalive_connections=0)
    async with httpx2.AsyncClient(
        timeout=ANSWER_SECONDS,
        trust_env=False,
        limits=limits,
        verify=False,  # the receiver is on this machine, and reading all certificates would block the loop
    ) as client:
        await asyncio.gather(*(_deliver_once(client, event, webhook_id, endpoint, seconds) for seconds in after))


async def _deliver_once(
    client: httpx2.AsyncClient, event: JSON, webhook_id: str, endpoint: Endpoint, after: float
) -> None:
    await asyncio.sleep(after)
    for pause in (*pauses(endpoint.webhook_pause), 0):
        if endpoint.webhook_url is None:
            return
        status = await _post(client, endpoint.webhook_url, json.dumps(event), webhook_id, endpoint.webhook_secret)
        endpoint.webhooks.append(Delivery(event["type"], event["data"]["id"], webhook_id, status))
        if status and 200 <= status < 300:
            return
        await asyncio.sleep(pause)


async def _post(client: httpx2.AsyncClient, url: str, body: str, webhook_id: str, secret: str) -> int | None:
    headers = signed_headers(body, webhook_id=webhook_id, at=int(time.time()), secret=secret)
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return None
