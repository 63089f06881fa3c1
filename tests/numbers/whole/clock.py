"""The clock of the world: the real jobs at drawn times, whose commits break off now and then, made or not.

Those that count are as wiring puts them together. The others, such as asking how it was, run without a break.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta, tzinfo

from handlers.conversation.messages import Usage
from handlers.conversation.side import Mood
from handlers.errors import StoreUnavailable
from handlers.jobs.ask_surveys import AskSurveys
from handlers.jobs.check_itself import CheckItself
from handlers.jobs.finish_erasures import FinishErasures
from handlers.jobs.fold_days import FoldDays
from handlers.jobs.label_talks import LabelTalks
from handlers.jobs.mind_tickets import MindTickets
from handlers.jobs.settle_talks import SettleTalks
from handlers.numbers.labels import Label, Labelled
from handlers.stores.days import StoredDays
from handlers.stores.keeping import Keeping
from handlers.stores.minutes import StoredMinutes
from handlers.stores.talks import StoredTalks
from handlers.stores.uncounted import uncounted_ledger, uncounted_messages
from handlers.stores.uncounted_people import uncounted_ratings, uncounted_tickets
from tests.jobs.test_fold_days import Breaking
from tests.numbers.whole.answers import MODEL
from tests.numbers.whole.people import AGENTS
from tests.numbers.whole.stores import NotingLabels
from tests.numbers.whole.world import World


@dataclass
class Sorter:
    """Sorts conversations as drawn, and leaves some out."""

    drawn: random.Random
    asked: int = 0

    async def ask(self, words: Sequence[str]) -> str:
        self.asked += 1
        return f"resp_{self.asked}"

    async def read(self, response: str, *, most: int) -> Labelled | None:
        if self.drawn.random() < 0.3:
            return None
        topics, found = ["orders", "prices", "other"], dict[int, Label]()
        for number in range(1, most + 1):
            if self.drawn.random() < 0.95:
                found[number] = Label(self.drawn.choice(topics), self.drawn.choice(list(Mood)))
        return Labelled(found, Usage(60 * most, 40 * most, 10 * most))

    async def drop(self, response: str) -> None: ...


@dataclass
class Clock:
    """The jobs. `zone`: the business's; `drawn`: what breaks off, and when."""

    world: World
    zone: tzinfo
    drawn: random.Random

    def __post_init__(self) -> None:
        world, now, keeping = self.world, self.world.time, self.world.threads.keeping
        days = StoredDays(keeping)
        labels = NotingLabels(keeping, days, self.zone, world.ledger, world.happened, MODEL)
        self.label = LabelTalks(labels, Sorter(world.drawn), time(3, 30), self.zone, now)
        self.surveys = AskSurveys(world.surveys, world.send_out, "es", now)
        self.mind = MindTickets(
            world.tickets,
            world.kept.lists,
            world.kept.heard,
            AGENTS,
            world.send_out,
            "es",
            timedelta(hours=2),
            now,
            world.hours,
            asks=True,
        )
        self.erase = FinishErasures(world.forget, now)

    async def ticks(self) -> None:
        """Two ticks at once at times, and one of them may end midway."""
        world = self.world
        for key in sorted(world.owed):
            await world.sends(key, f"clock-{world.drawn.random()}")
        for job in (self.surveys, self.mind, self.erase, self.label):
            assert not [one for one in (await job(soon())).problems if isinstance(one, AssertionError)]
        await self.counts()
        await self.settles(self.breaking())

    async def counts(self) -> None:
        """What happened is counted, by one tick or two at once."""
        drawn = self.drawn
        ticks = [asyncio.create_task(self.fold(self.breaking())(soon())) for _ in range(drawn.choice([1, 1, 2]))]
        await asyncio.wait(ticks, timeout=0 if drawn.random() < 0.1 else None)
        for tick in ticks:
            tick.cancel()
        await asyncio.wait(ticks)

    async def counts_all(self) -> None:
        """The same, without a break: all that there is."""
        assert (await self.fold(self.world.threads.keeping)(soon())).problems == ()

    async def settles(self, keeping: Keeping) -> None:
        """What became of conversations is counted, of this minute's shard."""
        with suppress(StoreUnavailable):
            await SettleTalks(StoredTalks(keeping, StoredDays(keeping)), self.zone, self.world.time)(soon())

    async def checks(self, *, is_good: bool) -> None:
        """The function checks itself."""
        fate = self.drawn.choices(["", "before", "after"], [30, 1, 1])[0]
        keeping, world = self.world.threads.keeping, self.world
        keeping = replace(keeping, documents=Breaking(keeping.documents, lambda: fate))

        async def check() -> bool:
            return is_good

        with suppress(StoreUnavailable):
            await CheckItself(check, StoredMinutes(keeping, StoredDays(keeping), self.zone), world.time)(soon())
        if fate != "before":
            world.happened.checks.append((world.time.now, is_good))

    def fold(self, keeping: Keeping) -> FoldDays:
        days, zone = StoredDays(keeping), self.zone
        people = [uncounted_tickets(days, zone, self.world.hours), uncounted_ratings(days, zone)]
        return FoldDays([uncounted_messages(days, zone), uncounted_ledger(days, zone), *people])

    def breaking(self) -> Keeping:
        """Documents whose commits break off at times."""
        fates, keeping = ["", "", "", "before", "after"], self.world.threads.keeping
        return replace(keeping, documents=Breaking(keeping.documents, lambda: self.drawn.choice(fates)))


def soon() -> float:
    return asyncio.get_running_loop().time() + 60
