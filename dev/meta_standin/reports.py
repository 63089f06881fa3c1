"""What Meta posts to the function's address: messages of customers, and what became of ours, signed.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

Fields = dict[str, Any]


def signature(body: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"


def new_wamid() -> str:
    """The name of a new message on WhatsApp."""
    return f"wamid.{base64.b64encode(b'HBgN' + secrets.token_bytes(36)).decode()}"


def new_mid() -> str:
    """The name of a new message on Messenger or Instagram, which may be long."""
    return f"m_{secrets.token_urlsafe(90)}"


def whatsapp(
    *, number: str, shown: str, field: str = "messages", customer: Mapping[str, str] | None = None, **value: Any
) -> Fields:
    """A request about one number. `shown`: its digits; `customer`: wa_id or user_id, and a name."""
    about = {"display_phone_number": shown, "phone_number_id": number}
    content: Fields = {"messaging_product": "whatsapp", "metadata": about, **value}
    if customer:
        known = {name: customer[name] for name in ("wa_id", "user_id") if name in customer}
        content["contacts"] = [{"profile": {"name": customer.get("name", "Eva")}, **known}]
    entry = {"id": "102290129340398", "changes": [{"value": content, "field": field}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def message(customer: Mapping[str, str], kind: str = "text", **more: Any) -> Fields:
    """A message on WhatsApp, such as `text={"body": "Hola"}`, of a customer with a wa_id, or a user_id alone."""
    sender = {"from": customer["wa_id"]} if "wa_id" in customer else {}
    if "user_id" in customer:
        sender["from_user_id"] = customer["user_id"]
    return {"id": new_wamid(), "timestamp": str(int(time.time())), "type": kind, **sender, **more}


def status(wamid: str, state: str, to: str, receipt: str, *, code: int = 0) -> Fields:
    """What became of a message of ours on WhatsApp."""
    told: Fields = {"id": wamid, "status": state, "timestamp": str(int(time.time())), "recipient_id": to}
    if receipt:
        told["biz_opaque_callback_data"] = receipt
    return told | ({"errors": [{"code": code, "title": "failed"}]} if code else {})


def pages(kind: str, page: str, events: Sequence[Fields]) -> Fields:
    """A request of Messenger ("page") or Instagram ("instagram")."""
    return {"object": kind, "entry": [{"id": page, "time": int(time.time() * 1000), "messaging": [*events]}]}


def event(page: str, customer: str, *, echo: bool = False, **content: Any) -> Fields:
    """A message on Messenger or Instagram, such as `message={"text": "Hola"}`; `echo`: one that the page sent."""
    sides = (page, customer) if echo else (customer, page)
    ((name, said),) = content.items()
    said = {"mid": new_mid(), **said, **({"is_echo": True} if echo else {})}
    named = {"sender": {"id": sides[0]}, "recipient": {"id": sides[1]}, "timestamp": int(time.time() * 1000)}
    return {**named, name: said}


def as_bytes(report: Fields) -> bytes:
    """A report as it is posted."""
    return json.dumps(report).encode()
