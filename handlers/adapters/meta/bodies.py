"""The bodies of requests to Meta: a message, a file, a template; what shows that an answer is being written. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
https://developers.facebook.com/docs/messenger-platform/reference/send-api
"""

from collections.abc import Sequence
from typing import Any

from handlers.conversation.contact import Contact
from handlers.conversation.outgoing import Template

Body = dict[str, Any]

MOST_BUTTONS = 3
MOST_WITH_BUTTONS = 1024  # characters


def to_customer(contact: Contact) -> Body:
    """The beginning of each message on WhatsApp. Who hides the number is named by the id that lasts.

    https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
    """
    digits = contact.customer.removeprefix("+")
    to = {"to": digits} if digits.isdigit() else {"recipient": contact.external_id or contact.customer}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **to}


def text_body(text: str, choices: Sequence[str] = ()) -> Body:
    """Words on WhatsApp, with buttons if they ask for one of few answers. Nobody looks at the pages that they name.

    https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
    """
    if not choices or len(text) > MOST_WITH_BUTTONS:
        return {"type": "text", "text": {"body": text, "preview_url": False}}
    if len(choices) <= MOST_BUTTONS:
        buttons = [{"type": "reply", "reply": {"id": choice, "title": choice}} for choice in choices]
        return _interactive("button", text, {"buttons": buttons})
    rows = [{"id": choice, "title": choice} for choice in choices]
    named = f"{choices[0]} - {choices[-1]}"  # on the button that opens the list, in no language
    return _interactive("list", text, {"button": named, "sections": [{"rows": rows}]})


def _interactive(kind: str, text: str, action: Body) -> Body:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def file_body(link: str, media_type: str, caption: str, name: str) -> Body:
    """A file on WhatsApp, where sound takes no caption."""
    kind = _kind(media_type, "document")
    more = {"caption": caption} if caption and kind != "audio" else {}
    return {"type": kind, kind: {"link": link, **more, **({"filename": name} if kind == "document" else {})}}


def template_body(template: Template, language: str) -> Body:
    """A template on WhatsApp, in the language that it was approved in, such as pt_BR."""
    filled = [{"type": "text", "text": variable} for variable in template.variables]
    components = [{"type": "body", "parameters": filled}] if filled else []
    named = {"name": template.name, "language": {"code": language}, "components": components}
    return {"type": "template", "template": named}


def page_body(contact: Contact, message: Body, *, late: bool) -> Body:
    """A message on Messenger or Instagram. `late`: past the 24 hours, where only a person may still write.

    https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
    """
    why = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if late else {"messaging_type": "RESPONSE"}
    return {"recipient": {"id": contact.customer}, **why, "message": message}


def page_text(text: str, choices: Sequence[str] = ()) -> Body:
    """Words on Messenger or Instagram, with buttons if they ask for one of few answers.

    https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/quick-replies
    """
    replies = [{"content_type": "text", "title": choice, "payload": choice} for choice in choices]
    return {"text": text, **({"quick_replies": replies} if replies else {})}


def page_file(link: str, media_type: str) -> Body:
    """A file on Messenger or Instagram, which know no caption."""
    return {"attachment": {"type": _kind(media_type, "file"), "payload": {"url": link}}}


def _kind(media_type: str, other: str) -> str:
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else other


def typing_body(wamid: str) -> Body:
    """Marks a message on WhatsApp as read, and shows that an answer is being written.

    https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
    """
    named = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    return {"messaging_product": "whatsapp", **named}


def typing_on_page(contact: Contact) -> list[Body]:
    """The requests that do the same on Messenger and Instagram."""
    return [{"recipient": {"id": contact.customer}, "sender_action": action} for action in ("mark_seen", "typing_on")]
