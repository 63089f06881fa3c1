"""A rating: the next message after the question how it was, if it is nothing else; then a comment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.conversation.files import is_sound
from handlers.conversation.messages import Content, OpenMessage, PartKind
from handlers.conversation.step import Step
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.talk import is_comment
from handlers.conversation.turn import Turn
from handlers.tickets import texts
from handlers.tickets.ports import Surveys
from handlers.tickets.rating import rating_in
from handlers.tickets.survey import TAKEN_FOR, Rating

MOST_CHARACTERS = 1000  # of a comment
BESIDE_WORDS = frozenset({PartKind.TRANSCRIPT, PartKind.QUOTE})


@dataclass(frozen=True)
class TakeRating:
    """Thanks for a rating. The message after it is kept as a comment, and answered like any other.

    `hear`: the step that transcribes voice notes, if there is one.
    """

    surveys: Surveys
    hear: Step | None = None

    async def __call__(self, turn: Turn) -> None:
        """Answers the rating alone. It comes before all other steps, so that it sees each message after the question.

        Raises AssistantUnavailable, StoreUnavailable, TurnLost.
        """
        survey = turn.thread.survey
        if survey is None:
            return
        rated = turn.decisions.rated
        if rated is None or rated.asked_at != survey.at:
            rated = await self._first(turn, survey)
        if rated is None or not rated.score:
            return
        rated = _followed(turn, rated)
        # Thanks that are not delivered yet are for a rating that is not kept yet: the same commit does both.
        is_kept = not any(thanks in turn.decisions.said for thanks in texts.RATED.every())
        if not is_kept or rated.then in [message.sid for message in turn.messages]:
            self._enclose(turn, survey, rated)

    async def _first(self, turn: Turn, survey: Survey) -> Rated | None:
        """What the first message after the question is; None if the turn has none."""
        first = next(iter(_since(turn, survey.at)), None)
        if first is None:
            return None
        if self.hear is not None and any(is_sound(file.media_type) for file in first.content.files):
            await self.hear(turn)
            first = next(message for message in turn.messages if message.sid == first.sid)
        is_taken = turn.thread.ticket is None and first.at - survey.at < TAKEN_FOR
        score = _score(first.content) if is_taken else None
        rated = Rated(survey.at, first.sid, first.at, score or 0)
        turn.decide(rated=rated)
        if score:
            turn.say(texts.RATED[turn.language], to=[first])
        return rated

    def _enclose(self, turn: Turn, survey: Survey, rated: Rated) -> None:
        """Keep it with the closing commit, when the words of a voice note are known, too."""

        def change(rating: Rating) -> Rating:
            scored = replace(rating, score=rated.score, answered_at=rated.at)
            for message in turn.messages:
                if message.sid == rated.then and is_comment(message, rated.at):
                    comment = message.content.words[:MOST_CHARACTERS]
                    scored = replace(scored, comment=comment, commented_at=message.at)
            return scored

        turn.enclosed.append(self.surveys.answering(survey, turn.thread.key, change))


def _since(turn: Turn, asked_at: datetime) -> Sequence[OpenMessage]:
    """The turn's messages after the question. One without content, such as a reaction, is none."""
    return [message for message in turn.messages if message.at >= asked_at and not message.content.is_empty]


def _score(content: Content) -> int | None:
    """The rating that the message is: its words alone, typed or spoken."""
    is_all = all(is_sound(file.media_type) for file in content.files)
    return rating_in(content.words) if is_all and all(part.kind in BESIDE_WORDS for part in content.parts) else None


def _followed(turn: Turn, rated: Rated) -> Rated:
    """The same with the first message after the rating, if it has come."""
    later = [message.sid for message in _since(turn, rated.at) if message.sid != rated.by]
    if later and not rated.then:
        rated = replace(rated, then=later[0])
        turn.decide(rated=rated)
    return rated
