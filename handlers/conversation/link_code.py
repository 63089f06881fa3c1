"""Codes by which a customer joins two apps: drawn, read in a message, and left out of what is kept. Pure."""

import re
from datetime import timedelta
from typing import get_args

from handlers.conversation import link_texts
from handlers.conversation.codes import ALPHABET, drawn
from handlers.conversation.commands import Command, command_in, plain
from handlers.languages import Spoken

LENGTH = 8  # 78,000 million codes
LASTS = timedelta(minutes=10)
MOST_TRIES = 5  # of codes that are none,
TRIES_WITHIN = timedelta(hours=1)
_WORDS = re.compile(rf"(\w+) ([{ALPHABET.lower()}]{{4}}) ?([{ALPHABET.lower()}]{{4}})")
_SHOWN = f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}"


def new_code() -> str:
    """A code, drawn at random."""
    return drawn(LENGTH)


def shown(code: str) -> str:
    """The code as people see and write it: K7F2-9QXM."""
    return f"{code[:4]}-{code[4:]}"


def code_in(text: str) -> str | None:
    """The code in a message that is nothing but the command with its code; however it is spaced, in any case."""
    found = _WORDS.fullmatch(plain(text))
    if found is None or command_in(found[1]) is not Command.LINK:
        return None
    return (found[2] + found[3]).upper()


def without_code(text: str) -> str:
    """A text of ours as it is kept: nobody who reads it later learns a code that still works."""
    if not re.search(_SHOWN, text):
        return text
    for spoken in get_args(Spoken):
        head, tail = map(re.escape, link_texts.CODE[spoken].split("{code}"))
        text = re.sub(f"{head}{_SHOWN}{tail}", link_texts.CODE_GONE[spoken], text)
    return text
