"""Bytes of a text as characters: UTF-8, what Excel calls Unicode, or what Windows writes in western Europe."""

import codecs
import unicodedata
from contextlib import suppress

from handlers.knowledge.unusable import Unusable

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_BEYOND_ASCII = 0.2  # of the characters: Spanish has 0.04; other alphabets, read as Windows-1252, have most of them
WRONG = "is no text in UTF-8 or Windows-1252: save it as UTF-8"


def decoded(content: bytes) -> str:
    """The characters. Raises Unusable, since a text that is read wrongly would be told wrongly."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return _sensible(content.decode(encoding), is_guess=encoding == "cp1252")
    raise Unusable(WRONG)


def _sensible(text: str, *, is_guess: bool) -> str:
    """The text, unless it holds what no text does, like a picture that is called .txt. Raises Unusable."""
    is_binary = any(unicodedata.category(character) == "Cc" for character in {*text} - {*"\t\n\r\f\v\x85"})
    beyond_ascii = sum(not character.isascii() for character in text) if is_guess else 0
    if is_binary or beyond_ascii > MOST_BEYOND_ASCII * len(text):
        raise Unusable(WRONG)
    return text
