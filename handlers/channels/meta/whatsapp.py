"""What WhatsApp's Cloud API reports: messages of customers, statuses of ours, echoes of the business's own app. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from handlers.channels.meta.fields import Fields, each_in, id_in, line_of, sid_of, text_in, under
from handlers.channels.meta.heard import ByHand, Heard, Status
from handlers.channels.meta.whatsapp_content import IGNORED, content_of, words_of
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Message
from handlers.conversation.receipts import Taken, receipt_in

# "read" comes long after, and tells nothing that is new.
TAKEN = frozenset({"sent", "delivered"})
FAILED = "failed"


def heard_in(change: Fields, numbers: Mapping[str, str]) -> Heard:
    """What one change reports. `numbers`: the business's own spelling of its numbers, by Meta's digits."""
    value, field = under(change, "value"), text_in(change, "field")
    digits, line = (
        _digits(text_in(value, "metadata", "display_phone_number")),
        id_in(value, "metadata", "phone_number_id"),
    )
    if not digits or not line:
        return Heard()
    business = Contact(
        Channel.WHATSAPP, numbers.get(digits, f"+{digits}"), customer="", carrier=Carrier.META, line=line
    )
    if field == "messages":
        return Heard(tuple(_messages(value, business)), tuple(_statuses(value)))
    if field == "smb_message_echoes":
        # https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
        return Heard(by_hand=tuple(_by_hand(value, business)))
    return Heard()


def _messages(value: Fields, business: Contact) -> Iterator[Message]:
    names = dict(_names(value))
    for message in each_in(value, "messages"):
        sid = sid_of(Channel.WHATSAPP, text_in(message, "id"))
        contact = _customer(business, message, ("from", "from_user_id"), names)
        # A group's message is not for the business alone.
        if sid and contact and text_in(message, "type") not in IGNORED and not text_in(message, "group_id"):
            yield Message(sid, contact, content_of(message))


def _names(value: Fields) -> Iterator[tuple[str, tuple[str, str]]]:
    """The name and the lasting id of each customer, by every id that a message may have."""
    for contact in each_in(value, "contacts"):
        known = line_of(text_in(contact, "profile", "name")), text_in(contact, "user_id")
        yield from ((each, known) for each in (text_in(contact, "wa_id"), known[1]) if each)


def _customer(
    business: Contact, message: Fields, names: tuple[str, str], known: Mapping[str, tuple[str, str]]
) -> Contact | None:
    """Who wrote, or was written to. A customer who hides the number has only the id that lasts, of this business.

    https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
    """
    number, user = (text_in(message, name) for name in names)
    digits = _digits(number)
    profile_name, user_id = known.get(number or user, ("", ""))
    customer, external_id = f"+{digits}" if digits else user, user or user_id
    if not customer or len(customer) > 140:
        return None
    return Contact(**{**vars(business), "customer": customer, "external_id": external_id, "profile_name": profile_name})


def _statuses(value: Fields) -> Iterator[Status]:
    """https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status/"""
    for status in each_in(value, "statuses"):
        receipt, state = receipt_in(text_in(status, "biz_opaque_callback_data")), text_in(status, "status")
        sid = sid_of(Channel.WHATSAPP, text_in(status, "id"))
        if receipt and sid and state in {*TAKEN, FAILED}:
            code = next((id_in(error, "code") for error in each_in(status, "errors")), "") or "0"
            yield Status(Taken(sid, _time(text_in(status, "timestamp")), receipt), code if state == FAILED else "")


def _by_hand(value: Fields, business: Contact) -> Iterator[ByHand]:
    for echo in each_in(value, "message_echoes"):
        sid = sid_of(Channel.WHATSAPP, text_in(echo, "id"))
        contact = _customer(business, echo, ("to", "to_user_id"), {})
        if sid and contact and text_in(echo, "type") not in IGNORED:
            yield ByHand(sid, contact, words_of(echo))


def _digits(number: str) -> str:
    """The digits of a number, however it is shown; "" for what is none."""
    digits = "".join(character for character in number if character not in " +-().")
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 20 else ""


def _time(text: str) -> datetime:
    """When it happened, of which Meta tells whole seconds."""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) <= 11 else 0
    return datetime.fromtimestamp(seconds, UTC)
