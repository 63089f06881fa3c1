"""Empty messages, such as a reaction: a fixed sentence says so, at no cost."""

from handlers import texts
from handlers.conversation.turn import Turn


async def needs_content(turn: Turn) -> None:
    """Says the sentence, if all that is left is empty; beside anything else the assistant sees what was empty, too."""
    if all(message.content.is_empty for message in turn.unanswered):
        turn.say(texts.NO_TEXT[turn.language], to=turn.unanswered)
