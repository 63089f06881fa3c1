"""Words that are commands, but answers where something was asked: "¿Planta alta o baja?"."""

import re
from collections.abc import Sequence
from datetime import datetime

from handlers.conversation.commands import may_be_answer
from handlers.conversation.messages import Author, OpenMessage
from handlers.conversation.openers import is_opener
from handlers.conversation.ports.stores import Threads
from handlers.conversation.record import Record
from handlers.conversation.turn import Turn

RECENT = 20  # records: those of the open messages come after the one with the last reply
QUESTION = re.compile(r"[^.!?…\n]*\?+(?!\w)")  # from where its sentence begins; no address with a query
# What was said before: in "my data", as a transcript, or between « and ».
QUOTED = re.compile(r"^(?:👤|🤖|🧑|🎤).*$|«[^«»]*»", re.MULTILINE)


async def is_answer(threads: Threads, turn: Turn, message: OpenMessage) -> bool:
    """True if the command in this message is an answer: the last reply asks something.

    It costs a read, so it is looked up only for a few words. Raises StoreUnavailable.
    """
    if not may_be_answer(message.content.text):
        return False
    return await last_asks(threads, turn)


async def last_asks(threads: Threads, turn: Turn, since: datetime | None = None) -> bool:
    """True if the last reply asks something; `since`: an older reply counts as none. Raises StoreUnavailable."""
    records = await threads.records(turn.thread.key, most=RECENT, since=turn.thread.begun_at)
    said = ((record.at, _said_in(record)) for record in reversed(records))
    at, last = next(((at, texts) for at, texts in said if texts), (None, ()))
    is_old = since is not None and at is not None and at < since
    return not is_old and asks_something(last)


def asks_something(texts: Sequence[str]) -> bool:
    """True if one of these texts of ours asks something, other than what it only repeats, and than how to help."""
    asked = (question for text in texts for question in QUESTION.findall(QUOTED.sub("", text)))
    return not all(map(is_opener, asked))


def _said_in(record: Record) -> Sequence[str]:
    """What the customer was told with this record: by a person, or as a reply."""
    return (record.content.words,) if record.author is Author.PERSON else record.texts or ()
