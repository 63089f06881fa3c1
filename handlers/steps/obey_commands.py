"""Commands that are the whole message: answered at once, without the assistant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handlers import kept_texts, texts
from handlers.conversation import link_texts
from handlers.conversation.answering_back import is_answer
from handlers.conversation.commands import Command, command_in, is_opening
from handlers.conversation.messages import OpenMessage
from handlers.conversation.ports.stores import Threads
from handlers.conversation.shown import lines_of
from handlers.conversation.turn import Turn
from handlers.languages import Spoken

SHOWN = 20  # lines that "my data" shows of what both sides said and sent
WHEN_STOPPED = frozenset({Command.START, Command.MY_DATA})
WHEN_NOT_STOPPED = frozenset(Command) - {Command.START}  # "continuar" is an ordinary answer then


@dataclass(frozen=True)
class ObeyCommands:
    """Obeys new conversation, help, my data, stop and start.

    `as_plain` takes the marks from our Markdown; `has_people`: help names the words that lead to people; `links`: those
    that join apps.
    """

    threads: Threads
    retention_days: int
    as_plain: Callable[[str], str]
    has_people: bool = False
    links: bool = False

    async def __call__(self, turn: Turn) -> None:
        """Answers the commands alone. Raises StoreUnavailable."""
        for message in turn.unanswered:
            command = await self._heard(message, turn)
            if command and (text := await self._obey(command, turn)):
                turn.say(text, to=[message])

    async def _heard(self, message: OpenMessage, turn: Turn) -> Command | None:
        """The message's command, if it means one now."""
        command = command_in(message.content.text)
        if is_opening(message.content.text) and not turn.decisions.stopped:
            return Command.HELP
        if command not in (WHEN_STOPPED if turn.decisions.stopped else WHEN_NOT_STOPPED):
            return None
        return None if await is_answer(self.threads, turn, message) else command

    async def _obey(self, command: Command, turn: Turn) -> str | None:
        language = turn.language
        match command:
            case Command.NEW_CONVERSATION:
                turn.leave_conversation(carries_over=False)
                return texts.NEW_CONVERSATION[language]
            case Command.HELP:
                return "\n".join(self._help(language))
            case Command.MY_DATA:
                return await self._my_data(turn, language)
            case Command.STOP:
                turn.decide(stopped=True)
                return texts.STOPPED[language]
            case Command.START:
                turn.decide(stopped=False)
                return texts.STARTED[language]
        return None  # the other commands have steps of their own

    def _help(self, language: Spoken) -> Iterator[str]:
        yield texts.HELP[language]
        if self.has_people:
            yield texts.HELP_PEOPLE[language]
        if self.links:
            yield link_texts.HELP_LINKS[language]

    async def _my_data(self, turn: Turn, language: Spoken) -> str:
        thread = turn.thread
        records = await self.threads.records(thread.key, most=SHOWN, since=thread.begun_at, joined=thread.joined)
        lines = [line for record in records for line in lines_of(record, language, self.as_plain)][-SHOWN:]
        every = (thread.contact, *thread.also)
        head = kept_texts.MY_DATA[language].format(
            profile_name=texts.escaped(thread.contact.profile_name) or "-",
            address=texts.escaped(", ".join(contact.customer for contact in every)),
            language=kept_texts.LANGUAGE_NAME[language],
            days=self.retention_days,
        )
        return "\n\n".join([head, kept_texts.MY_DATA_LAST[language], "\\\n".join(lines)] if lines else [head])
