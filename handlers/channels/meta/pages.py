"""What Messenger and Instagram report: messages of customers, echoes of ours, and of people's in Meta's inbox. Pure.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages
https://developers.facebook.com/documentation/instagram-platform/webhooks/examples
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from handlers.channels.meta.fields import Fields, each_in, id_in, line_of, lines_of, sid_of, text_in, under
from handlers.channels.meta.heard import ByHand, Heard, Status
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment, Content, Message, Part, PartKind
from handlers.conversation.receipts import Taken, receipt_in

# Meta's own inboxes, of pages and of Instagram, where people of the business write by hand. What other apps write says
# which app it was. https://developers.facebook.com/docs/messenger-platform/handover-protocol
INBOXES = frozenset({"", "263902037430900", "1217981644879628"})
# The usual type of each kind of file; Meta tells no more than its address, whose name may end as a file's does.
FILES = {"image": "image/jpeg", "audio": "audio/mp4", "video": "video/mp4", "file": "application/octet-stream"}
ENDINGS = {"png": "image/png", "gif": "image/gif", "webp": "image/webp", "pdf": "application/pdf", "mp3": "audio/mpeg"}
SHARED = ("share", "reel", "ig_reel", "post", "ig_post", "story_mention", "fallback")
MOST_ATTACHMENTS = 10
MOST_TEXT = 65_536


def heard_in(entry: Fields, channel: Channel, pages: Collection[str]) -> Heard:
    """What one entry reports; nothing for a page that we have no token of."""
    page = id_in(entry, "id")
    if page not in pages:
        return Heard()
    heard = Heard()
    for event in each_in(entry, "messaging"):
        heard += _of_event(event, channel, page)
    return heard


def _of_event(event: Fields, channel: Channel, page: str) -> Heard:
    message = under(event, "message") or under(event, "postback")
    is_echo = message.get("is_echo") is True
    customer = id_in(event, "recipient" if is_echo else "sender", "id")
    sid = sid_of(channel, text_in(message, "mid"))
    if not sid or not customer or customer == page or message.get("is_deleted") is True:
        return Heard()
    contact = Contact(channel, page, customer, carrier=Carrier.META, line=page)
    if not is_echo:
        return Heard((Message(sid, contact, _content(message, channel)),))
    if receipt := receipt_in(text_in(message, "metadata")):
        return Heard(statuses=(Status(Taken(sid, _time(event), receipt)),))
    is_by_hand = str(message.get("app_id") or "") in INBOXES
    return Heard(by_hand=(ByHand(sid, contact, _words(message)),) if is_by_hand else ())


def _words(message: Fields) -> str:
    return (text_in(message, "text") or line_of(text_in(message, "title")))[:MOST_TEXT]


def _content(message: Fields, channel: Channel) -> Content:
    attachments = [*each_in(message, "attachments")][:MOST_ATTACHMENTS]
    stickers = [one for one in attachments if _is_sticker(one)]
    # Until both forms have become one, a sticker comes as a picture, too.
    files = () if stickers else tuple(_files(attachments))
    return Content(_words(message), files, tuple(_parts(message, attachments, channel)))


def _is_sticker(attachment: Fields) -> bool:
    return text_in(attachment, "type") == "sticker" or bool(under(attachment, "payload").get("sticker_id"))


def _files(attachments: list[Fields]) -> Iterator[Attachment]:
    for attachment in attachments:
        kind, url = text_in(attachment, "type"), text_in(attachment, "payload", "url")
        if kind in FILES and url and not set(url) & set(" ()\n"):
            ending = url.partition("?")[0].rpartition(".")[2].lower()
            yield Attachment(f"{Carrier.META}:{url}", ENDINGS.get(ending, FILES[kind]))


def _parts(message: Fields, attachments: list[Fields], channel: Channel) -> Iterator[Part]:
    if quoted := text_in(message, "reply_to", "mid"):
        yield Part(PartKind.QUOTE, sid=sid_of(channel, quoted))
    payload = line_of(text_in(message, "quick_reply", "payload") or text_in(message, "payload"))
    if payload and payload != _words(message).strip():
        yield Part(PartKind.BUTTON, payload)
    ad = under(message, "referral")
    if told := lines_of(text_in(ad, "ads_context_data", "ad_title"), text_in(ad, "ref")):
        yield Part(PartKind.AD, told)
    if any(map(_is_sticker, attachments)):
        yield Part(PartKind.STICKER)
    for attachment in attachments:
        if text_in(attachment, "type") in SHARED:
            words = text_in(attachment, "title") or text_in(attachment, "payload", "title")
            yield Part(PartKind.OTHER_FILE, line_of(words))
        if text_in(attachment, "type") == "location":
            where = under(attachment, "payload", "coordinates")
            yield Part(PartKind.LOCATION, line_of(f"{where.get('lat')}, {where.get('long')}"))


def _time(event: Fields) -> datetime:
    """When it happened, in milliseconds at Meta."""
    told = event.get("timestamp")
    milliseconds = told if isinstance(told, int) and 0 <= told < 10**14 else 0
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
