"""Conversations, counted plainly: messages with less than an hour between them, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.numbers.whole.happened import Came, Happened, Life

HOUR, THREE_DAYS = timedelta(hours=1), timedelta(hours=72)
LATE_ANSWER = timedelta(minutes=15)  # it was a replay's, and begins no conversation


@dataclass(frozen=True)
class Talk:
    """A conversation. `begun`: when it counts as begun, None if it does not; `end`: what became of it, if known."""

    begun: datetime | None
    first: datetime
    end: str
    app: str


def talks_of(happened: Happened) -> list[Talk]:
    """All conversations."""
    found, lives = list[Talk](), dict[Life, list[Came]]()
    for one in happened.came.values():
        lives.setdefault(one.life, []).append(one)
    for life, messages in lives.items():
        talks = list[list[Came]]()
        for one in messages:
            if one.talks:
                if talks and one.at - talks[-1][-1].at < HOUR:
                    talks[-1].append(one)
                else:
                    talks.append([one])
        for number, talk in enumerate(talks):
            following = talks[number + 1][0].at if number + 1 < len(talks) else None
            found.append(_talk(happened, life, talk, following, messages))
    return found


def _talk(
    happened: Happened, life: Life, talk: Sequence[Came], following: datetime | None, messages: Sequence[Came]
) -> Talk:
    """One conversation: it begins with the message that was answered first, in time."""
    answered = [(one.answer.at, one.at) for one in talk if one.answer and one.answer.at - one.at < LATE_ANSWER]
    begun, first = min(answered)[1] if answered else None, talk[0].at
    since = happened.ended.get(life)
    if life in happened.ended and since is not None and first >= since:
        return Talk(begun, first, "", talk[0].app)
    return Talk(begun or first, first, _end(happened, life, talk, following, messages), talk[0].app)


def _end(
    happened: Happened, life: Life, talk: Sequence[Came], following: datetime | None, messages: Sequence[Came]
) -> str:
    """What became of it."""
    first, last = talk[0].at, talk[-1].at
    cases = [case for case in happened.cases.values() if case.life == life]
    if any(case.opened_at < last + HOUR and (not case.closed_at or case.closed_at > first) for case in cases):
        return "person"
    if following and following - last < THREE_DAYS:
        return "returned"
    if talk[-1].answer is None or talk[-1].answer.who == "nobody":
        return "unanswered"
    solved = any(one.solved and first <= one.at < last + THREE_DAYS for one in messages)
    rated = any(
        one.life == life and not one.is_of_case and one.score >= 4 and last <= one.at < last + THREE_DAYS
        for one in happened.asked.values()
    )
    return "verified" if solved or rated else "contained"
