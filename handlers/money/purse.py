"""A process's purse: money from the day's and the month's ceilings, asked for in slices, one request at a time.

Long: what is asked for may fail, or be given up, at each step, and no money may be lost or doubled by it.
A request goes on if those who wait for it are stopped, so that nothing gets lost that the store is about to give.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.conversation.contact import Contact
from handlers.errors import StoreUnavailable
from handlers.money.budget import Budget, Lease, leased
from handlers.money.budget_ports import Budgets

LOOKS_AGAIN_AFTER = timedelta(seconds=15)  # others may have given some back
AT_REST = timedelta(seconds=20)  # without any spending
BLINDLY = 50  # without the store, a process spends this part of the smallest ceiling; five instances pass it by a tenth
OWES = 100  # a debt over this part of it is settled at once


@dataclass(frozen=True)
class Asker:
    """Who asks for money: the message that is answered, and the owner at that address of the business's."""

    sid: str = ""
    owner: Contact | None = None


Answer = tuple[str, tuple[str, ...]]  # the period that has no money, "" for money; and threads with texts to send


@dataclass(eq=False)
class _Wait:
    """Somebody who waits for money. `is_gone`: not any more."""

    micros: int
    asker: Asker
    answer: "asyncio.Future[Answer]"
    is_gone: bool = False


@dataclass
class Purse:
    """Money that this process may spend. `limits`: those of the periods at the moment, in micros, at least one.

    `tell`: is told of a ceiling that is near or reached, by the one process whose commit crosses the mark. `seconds`:
    for which somebody waits for money. `asker`: the last one; their owner is told of what nobody asked for.
    """

    budgets: Budgets
    limits: Callable[[], Mapping[str, int]]
    now: Callable[[], datetime]
    tell: Callable[[Budget], None]
    seconds: float = 7.0  # twice what the store may take: for a request under way, and for the next one
    lease: Lease = field(default_factory=Lease)
    touched: datetime | None = None
    asker: Asker = Asker()
    _full: tuple[str, int, datetime] | None = None  # the period, its room, until when that is believed
    _waiting: list[_Wait] = field(default_factory=list)
    _asking: "asyncio.Task[None] | None" = None
    _paying: "asyncio.Task[None] | None" = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def reserve(self, micros: int, asker: Asker) -> Answer:
        """Set the money aside, or learn which period has not enough left. Raises StoreUnavailable."""
        self.asker = asker
        if self._has(micros):
            self.spend(micros)
            return "", ()
        if full := self._known_full(micros):
            return full, ()
        wait = _Wait(micros, asker, asyncio.get_running_loop().create_future())
        self._waiting.append(wait)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_all())
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.shield(wait.answer)
        except (StoreUnavailable, TimeoutError):
            self._give_up(wait)
            return self._blindly(micros)
        except BaseException:
            self._give_up(wait)
            raise

    def spend(self, micros: int) -> None:
        """Take it from the purse without asking, even if that leaves a debt; below 0 puts it back."""
        self.touched = self.now()
        self.lease = replace(self.lease, left=self.lease.left - micros, used=self.lease.used + micros)

    async def settle(self) -> tuple[str, ...]:
        """Give back what is left, or pay a debt. Raises StoreUnavailable."""
        return await self._ask([], self.asker)

    def pay_soon(self) -> None:
        """Pay a debt that is too large to wait for the next need; nobody waits for that."""
        is_large = self.lease.left < -(min(self.limits().values()) // OWES)
        if is_large and (self._paying is None or self._paying.done()):
            self._paying = asyncio.create_task(self._pay())

    async def close(self) -> None:
        """Wait for what is under way, before the store is closed."""
        await asyncio.gather(*(task for task in (self._asking, self._paying) if task), return_exceptions=True)

    def is_at_rest(self) -> bool:
        """True if there is something to settle and nobody needs it."""
        return self.lease.left != 0 and self.touched is not None and self.now() - self.touched >= AT_REST

    async def _pay(self) -> None:
        with suppress(StoreUnavailable):  # the debt stays, for the next time
            await self.settle()

    def _has(self, micros: int) -> bool:
        return micros <= self.lease.left and self.lease.of == frozenset(self.limits())

    def _known_full(self, micros: int) -> str:
        if self._full is None:
            return ""
        period, room, until = self._full
        is_so = period in self.limits() and self.now() < until and micros > max(self.lease.left, 0) + room
        return period if is_so else ""

    def _blindly(self, micros: int) -> Answer:
        """Spend within narrow bounds: a customer waits, and the store may be back for the answer."""
        if self.lease.left - micros < -(min(self.limits().values()) // BLINDLY):
            raise StoreUnavailable("timeout", remedy="see why the store is slow: no ceiling can be kept without it")
        self.spend(micros)
        return "", ()

    def _give_up(self, wait: _Wait) -> None:
        """Forget somebody who waits no more; money that had just been set aside is put back."""
        wait.is_gone = True
        answer = wait.answer
        if answer.done() and answer.exception() is None and not answer.result()[0]:
            self.spend(-wait.micros)

    def _those_who_wait(self) -> list[_Wait]:
        waiting, self._waiting = self._waiting, []
        return [wait for wait in waiting if not wait.is_gone]

    async def _ask_for_all(self) -> None:
        """Ask for what all who wait by now need, until nobody waits."""
        try:
            while waiting := self._those_who_wait():
                try:
                    owed = await self._ask([wait.micros for wait in waiting], waiting[0].asker)
                except Exception as problem:  # each of them hears of it
                    for wait in waiting:
                        if not wait.is_gone:
                            wait.answer.set_exception(problem)
                else:
                    self._hand_out([wait for wait in waiting if not wait.is_gone], owed)
        finally:
            self._asking = None

    def _hand_out(self, waiting: Sequence[_Wait], owed: tuple[str, ...]) -> None:
        full = self._full[0] if self._full else ""
        for wait in waiting:
            lacks = bool(full) and wait.micros > self.lease.left
            if not lacks:
                self.spend(wait.micros)
            wait.answer.set_result((full if lacks else "", owed))
            owed = ()

    async def _ask(self, needs: Sequence[int], asker: Asker) -> tuple[str, ...]:
        """Ask for a new lease. What is spent meanwhile is taken from that."""
        async with self._alone:
            held, now = self.lease, self.now()
            self.lease = replace(held, left=0, used=0)
            try:
                found, owed = await self.budgets.lease(
                    self.limits(), lambda budgets: leased(budgets, held, needs, now), owner=asker.owner, by=asker.sid
                )
            except BaseException:  # it may have been done all the same: then what it took counts as spent
                kept = held.left if needs else min(held.left, 0)
                self.lease = replace(held, left=kept + self.lease.left, used=held.used + self.lease.used)
                raise
            meanwhile = self.lease
            self.lease = replace(found.lease, left=found.lease.left + meanwhile.left, used=meanwhile.used)
            self._full = (found.full, found.room, self.now() + LOOKS_AGAIN_AFTER) if found.full else None
        for budget in found.crossed:
            self.tell(budget)
        return owed
