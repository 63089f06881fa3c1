"""Words that are commands, but answers where something was asked: "¿Planta alta o baja?"."""

import re

from handlers.conversation.commands import may_be_answer
from handlers.conversation.messages import OpenMessage
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn

RECENT = 20  # records: those of the open messages come after the one with the last reply
QUESTION = re.compile(r"\?(?!\w)")  # no address with a query
QUOTED = re.compile(r"^(?:👤|🤖|🧑|🎤).*$", re.MULTILINE)  # what was said before, in "my data" or as a transcript


async def is_answer(threads: Threads, turn: Turn, message: OpenMessage) -> bool:
    """True if the command in this message is an answer: the last reply asks something.

    It costs a read, so it is looked up only for a few words. Raises StoreUnavailable.
    """
    if not may_be_answer(message.content.text):
        return False
    records = await threads.records(turn.thread.key, most=RECENT)
    last = next((record.texts for record in reversed(records) if record.texts), ())
    return any(QUESTION.search(QUOTED.sub("", text)) for text in last)
