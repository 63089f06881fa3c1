"""Empty messages, such as a reaction: a fixed sentence says so, at no cost."""

from handlers import texts
from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn


async def needs_content(turn: Turn) -> Reply | None:
    """The sentence, if all open messages are empty."""
    if any(not message.content.is_empty for message in turn.messages):
        return None
    return Reply((texts.NO_TEXT[turn.language],))
