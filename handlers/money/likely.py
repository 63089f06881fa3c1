"""The likely cost of an answer, a bit too high: what a turn sets aside before anything is paid for. Pure."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from handlers.conversation.facts import Charge
from handlers.conversation.files import is_sound
from handlers.conversation.messages import Attachment, PartKind
from handlers.conversation.turn import Turn
from handlers.money import fees

ANSWER_TOKENS = 600  # a message of WhatsApp's, which holds 1,600 characters, and what the answer says beside it
FILE_TOKENS = 3_000  # a picture, or a document of a few pages
VOICE_SECONDS = 60
CHARACTERS_A_TOKEN = 3
MARGIN = 10  # percent: for Google, whose share is less, and for what is guessed too low


@dataclass(frozen=True)
class Cost:
    """Micros: of all, of what is paid for before there is an answer, and of the message back."""

    micros: int
    asking: int
    sending: int = 0


@dataclass(frozen=True)
class Likely:
    """Reckons what a turn will cost. A line without a known price is left out: nobody knows what to set aside for it.

    `charge`: the charge for a line, units, a day, and a country or model. `model` answers, `hearing` transcribes.
    `told`: the tokens that a conversation's first question has besides the customer's words. `questions`: how many a
    turn asks, more than one where there are tools. `searches`: how often it searches the business's files.
    """

    charge: Callable[[str, int, date, str], Charge]
    model: str
    hearing: str
    told: int
    questions: int = 1
    searches: int = 0

    def __call__(self, turn: Turn, on: date) -> Cost:
        """The cost of answering the unanswered messages: one message back, OpenAI as far as known."""
        charges = [self.charge(line, units, on, where) for line, where, units in self._lines(turn) if units]
        asking = [charge for charge in charges if charge.line.startswith("openai.")]
        fees_back = {line for line, _, _ in fees.sent(turn.thread.contact)}
        return Cost(_sum(charges), _sum(asking), _sum(charge for charge in charges if charge.line in fees_back))

    def _lines(self, turn: Turn) -> Iterator[tuple[str, str, int]]:
        files = [file for message in turn.unanswered for file in message.content.files]
        yield from fees.came(turn.thread.contact, len(turn.unanswered))
        yield from fees.sent(turn.thread.contact)
        yield "openai.input", self.model, self.questions * self._tokens(turn, files)
        yield "openai.output", self.model, self.questions * ANSWER_TOKENS
        yield "openai.transcription", self.hearing, VOICE_SECONDS * self._unheard(turn)
        yield "openai.search", "", self.searches

    def _tokens(self, turn: Turn, files: list[Attachment]) -> int:
        """All of it counts as read anew, though OpenAI mostly has the beginning cached, at a tenth of the price."""
        words = sum(len(message.content.words) for message in turn.unanswered) // CHARACTERS_A_TOKEN
        shown = sum(not is_sound(file.media_type) for file in files)
        return max(turn.decisions.tokens, self.told) + words + FILE_TOKENS * shown

    def _unheard(self, turn: Turn) -> int:
        """How many voice notes are still to be transcribed."""
        waiting = [message.content for message in turn.unanswered]
        notes = [content for content in waiting if all(part.kind is not PartKind.TRANSCRIPT for part in content.parts)]
        return sum(is_sound(file.media_type) for content in notes for file in content.files)


def _sum(charges: Iterable[Charge]) -> int:
    return math.ceil(sum(charge.micros or 0 for charge in charges) * (100 + MARGIN) / 100)
