"""Fields of JSON that somebody else wrote: what is missing, or of another type, reads as nothing. Pure."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.conversation.contact import Channel

Fields = Mapping[str, Any]

MOST_CHARACTERS = 1000
MOST_IN_SID = 90  # with the channel's name it stays below 100
ID = re.compile(r"[0-9]{1,40}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WAMID = re.compile(rf"wamid\.([A-Za-z0-9+/]{{1,{MOST_IN_SID}}}={{0,2}})")
_SID_OF_WAMID = re.compile(r"whatsapp-([A-Za-z0-9_-]+)")


def under(fields: Fields, *names: str) -> Fields:
    """The object at this path."""
    for name in names:
        found = fields.get(name)
        fields = found if isinstance(found, dict) else {}
    return fields


def each_in(fields: Fields, name: str) -> Iterator[Fields]:
    """The objects of a list."""
    found = fields.get(name)
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else iter(())


def text_in(fields: Fields, *path: str) -> str:
    """The text at this path, as it was written."""
    *names, last = path
    found = under(fields, *names).get(last)
    return found if isinstance(found, str) else ""


def id_in(fields: Fields, *path: str) -> str:
    """The number that names something at Meta; it may become a part of an address."""
    *names, last = path
    found = str(under(fields, *names).get(last) or "")
    return found if ID.fullmatch(found) else ""


def line_of(text: str) -> str:
    """The text in one line, so that nobody can write another line of ours."""
    return " ".join(_CONTROL.sub(" ", text).split())[:MOST_CHARACTERS]


def lines_of(*texts: str) -> str:
    """The lines that are not empty."""
    return "\n".join(filter(None, map(line_of, texts)))[:MOST_CHARACTERS]


def sid_of(channel: Channel, message: str) -> str:
    """Our name of a message, by Meta's; "" for none. That of WhatsApp's messages leads back, if it is not too long."""
    if not message:
        return ""
    found = _WAMID.fullmatch(message) if channel is Channel.WHATSAPP else None
    if found:
        return f"{channel}-{found[1].rstrip('=').replace('+', '-').replace('/', '_')}"
    return f"{channel}-.{hashlib.sha256(message.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def wamid_of(sid: str) -> str:
    """WhatsApp's name of a message, by ours; "" if ours does not lead back."""
    found = _SID_OF_WAMID.fullmatch(sid)
    if found is None:
        return ""
    name = found[1].replace("-", "+").replace("_", "/")
    return f"wamid.{name}{'=' * (-len(name) % 4)}"
