"""The content of a WhatsApp message, by its type. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from collections.abc import Iterator

from handlers.channels.meta.fields import Fields, each_in, id_in, line_of, lines_of, sid_of, text_in, under
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.messages import Attachment, Content, Part, PartKind

FILES = ("image", "audio", "voice", "video", "document")
# What asks for no answer: a reaction, a changed number, a chat that was opened.
IGNORED = frozenset({"", "reaction", "system", "request_welcome", "ephemeral", "revoke", "edit"})
MOST_TEXT = 65_536


def content_of(message: Fields) -> Content:
    """The content; empty for a type that nobody knows yet, which gets a sentence that says so."""
    return Content(words_of(message)[:MOST_TEXT], tuple(_files(message)), tuple(_parts(message)))


def words_of(message: Fields) -> str:
    """The words that were written or chosen."""
    match text_in(message, "type"):
        case "text":
            return text_in(message, "text", "body")
        case "button":
            return line_of(text_in(message, "button", "text"))
        case "interactive":
            chosen = under(message, "interactive")
            titles = (text_in(chosen, kind, "title") for kind in ("button_reply", "list_reply"))
            return line_of(next(filter(None, titles), ""))
        case file if file in FILES:
            return text_in(message, file, "caption")
        case _:
            return ""


def _files(message: Fields) -> Iterator[Attachment]:
    kind = text_in(message, "type")
    if kind in FILES and (media := id_in(message, kind, "id")):
        yield Attachment(f"{Carrier.META}:{media}", line_of(text_in(message, kind, "mime_type")))


def _parts(message: Fields) -> Iterator[Part]:
    context = under(message, "context")
    if quoted := text_in(context, "id"):
        yield Part(PartKind.QUOTE, sid=sid_of(Channel.WHATSAPP, quoted))
    if context.get("frequently_forwarded") is True:
        yield Part(PartKind.FORWARDED_OFTEN)
    elif context.get("forwarded") is True:
        yield Part(PartKind.FORWARDED)
    ad = under(message, "referral")
    if told := lines_of(*(text_in(ad, name) for name in ("headline", "body", "source_url"))):
        yield Part(PartKind.AD, told)
    yield from _of_type(message)


def _of_type(message: Fields) -> Iterator[Part]:
    match text_in(message, "type"):
        case "button":
            yield from _named(PartKind.BUTTON, text_in(message, "button", "payload"), words_of(message))
        case "interactive":
            chosen, shown = under(message, "interactive"), words_of(message)
            yield from _named(PartKind.BUTTON, text_in(chosen, "button_reply", "id"), shown)
            yield from _named(PartKind.LIST_CHOICE, text_in(chosen, "list_reply", "id"), shown)
        case "location":
            if place := _place(under(message, "location")):
                yield Part(PartKind.LOCATION, place)
        case "sticker":
            yield Part(PartKind.STICKER)
        case "contacts":
            for card in each_in(message, "contacts"):
                phones = (text_in(phone, "phone") for phone in each_in(card, "phones"))
                yield Part(PartKind.CONTACT, lines_of(text_in(card, "name", "formatted_name"), *phones))
        case "order":
            yield from _named(PartKind.LIST_CHOICE, _ordered(under(message, "order")), "")


def _named(kind: PartKind, name: str, shown: str) -> Iterator[Part]:
    """The business's own name of what was chosen, if it differs from what the customer saw."""
    name = line_of(name)
    if name and name != shown:
        yield Part(kind, name)


def _place(location: Fields) -> str:
    latitude, longitude = _degrees(location.get("latitude"), 90), _degrees(location.get("longitude"), 180)
    where = f"{latitude}, {longitude}" if latitude and longitude else ""
    return lines_of(where, text_in(location, "name"), text_in(location, "address"))


def _degrees(value: object, most: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        return ""
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")  # a millionth is 11 cm; -0.0 + 0.0 is 0.0


def _ordered(order: Fields) -> str:
    """What a customer put into the cart of the business's catalogue."""
    items = (
        f"{text_in(item, 'product_retailer_id')} x{item.get('quantity', 1)}" for item in each_in(order, "product_items")
    )
    return lines_of(text_in(order, "text"), *items)
