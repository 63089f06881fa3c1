"""Writing for Telegram: a reply becomes messages, and each message calls of the Bot API. Pure.

A text with marks goes as rich HTML, one without as a plain text. Rich Markdown would take the model's text as it is,
but read `$45 o $50` as a formula and a quoted tag as a button of ours, and join lines.
https://core.telegram.org/bots/api#inputrichmessage
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import texts
from handlers.channels.markup.html import to_html
from handlers.channels.markup.splitting import split
from handlers.channels.markup.text import to_plain
from handlers.channels.telegram.read import SAYS
from handlers.conversation.outgoing import Enclosure, file_in, file_text, template_in
from handlers.languages import Spoken

MOST_UNITS = 4096  # of a plain text, in UTF-16 units: https://core.telegram.org/bots/api#sendmessage
MOST_RICH = 32_768  # characters: https://core.telegram.org/bots/api#rich-message-limits
MOST_MESSAGES = 10
MOST_CAPTION = 1024  # UTF-16 units
# Methods for files by their address, and the field that holds it, by the beginning of the media type.
# https://core.telegram.org/bots/api#sending-files
METHODS = {
    "image/": ("sendPhoto", "photo"),
    "video/": ("sendVideo", "video"),
    "audio/ogg": ("sendVoice", "voice"),
    "audio/": ("sendAudio", "audio"),
    "": ("sendDocument", "document"),
}
_MARK = re.compile(r"<(?!/?p>|br>)")

Call = tuple[str, Mapping[str, Any]]  # a method of the Bot API, and what it takes


@dataclass(frozen=True)
class TelegramWriter:
    """Writes for one business. `choices`: the answers that a text asks for, which are shown as buttons."""

    language: Spoken
    choices: Callable[[str], Sequence[str]]

    def messages(self, text: str) -> list[str]:
        """One Markdown text as messages, each Markdown again: one, unless it is longer than any message.

        A text with nothing to show, such as a lone `---`, becomes a fixed sentence.
        """
        shown = to_plain(text)
        if not shown:
            return [texts.REFUSED[self.language]]
        if len(shown) <= MOST_RICH and (_has_marks(text) or _units(shown) <= MOST_UNITS):
            return [text]
        return [texts.escaped(piece) for piece in self._pieces(shown)]

    def calls(self, message: str, chat: str) -> list[Call]:
        """The message as it is meant: plain, or with its marks (https://core.telegram.org/bots/api#sendrichmessage)."""
        if is_plain(message):
            return [("sendMessage", {**_to(chat), "text": to_plain(message), **self._buttons(message)})]
        content = {"rich_message": {"html": to_html(message) or ""}}
        return [("sendRichMessage", {**_to(chat), **content, **self._buttons(message)})]

    def plain_calls(self, message: str, chat: str) -> list[Call]:
        """The message as plain texts, for one that was refused with marks; the last has the buttons."""
        *before, last = self._pieces(to_plain(message)) or [texts.REFUSED[self.language]]
        calls: list[Call] = [("sendMessage", {**_to(chat), "text": piece}) for piece in before]
        return [*calls, ("sendMessage", {**_to(chat), "text": last, **self._buttons(message)})]

    def file_messages(self, enclosed: Enclosure) -> list[str]:
        """A file as messages: one with its caption; a longer caption follows, so that no call is made twice for it."""
        if _units(to_plain(enclosed.caption)) <= MOST_CAPTION:
            return [file_text(enclosed.file, enclosed.caption)]
        return [file_text(enclosed.file), *self.messages(enclosed.caption)]

    def file_calls(self, enclosed: Enclosure, link: str, chat: str) -> list[Call]:
        """The file, which Telegram fetches from this link, with its caption."""
        kind = next(kind for kind in METHODS if enclosed.file.media_type.startswith(kind))
        method, field = METHODS[kind]
        caption = to_plain(enclosed.caption)
        return [(method, {**_to(chat), field: link, **({"caption": caption} if caption else {})})]

    def link_calls(self, enclosed: Enclosure, link: str, chat: str) -> list[Call]:
        """The link itself, for a file that Telegram does not take, as one larger than 5 MB for a picture."""
        return self.plain_calls(f"{enclosed.caption}\n\n{link}".strip(), chat)

    def _pieces(self, shown: str) -> list[str]:
        return split(shown, cut_notice=texts.CUT[self.language], limit=MOST_UNITS, most=MOST_MESSAGES)

    def _buttons(self, message: str) -> Mapping[str, Any]:
        """Buttons in one row; each says what stands on it. {} for none."""
        row = [{"text": choice, "callback_data": f"{SAYS}{choice}"} for choice in self.choices(message)]
        return {"reply_markup": {"inline_keyboard": [row]}} if row else {}


def fits(replies: Sequence[str]) -> bool:
    """True for texts that can be one call in the response to an update: none, or one plain text.

    Telegram never tells us that it refused a call that was in a response, so one that it may refuse for its form is
    sent by REST. https://core.telegram.org/bots/api#making-requests-when-getting-updates
    """
    return not replies or (len(replies) == 1 and is_plain(replies[0]))


def is_plain(message: str) -> bool:
    """True for words without marks, as many as a plain text may have."""
    is_words = file_in(message) is None and template_in(message) is None and not _has_marks(message)
    return is_words and 0 < _units(to_plain(message)) <= MOST_UNITS


def leaving(chat: int) -> Call:
    """Leave a group or channel: https://core.telegram.org/bots/api#leavechat"""
    return "leaveChat", {"chat_id": chat}


def _to(chat: str) -> Mapping[str, int]:
    return {"chat_id": int(chat)}


def _has_marks(markdown: str) -> bool:
    html = to_html(markdown)
    return html is not None and _MARK.search(html) is not None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
