"""'Humano' where there are no people: an honest sentence, and never a false promise."""

from dataclasses import dataclass

from handlers.conversation.answering_back import is_answer
from handlers.conversation.commands import Command, command_in
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn
from handlers.tickets import texts

SENTENCES = {Command.PERSON: texts.NOBODY, Command.ASSISTANT: texts.NOT_AWAY}


@dataclass(frozen=True)
class NobodyToAsk:
    """Answers who asks for a person, or for the assistant, that only the assistant is here."""

    threads: Threads

    async def __call__(self, turn: Turn) -> None:
        """Answers these messages alone. Raises StoreUnavailable."""
        for message in turn.unanswered:
            sentence = SENTENCES.get(command_in(message.content.text) or Command.HELP)
            if sentence and not await is_answer(self.threads, turn, message):
                turn.say(sentence[turn.language], to=[message])
