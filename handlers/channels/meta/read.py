"""Reading Meta's requests: signed bytes are verified, then parsed into what happened. Pure.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from handlers.channels.meta import pages, whatsapp
from handlers.channels.meta.fields import Fields, each_in, text_in
from handlers.channels.meta.heard import Heard
from handlers.conversation.contact import Channel
from handlers.errors import ForgedRequest, IncompleteForm

SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
OF_PAGES = {"page": Channel.MESSENGER, "instagram": Channel.INSTAGRAM}


@dataclass(frozen=True)
class Ours:
    """What of Meta's belongs to us. `pages`: the ids of pages and Instagram accounts that we have tokens of.

    `numbers`: the business's own spelling of a number on WhatsApp, by the digits that Meta may show instead.
    """

    pages: Collection[str] = ()
    numbers: Mapping[str, str] | None = None


def check_header(signature: str) -> None:
    """Raise ForgedRequest if this cannot be a signature; checked before anything else of a request."""
    if not SIGNATURE.fullmatch(signature):
        raise ForgedRequest("no signature" if not signature else "malformed signature")


def verify(body: bytes, signature: str, *, secrets: Iterable[str]) -> None:
    """Raise ForgedRequest unless one of the app's secrets signed these very bytes."""
    check_header(signature)
    marks = (hmac.digest(secret.encode(), body, hashlib.sha256).hex() for secret in secrets)
    if not any(hmac.compare_digest(signature, f"sha256={mark}") for mark in marks):
        raise ForgedRequest("wrong signature")


def challenge(query: Mapping[str, str], *, token: str) -> str:
    """What Meta wants to hear when the address is set. Raises ForgedRequest unless it knows our token.

    https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
    """
    given, said = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
    is_known = bool(token) and hmac.compare_digest(given.encode(), token.encode())
    if not is_known or query.get("hub.mode") != "subscribe" or not CHALLENGE.fullmatch(said):
        raise ForgedRequest("wrong META_VERIFY_TOKEN, or no challenge")
    return said


def parse(body: bytes, ours: Ours) -> Heard:
    """What a verified request reports; what it reports of other kinds is nothing. Raises IncompleteForm for no JSON."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise IncompleteForm("no JSON") from None
    heard = Heard()
    for entry in each_in(told, "entry") if isinstance(told, dict) else ():
        heard += _of_entry(text_in(told, "object"), entry, ours)
    return heard


def _of_entry(kind: str, entry: Fields, ours: Ours) -> Heard:
    if kind in OF_PAGES:
        return pages.heard_in(entry, OF_PAGES[kind], ours.pages)
    heard = Heard()
    for change in each_in(entry, "changes") if kind == "whatsapp_business_account" else ():
        heard += whatsapp.heard_in(change, ours.numbers or {})
    return heard
