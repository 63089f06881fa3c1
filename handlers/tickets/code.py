"""Ticket codes: four characters that nobody misreads, shown as #K7F2."""

import re

from handlers.conversation.codes import ALPHABET, drawn

LENGTH = 4
_CODE = re.compile(rf"\s*#\s*([{ALPHABET}]{{{LENGTH}}})(?![0-9A-Za-z])(?:\s*[:·]|[,.])?\s*", re.IGNORECASE | re.ASCII)


def new_code() -> str:
    """A code, drawn at random: about 280,000 are possible."""
    return drawn(LENGTH)


def shown(code: str) -> str:
    """The code as people see and write it."""
    return f"#{code}"


def split(text: str) -> tuple[str, str]:
    """The code at the beginning of a text, "" without one, and the rest."""
    found = _CODE.match(text)
    return (found.group(1).upper(), text[found.end() :].strip()) if found else ("", text.strip())
