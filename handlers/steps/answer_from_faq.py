"""Answers without a model: a question that the FAQ has gets the business's own answer, at once and at no cost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.answering_back import last_asks
from handlers.conversation.files import is_sound
from handlers.conversation.messages import Content, OpenMessage, PartKind
from handlers.conversation.ports.stores import Threads
from handlers.conversation.small_talk import is_small_talk
from handlers.conversation.turn import Turn
from handlers.knowledge.entry import Entry
from handlers.knowledge.faq import Faq
from handlers.languages import written_in

OPEN_FOR = timedelta(days=1)  # a question of ours: what the customer writes later is no answer to it


@dataclass(frozen=True)
class AnswerFromFaq:
    """Answers all that is left of a turn, or nothing: messages in a row may belong together.

    The assistant's conversation does not hold these answers; the next question brings them.
    """

    faq: Faq
    threads: Threads
    now: Callable[[], datetime]

    async def __call__(self, turn: Turn) -> None:
        """Leaves what may answer a question of ours to the assistant. Raises StoreUnavailable."""
        if _is_in_other_hands(turn) or self._is_asked_how_it_was(turn):
            return
        found = await self._found(turn)
        if not found or await last_asks(self.threads, turn, since=self.now() - OPEN_FOR):
            return
        turn.decide(missed_since=turn.decisions.missed_since or turn.unanswered[0].at, entry=found[-1][1].id)
        for message, entry in found:
            turn.say(entry.answer, to=[message])
        turn.say_nothing(to=turn.unanswered)  # greetings

    async def _found(self, turn: Turn) -> list[tuple[OpenMessage, Entry]]:
        """The entry for each message that is more than a greeting; none, if one of them has none."""
        asking = [message for message in turn.unanswered if not _only_greets(message.content)] or turn.unanswered
        if not all(_is_words_alone(message.content) for message in asking):
            return []
        matcher, language = await self.faq.matcher(), written_in(turn.language)
        found = [(message, matcher.find(message.content.words, language)) for message in asking]
        known = [(message, entry) for message, entry in found if entry is not None]
        return known if len(known) == len(found) else []

    def _is_asked_how_it_was(self, turn: Turn) -> bool:
        """True if one of the messages may belong to a survey: the first after its question, or after the rating."""
        survey, rated = turn.thread.survey, turn.decisions.rated
        if survey is None or self.now() - survey.at > OPEN_FOR:
            return False
        if rated is None or rated.asked_at != survey.at:
            return True
        return any(message.sid in (rated.by, rated.then) for message in turn.unanswered)


def _is_in_other_hands(turn: Turn) -> bool:
    """True if a person answers, the assistant is about to, or a yes is waited for."""
    is_asked = turn.superseded is not None and turn.superseded.response is not None
    decided = turn.decisions
    is_to_confirm = decided.asks_to_forget or decided.forget_asked_at is not None or decided.confirming is not None
    is_calling = bool(decided.calls or decided.heard)  # a tool for these messages
    return is_asked or is_to_confirm or is_calling or turn.thread.ticket is not None or turn.passes is not None


def _only_greets(content: Content) -> bool:
    return is_small_talk(content.text) and not (content.files or content.parts)


def _is_words_alone(content: Content) -> bool:
    """True for typed words, and for spoken ones that were heard."""
    kinds = [part.kind for part in content.parts]
    is_heard = len(kinds) == len(content.files) and all(is_sound(file.media_type) for file in content.files)
    return is_heard and all(kind is PartKind.TRANSCRIPT for kind in kinds)
