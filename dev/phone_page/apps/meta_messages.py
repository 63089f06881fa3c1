"""Messages as Meta writes them: what a customer sends on WhatsApp, Messenger and Instagram, and what ours hold. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dev.meta_standin import reports
from dev.meta_standin.state import Sent
from dev.phone_page.apps.app import Letter
from dev.phone_page.inputs import Refused
from dev.phone_page.records import INSTAGRAM, JSON, Customer

FILES = ("image", "audio", "video", "document", "sticker")


def on_whatsapp(letter: Letter, quoted: str, file: str) -> tuple[dict[str, str], JSON]:
    """Who writes, and the message. `quoted` and `file`: Meta's ids of what it replies to, and of its file."""
    who, asked = _known(letter.customer), letter.asked
    more: JSON = {"context": {"id": quoted}} if quoted else {}
    if letter.file:
        about = {"id": file, "mime_type": letter.file.media_type}
        caption = {"caption": asked.text} if asked.text else {}
        return who, reports.message(who, asked.kind, **more, **{asked.kind: about | caption})
    if place := asked.place:
        named = {name: value for name, value in (("name", place.label), ("address", place.address)) if value}
        where = {"latitude": place.latitude, "longitude": place.longitude, **named}
        return who, reports.message(who, "location", location=where, **more)
    if asked.kind == "button" and quoted:  # below a message of ours; a template's are of another kind
        reply = {"type": "button_reply", "button_reply": {"id": asked.payload, "title": asked.text}}
        return who, reports.message(who, "interactive", interactive=reply, **more)
    if asked.kind == "button":
        return who, reports.message(who, "button", button={"text": asked.text, "payload": asked.payload})
    return who, reports.message(who, text={"body": asked.text}, **more)


def on_page(letter: Letter, quoted: str, url: str) -> JSON:
    """A message on Messenger or Instagram, with a file at `url`. Raises Refused for what the app does not send."""
    asked = letter.asked
    said: JSON = {"text": asked.text} if asked.text else {}
    if quoted and asked.kind != "button":
        said["reply_to"] = {"mid": quoted}
    if url:
        kind = asked.kind if asked.kind in ("image", "audio", "video") else "file"
        said["attachments"] = [{"type": kind, "payload": {"url": url}}]
    if place := asked.place:
        if letter.customer.app == INSTAGRAM:
            raise Refused("this app sends no places", 409)
        where = {"coordinates": {"lat": place.latitude, "long": place.longitude}}
        said["attachments"] = [{"type": "location", "title": place.label, "payload": where}]
    if asked.kind == "button":
        said["quick_reply"] = {"payload": asked.payload}
    return said


def text_in(message: Sent) -> str:
    """The words of a message of ours; of a file, its caption."""
    if not file_in(message.body):
        return message.text
    return str(message.body.get(message.body.get("type", ""), {}).get("caption", ""))


def file_in(body: Mapping[str, Any]) -> str:
    """The address of the file in a message of ours, "" without one."""
    content = body.get(body.get("type", "")) if body.get("type") in FILES else None
    on_pages = body.get("message", {}).get("attachment", {}).get("payload", {})
    return str((content or {}).get("link") or on_pages.get("url") or "")


def choices_in(body: Mapping[str, Any]) -> tuple[JSON, ...]:
    """The buttons below a message of ours, or the rows of its list, or its quick replies."""
    action = body.get("interactive", {}).get("action", {})
    buttons = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    replies = [
        {"title": reply["title"], "id": reply["payload"]} for reply in body.get("message", {}).get("quick_replies", [])
    ]
    return tuple({"text": each["title"], "payload": each["id"]} for each in (*buttons, *rows, *replies))


def _known(customer: Customer) -> dict[str, str]:
    """What WhatsApp tells of a customer: the number, the lasting id, or both."""
    number = {} if customer.identity == "hidden" else {"wa_id": customer.id_in_app}
    lasting = {} if customer.identity == "number" else {"user_id": customer.lasting}
    return {**number, **lasting, "name": customer.name}
