"""Nothing at all in a message, such as a reaction: say so, at no cost."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.messages import OpenMessage, Reply
from handlers.conversation.thread import Turn


@dataclass(frozen=True)
class NeedsContent:
    """Replies when no open message has anything in it."""

    language: texts.Language

    async def __call__(self, turn: Turn) -> Reply | None:
        """The sentence, or None when there is something to answer."""
        if any(_has_content(each) for each in turn.messages):
            return None
        return turn.reply(texts.NO_TEXT[turn.language or self.language])


def _has_content(message: OpenMessage) -> bool:
    return bool(message.text.strip() or message.attachments or message.parts)
