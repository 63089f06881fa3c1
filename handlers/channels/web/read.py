"""Reading what the script posts: JSON, bounded; what is no such thing is refused. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from handlers.channels.web.proof import Proof
from handlers.conversation.contact import Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.messages import Attachment, Content, Message
from handlers.errors import NotAMessage
from handlers.languages import Language

MOST_CHARACTERS = 8_000  # of a message
MOST_FILES = 3
MOST_HOPS = 40  # requests in which one answer is waited for
PREFIX = "web"  # of the sids of visitors' messages
_ID = re.compile(r"[A-Za-z0-9]{16,40}")


@dataclass(frozen=True)
class Beginning:
    """What a page knows of its visitor when it asks for a session: a proof, or tokens of ours, "" for none."""

    proof: Proof | None
    session: str
    visitor: str


@dataclass(frozen=True)
class Posted:
    """A posted message; `hop`: how many requests of the same message ended before this one without the answer."""

    message: Message
    hop: int


def beginning(body: bytes) -> Beginning:
    """What a page posts to get a session. Raises NotAMessage."""
    given = _object(body)
    fields = {name: _text(given, name, most=4_000) for name in ("user", "name", "time", "mark", "session", "visitor")}
    proof = Proof(fields["user"], fields["name"], fields["time"], fields["mark"])
    return Beginning(proof if proof.user or proof.mark else None, fields["session"], fields["visitor"])


def posted(body: bytes, visitor: Contact, file_of: Callable[[str], Attachment]) -> Posted:
    """The message in a body. `file_of`: the file that a token names. Raises NotAMessage, and what `file_of` raises."""
    given = _object(body)
    name, text = _text(given, "id", most=40), _text(given, "text", most=MOST_CHARACTERS)
    if not _ID.fullmatch(name):
        raise NotAMessage("a message without an id of its own")
    tokens, hop = given.get("files", []), given.get("hop", 0)
    if not isinstance(tokens, list) or len(tokens) > MOST_FILES or not all(isinstance(each, str) for each in tokens):
        raise NotAMessage("files that are no list of a few tokens")
    if type(hop) is not int or not 0 <= hop <= MOST_HOPS:
        raise NotAMessage("a number of requests that is none")
    if not text.strip() and not tokens:
        raise NotAMessage("a message without anything in it")
    files = tuple(file_of(token) for token in tokens)
    spoken = next((known for known in get_args(Language) if known == given.get("lang")), None)
    return Posted(Message(sid_of(visitor, name), visitor, Content(text, files), spoken), hop)


def sid_of(visitor: Contact, name: str) -> str:
    """The sid of a visitor's message: nobody else's message can have it, whatever its id."""
    return f"{PREFIX}-{keys_of(visitor)[0]}-{name}"


def name_of(sid: str) -> str:
    """The id that the page gave to a message; the sid itself of one from another app."""
    return sid.rpartition("-")[2] if sid.startswith(f"{PREFIX}-") else sid


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAMessage("no JSON") from None
    if not isinstance(found, dict):
        raise NotAMessage("JSON that is no object")
    return found


def _text(given: Mapping[str, Any], name: str, *, most: int) -> str:
    """A text, without halves of characters and zeros, which no store and no model takes; "" if there is none."""
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise NotAMessage(f"{name} is no text, or too long")
    return value.encode(errors="ignore").decode().replace("\x00", "")
