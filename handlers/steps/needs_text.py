"""Only pictures, sounds or nothing at all: say that text can be read, at no cost."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.messages import Reply
from handlers.conversation.thread import Turn


@dataclass(frozen=True)
class NeedsText:
    """Replies when no open message has a word in it."""

    language: texts.Language

    async def __call__(self, turn: Turn) -> Reply | None:
        """The sentence, or None when there is something to read."""
        if any(each.text.strip() for each in turn.messages):
            return None
        return Reply((texts.NO_TEXT[self.language],))
