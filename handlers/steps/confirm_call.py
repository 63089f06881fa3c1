"""The yes to a tool: the customer was asked whether to do something, and the next message answers."""

from handlers.conversation.agreeing import agrees
from handlers.conversation.messages import OpenMessage
from handlers.conversation.rounds import agreed
from handlers.conversation.turn import Turn


async def confirm_call(turn: Turn) -> None:
    """Let the call run if the first message since the question agrees; anything else is a no.

    It answers nothing: the assistant does, with what came of the call, or with the customer's other wish.
    """
    asked, since = turn.decisions.confirming, turn.decisions.confirming_since
    if asked is None or since is None:
        return
    first = next((message for message in turn.messages if message.at > since), None)
    if first is None:
        return
    turn.decide(confirming=None, confirming_since=None)
    if _agrees(first):
        turn.decide(calls=(*turn.decisions.calls, agreed(asked)))


def _agrees(message: OpenMessage) -> bool:
    content = message.content
    return not content.files and agrees(content.words)
