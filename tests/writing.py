"""Messages of one customer, and turns of such messages, for tests."""

import uuid
from datetime import UTC, datetime
from typing import Any

from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Attachment, Content, Message, OpenMessage, Part
from handlers.conversation.thread import Decisions, Running, Thread
from handlers.conversation.turn import Turn

ANA = Contact(Channel.WHATSAPP, business="+5215587654321", customer="+5215512345678")


def contact(**other: Any) -> Contact:
    """Ana's contact, with other fields if given."""
    return Contact(**{**vars(ANA), **other})


def message(
    text: str = "Hola",
    *,
    sid: str = "",
    files: tuple[Attachment, ...] = (),
    parts: tuple[Part, ...] = (),
    **other: Any,
) -> Message:
    """A message of Ana's, new unless a sid is given; `other` fields are those of her contact."""
    return Message(sid or f"SM{uuid.uuid4().hex}", contact(**other), Content(text, files, parts))


def open_message(text: str = "Hola", *, sid: str = "SM1") -> OpenMessage:
    """A message of Ana's that waits for its answer."""
    return OpenMessage(sid, datetime.now(UTC), Content(text))


def thread(**fields: Any) -> Thread:
    """A thread of Ana's."""
    return Thread(**{"key": "key", "contact": ANA, "alias": "alias", **fields})


def turn(*texts: str, response: str | None = None, **decided: Any) -> Turn:
    """A turn of messages of Ana's with these texts; their sids count from SM1."""
    waiting = tuple(open_message(text, sid=f"SM{number}") for number, text in enumerate(texts, 1))
    newest, sids = waiting[-1].sid, tuple(each.sid for each in waiting)
    running = Running(newest, sids, datetime.now(UTC), response=response)
    return Turn(message(sid=newest), thread(running=running, open=waiting, decisions=Decisions(**decided)))
