"""A message with nothing in it, such as a reaction: say so, at no cost."""

from handlers import texts
from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn


async def needs_content(turn: Turn) -> Reply | None:
    """The sentence, when no open message has anything in it."""
    if any(not message.content.is_empty for message in turn.messages):
        return None
    return Reply((texts.NO_TEXT[turn.language],))
