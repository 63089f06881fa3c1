"""Two threads of one customer as one: what waits, people, and what is still to be counted. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from handlers.conversation.thread import Joined, Thread, newest_that_fit


def merged(thread: Thread, other: Thread) -> Thread:
    """The thread with what the other one had; what each decided is left to the caller."""
    waiting = sorted([*thread.open, *other.open], key=lambda message: message.at)
    known_since = thread.begun_at and other.begun_at
    return replace(
        thread,
        open=newest_that_fit(waiting),
        ticket=thread.ticket or other.ticket,
        person_since=thread.person_since or other.person_since,
        talked_at=_of(max, thread.talked_at, other.talked_at),
        unsettled_since=_of(min, thread.unsettled_since, other.unsettled_since),
        settles_at=_of(min, thread.settles_at, other.settles_at),
        begun_at=_of(min, thread.begun_at, other.begun_at) if known_since else None,
        by_hand_at=_of(max, thread.by_hand_at, other.by_hand_at),
        also=(*thread.also, *other.also),
        joined=stored_under(thread.joined, other.joined),
    )


def stored_under(*several: Iterable[Joined]) -> tuple[Joined, ...]:
    """Each key once, with the latest of its times."""
    every = sorted((one for joined in several for one in joined), key=lambda one: one.at)
    return tuple({one.key: one for one in every}.values())


def _of(choose: Callable[..., datetime], *times: datetime | None) -> datetime | None:
    known = [at for at in times if at]
    return choose(known) if known else None
