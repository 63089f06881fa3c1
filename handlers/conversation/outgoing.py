"""Texts that go out as something else than words: a file, a template. As stored, each is one Markdown image. Pure.

An Outbox that recognises one sends it as what it is. Its address is a carrier's, which nobody outside knows.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Attachment

_ADDRESS = rf"(?:https?://|(?:{'|'.join(Carrier)}):)[^\s()]+"  # or a carrier's own name of the file: telegram:1234
_FILE = re.compile(rf"!\[(?P<type>[a-z]+/[a-z0-9.+-]+)\]\((?P<url>{_ADDRESS})\)(?:\n\n(?P<caption>.+))?", re.DOTALL)
_TEMPLATE = re.compile(r"!\[template\]\((?P<name>[A-Za-z0-9_]{1,64})\?(?P<variables>[^\s()]*)\)")


@dataclass(frozen=True)
class Enclosure:
    """A file to be sent, with a caption, "" for none."""

    file: Attachment
    caption: str = ""


def file_text(file: Attachment, caption: str = "") -> str:
    """The text that is sent as this file."""
    return f"![{file.media_type}]({file.url})" + (f"\n\n{caption}" if caption else "")


def is_named(url: str) -> bool:
    """True if this is no address, but a carrier's own name of a file, such as telegram:1234."""
    scheme, colon, _ = url.partition(":")
    return bool(colon) and scheme in [str(carrier) for carrier in Carrier]


def file_in(text: str) -> Enclosure | None:
    """The file that this text is sent as; None for words."""
    found = _FILE.fullmatch(text)
    if found is None:
        return None
    return Enclosure(Attachment(found["url"], found["type"]), found["caption"] or "")


@dataclass(frozen=True)
class Template:
    """A text that the app has approved beforehand, by the carrier's name of it, with its variables, counted from 1."""

    name: str
    variables: tuple[str, ...]


def template_text(name: str, *variables: str) -> str:
    """The text that is sent as this template. Each variable becomes one line, as WhatsApp wants it."""
    numbered = [(str(number), " ".join(value.split())) for number, value in enumerate(variables, start=1)]
    return f"![template]({name}?{urlencode(numbered)})"


def template_in(text: str) -> Template | None:
    """The template that this text is sent as; None for anything else."""
    found = _TEMPLATE.fullmatch(text)
    if found is None:
        return None
    return Template(found["name"], tuple(value for _, value in parse_qsl(found["variables"], keep_blank_values=True)))
