"""A conversation as a chat: who said what, in order, with what happened to the ticket between. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup, escape

from handlers.channels.twilio import write
from handlers.conversation.calls import MadeCall
from handlers.conversation.files import kind_of
from handlers.conversation.messages import Author, Content
from handlers.conversation.shown import beside_words
from handlers.conversation.thread import Thread
from handlers.languages import Language
from handlers.pages.kinds import element_of
from handlers.pages.words import WORDS
from handlers.tickets.conversations import Kept
from handlers.tickets.desk import Opened
from handlers.tickets.ticket import Event, Ticket, What

# What customers on WhatsApp see as bold and italic: https://faq.whatsapp.com/539178204879377
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_ITALIC = re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")
MOST_SHOWN = 80  # characters of an unsent text, which stands in the chat already
SILENT = frozenset({What.ANSWERED, What.NOTED})


@dataclass(frozen=True)
class ShownFile:
    """A file of a message: the message's sid, the file's place in it, and the element that shows it, "" for a link."""

    sid: str
    number: int
    media_type: str
    element: str


@dataclass(frozen=True)
class Bubble:
    """One thing in a chat. `by`: customer, assistant, person, note or event; `name`: who, if a person."""

    by: str
    at: datetime
    text: str = ""
    name: str = ""
    files: tuple[ShownFile, ...] = ()
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # what an answer stands on
    calls: tuple[MadeCall, ...] = ()  # of tools, that were made for it
    known: bool = True  # False: it says that the assistant does not know
    state: str = ""  # of a text that is being sent, or was not taken


def chat(opened: Opened, language: Language) -> list[Bubble]:
    """The chat, oldest first. What is still to be sent, or did not arrive, is at its end."""
    said = [bubble for kept in opened.messages for bubble in _said(kept, opened.thread, language)]
    happened = list(_happened(opened.ticket, language)) if opened.ticket else []
    return [*sorted([*said, *happened], key=lambda bubble: bubble.at), *_unsent(opened.thread, language)]


def marked(text: str) -> Markup:
    """A text with WhatsApp's bold and italic, everything else escaped."""
    safe = _BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(_ITALIC.sub(r"<em>\1</em>", safe))  # noqa: S704 - escaped in the line above


def _said(kept: Kept, thread: Thread, language: Language) -> Iterator[Bubble]:
    record = kept.record
    if not record.content.is_empty:
        by = "person" if record.author is Author.PERSON else "customer"
        files = tuple(_file(kept, number) for number in range(len(record.content.files)))
        yield Bubble(by, record.at, record.content.words, record.by, files, _beside(record.content, language))
    if record.author is Author.CUSTOMER and record.texts:
        answer = "\n\n".join(write.messages(record.texts, thread.contact.channel, language))
        yield Bubble("assistant", record.at, answer, sources=record.sources, calls=record.calls, known=record.known)


def _beside(content: Content, language: Language) -> tuple[str, ...]:
    return tuple(beside_words(replace(content, files=()), language))


def _file(kept: Kept, number: int) -> ShownFile:
    media_type = kind_of(kept.record.content.files[number].media_type)
    return ShownFile(kept.sid, number, media_type, element_of(media_type))


def _happened(ticket: Ticket, language: Language) -> Iterator[Bubble]:
    for event in ticket.events:
        if event.what is What.NOTED:
            yield Bubble("note", event.at, event.text, event.who)
        elif event.what not in SILENT:
            text = WORDS[f"did_{event.what}"][language].format(who=event.who, text=_about(event, ticket, language))
            yield Bubble("event", event.at, text)


def _about(event: Event, ticket: Ticket, language: Language) -> str:
    if event.what is What.OPENED:
        return word(f"why_{ticket.why}", language)
    return word(f"reason_{event.text}", language) if event.what is What.CLOSED else event.text


def word(name: str, language: Language) -> str:
    """A word by its name; "" for one that is not known."""
    return WORDS[name][language] if name in WORDS else ""


def _unsent(thread: Thread, language: Language) -> Sequence[Bubble]:
    if thread.unsent is None:
        return []
    state = "unsent" if thread.unsent.given_up else "sending"
    messages = write.messages(thread.unsent.texts, thread.contact.channel, language)
    return [Bubble("event", thread.unsent.since, _begun(message), state=state) for message in messages]


def _begun(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
