"""A person's words and files for a customer: which files the channel takes, and as which texts all goes out. Pure.

https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers import texts as common
from handlers.conversation.contact import Channel
from handlers.conversation.files import kind_of
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text
from handlers.tickets.ticket import CannotAct

MOST_BYTES = 16_000_000
LONGEST_CAPTION = 1_000  # characters, of the 1,024 that WhatsApp shows
_OFFICE = "application/vnd.openxmlformats-officedocument"

# Media type -> how the file's name ends. The list of WhatsApp's types; a sticker (image/webp) never counts as a file.
ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/ogg": "ogg",
    "audio/amr": "amr",
    "audio/3gpp": "3gp",
    "audio/aac": "aac",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
    "application/msword": "doc",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    f"{_OFFICE}.presentationml.presentation": "pptx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    "text/vcard": "vcf",
}
CAPTIONED = ("image/", "video/")  # Twilio shows no caption with documents and sound
# Telegram fetches only these by their address: https://core.telegram.org/bots/api#sending-files
BY_ADDRESS = frozenset({"image/jpeg", "image/png", "audio/ogg", "audio/mpeg", "video/mp4", "application/pdf"})
# https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message
_INSTAGRAMS = frozenset({"image/jpeg", "image/png", "audio/aac", "video/mp4"})
TAKES: Mapping[Channel, frozenset[str]] = {
    Channel.WHATSAPP: frozenset(ENDINGS),
    Channel.TELEGRAM: BY_ADDRESS,
    Channel.WEB: frozenset(ENDINGS),
    Channel.MESSENGER: frozenset(ENDINGS),
    Channel.INSTAGRAM: _INSTAGRAMS,
}


class CannotSend(CannotAct):
    """The customer's channel takes no file of this type, so nothing of the message was sent."""

    def __init__(self, media_type: str) -> None:
        super().__init__("file")
        self.media_type = media_type


def as_markdown(words: str) -> str:
    """A person's words in our Markdown, so that the customer sees them as they were written."""
    lines = "\n".join(line.strip() for line in words.splitlines()).strip()
    return "\n\n".join("\\\n".join(map(common.escaped, part.split("\n"))) for part in re.split(r"\n{2,}", lines))


def texts_of(words: str, files: Sequence[Attachment], channel: Channel) -> tuple[str, ...]:
    """The texts of a person's message, in order. Raises CannotSend.

    Each file is a message that costs money. So words go with one picture or video as its caption, and before all else
    otherwise. `words`: in our Markdown.
    """
    named = [replace(file, media_type=kind_of(file.media_type)) for file in files]
    for file in named:
        if file.media_type not in TAKES.get(channel, frozenset()):
            raise CannotSend(file.media_type)
    if len(named) == 1 and named[0].media_type.startswith(CAPTIONED) and len(words) <= LONGEST_CAPTION:
        return (file_text(named[0], words),)
    return (*([words] if words else []), *(file_text(file) for file in named))
