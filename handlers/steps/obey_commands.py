"""Commands that are the whole message: answered at once, without the assistant."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.commands import Command, command_in
from handlers.conversation.ports.stores import Threads
from handlers.conversation.shown import lines_of
from handlers.conversation.turn import Turn

SHOWN = 20  # lines that "my data" shows of what both sides said and sent
WHEN_STOPPED = frozenset({Command.START, Command.MY_DATA})


@dataclass(frozen=True)
class ObeyCommands:
    """Obeys new conversation, help, my data, stop and start."""

    threads: Threads
    retention_days: int

    async def __call__(self, turn: Turn) -> None:
        """Answers the commands alone. Raises StoreUnavailable."""
        for message in turn.unanswered:
            command = command_in(message.content.text)
            is_heard = command in WHEN_STOPPED or not turn.decisions.stopped
            if command and is_heard and (text := await self._obey(command, turn)):
                turn.say(text, to=[message])

    async def _obey(self, command: Command, turn: Turn) -> str | None:
        language = turn.language
        match command:
            case Command.NEW_CONVERSATION:
                turn.leave_conversation(carries_over=False)
                return texts.NEW_CONVERSATION[language]
            case Command.HELP:
                return texts.HELP[language]
            case Command.MY_DATA:
                return await self._my_data(turn, language)
            case Command.STOP:
                turn.decide(stopped=True)
                return texts.STOPPED[language]
            case Command.START:
                turn.decide(stopped=False)
                return texts.STARTED[language]
        return None  # the other commands have steps of their own

    async def _my_data(self, turn: Turn, language: texts.Language) -> str:
        records = await self.threads.records(turn.thread.key, most=SHOWN)
        lines = [line for record in records for line in lines_of(record, language)][-SHOWN:]
        contact = turn.thread.contact
        head = texts.MY_DATA[language].format(
            profile_name=texts.escaped(contact.profile_name) or "-",
            address=texts.escaped(contact.customer),
            language=texts.LANGUAGE_NAME[language],
            days=self.retention_days,
        )
        return "\n\n".join([head, texts.MY_DATA_LAST[language], "\\\n".join(lines)] if lines else [head])
