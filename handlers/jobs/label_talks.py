"""Once a day: conversations that a person or the FAQ answered get a topic and a mood, by one question about all.

The question is written down before it is sent, and looked for at later ticks; what was said is never written down.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from handlers.conversation.clock import Done
from handlers.errors import AssistantHiccup, AssistantMisconfigured, AssistantUnavailable, ResponseFailed
from handlers.numbers.label_ports import Labeller, Labels
from handlers.numbers.labels import MOST, MOST_ATTEMPTS, Night, State, day_before, night_of

PAUSE = timedelta(minutes=5)  # between two looks
LOST = "none: the next night asks about those conversations, too"
GIVEN_UP = "none: OpenAI will not sort what was said; those conversations stay without a topic"


@dataclass
class LabelTalks:
    """Asks, and looks for the answer until the next night begins. `at`: the time of day in `zone`.

    `over`: the last night of which this process knows that it is over; `looked_at`: when it looked last.
    """

    labels: Labels
    labeller: Labeller
    at: time
    zone: tzinfo
    now: Callable[[], datetime]
    over: str = ""
    looked_at: datetime | None = None

    async def __call__(self, until: float) -> Done:
        """Return how many were labelled. Between two looks, and once the night is over, nothing is read."""
        now = self.now()
        date = night_of(now, self.at, self.zone)
        if self.over == date or (self.looked_at is not None and now - self.looked_at < PAUSE):
            return Done()
        self.looked_at = now
        night = await self.labels.night(date)
        if night is None:
            return await self._begin(date)
        if night.is_over:
            self.over = date
            return Done()
        if night.state is State.ASKED:
            return await self._read(night)
        if night.state is State.READ:
            return await self._drop(night)
        return Done() if now - night.at < PAUSE else await self._again(night)

    async def _begin(self, date: str) -> Done:
        await self._leave(day_before(date))
        sids = tuple(await self.labels.waiting(most=MOST))
        return await self._ask(Night(date, self.now(), sids=sids))

    async def _leave(self, date: str) -> None:
        """What was asked the night before and never answered is deleted; its conversations are asked about anew."""
        night = await self.labels.night(date)
        if night is not None and night.response and not night.is_over:
            with suppress(AssistantUnavailable):
                await self.labeller.drop(night.response)

    async def _again(self, night: Night) -> Done:
        """Ask once more. That nothing is known of the last attempt is a failure, too: it may be paid for."""
        if night.attempts < MOST_ATTEMPTS:
            return await self._ask(night)
        return await self._failed(night, AssistantHiccup("labels_lost", remedy=LOST))

    async def _ask(self, night: Night) -> Done:
        words = await self.labels.words(night.sids)
        if not any(words):
            await self.labels.put(replace(night, state=State.DONE))
            return Done()
        asking = replace(night, state=State.ASKING, at=self.now(), attempts=night.attempts + 1, response="")
        kept = await self.labels.put(asking)
        if kept is None:
            return Done()  # another tick asks
        try:
            response = await self.labeller.ask(words)
        except AssistantUnavailable as problem:
            return await self._failed(kept, problem)
        await self.labels.put(replace(kept, state=State.ASKED, response=response))
        return Done(results=("asked",))

    async def _read(self, night: Night) -> Done:
        try:
            found = await self.labeller.read(night.response, most=len(night.sids))
        except ResponseFailed as problem:
            return await self._failed(night, problem)
        except AssistantHiccup:
            return Done()
        except AssistantUnavailable as problem:
            return await self._failed(night, problem)
        if found is None:
            return Done()
        count = await self.labels.settle({sid: found.labels.get(at) for at, sid in enumerate(night.sids, 1)})
        done = Done(count, ("labelled",) if count else ())
        if not found.labels:
            done += Done(problems=(AssistantUnavailable("labels_unreadable", remedy=GIVEN_UP),))
        read = await self.labels.put(replace(night, state=State.READ, usage=found.usage))
        return done + await self._drop(read) if read else done

    async def _drop(self, night: Night) -> Done:
        try:
            await self.labeller.drop(night.response)
        except AssistantUnavailable:
            return Done()  # the next look tries again
        await self.labels.put(replace(night, state=State.DONE))
        return Done()

    async def _failed(self, night: Night, problem: AssistantUnavailable) -> Done:
        """Leave a passing fault to the next looks; else give up, and say so once.

        If what was said is at fault, nobody asks about it again; a fault of ours leaves it to the next night.
        """
        if night.response:
            with suppress(AssistantUnavailable):
                await self.labeller.drop(night.response)
        is_passing, is_ours = isinstance(problem, AssistantHiccup), isinstance(problem, AssistantMisconfigured)
        if is_passing and night.attempts < MOST_ATTEMPTS:
            await self.labels.put(replace(night, state=State.ASKING, at=self.now(), response=""))
            return Done()
        if not (is_passing or is_ours):
            await self.labels.settle(dict.fromkeys(night.sids))
        given_up = await self.labels.put(replace(night, state=State.GIVEN_UP))
        remedy = problem.remedy if is_passing or is_ours else GIVEN_UP
        return Done(problems=(AssistantUnavailable(problem.code, remedy=remedy),) if given_up else ())
