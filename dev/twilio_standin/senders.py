"""WhatsApp senders: a number, its state, and the addresses that Twilio calls for it.

https://www.twilio.com/docs/whatsapp/api/senders
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dev.twilio_standin import refusals

WEBHOOK = (
    "callback_url",
    "callback_method",
    "fallback_url",
    "fallback_method",
    "status_callback_url",
    "status_callback_method",
)
NAME = "Panadería Luz"


@dataclass
class Sender:
    """One sender. An update that sends null for its `profile` takes its name away."""

    sender_id: str
    webhook: dict[str, str | None] = field(default_factory=dict)
    profile: dict[str, str] | None = field(default_factory=lambda: {"name": NAME})
    sid: str = field(default_factory=lambda: f"XE{secrets.token_hex(16)}")

    def as_json(self, base: str) -> dict[str, Any]:
        """`base` is the address of the API."""
        return {
            "sid": self.sid,
            "sender_id": self.sender_id,
            "status": "ONLINE",
            "webhook": {name: self.webhook.get(name) for name in WEBHOOK},
            "profile": self.profile,
            "configuration": {"waba_id": "12345678912345"},
            "properties": {"quality_rating": "HIGH", "messaging_limit": "10K Customers/24hr"},
            "offline_reasons": None,
            "url": f"{base}v2/Channels/Senders/{self.sid}",
        }

    def update(self, body: Mapping[str, Any]) -> None:
        """Take an update's JSON, or raise `Refused`."""
        refusals.check_parameters(body, {"webhook", "profile", "configuration", "friendly_name"})
        webhook = body.get("webhook")
        if not isinstance(webhook, dict):
            raise refusals.invalid("webhook")
        refusals.check_parameters(webhook, WEBHOOK)
        self.webhook |= {name: value or None for name, value in webhook.items()}
        if "profile" in body:
            self.profile = body["profile"]


def as_page(senders: list[Sender], base: str) -> dict[str, Any]:
    """One page, which holds them all."""
    url = f"{base}v2/Channels/Senders?Channel=whatsapp&PageSize=50&Page=0"
    places = {"page": 0, "page_size": 50, "first_page_url": url, "url": url, "key": "senders"}
    meta = {**places, "previous_page_url": None, "next_page_url": None}
    return {"senders": [sender.as_json(base) for sender in senders], "meta": meta}
