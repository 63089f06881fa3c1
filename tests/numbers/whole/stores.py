"""The real stores, which note in passing what is done by them: the recount learns it from there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.conversation.messages import Reply
from handlers.conversation.record import Erasure
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import StoreUnavailable
from handlers.numbers.labels import Label, Night, State
from handlers.stores.erasures import StoredErasures
from handlers.stores.labels import StoredLabels
from handlers.stores.surveys import StoredSurveys
from handlers.stores.tickets import StoredTickets
from handlers.tickets.acting import Act, Acted, Repeated
from handlers.tickets.survey import Rating, Settled
from handlers.tickets.ticket import Ticket, What
from tests.numbers.whole.happened import Asked, Bill, Case, Happened, Life, Paid


@dataclass(frozen=True)
class NotingTickets(StoredTickets):
    """Notes what becomes of tickets by the acts of agents and of the clock. `life_of`: the customer of a thread."""

    happened: Happened | None = None
    life_of: Callable[[str], Life] | None = None

    async def act(self, code: str, act: Act, *, sid: str) -> tuple[Acted, Sequence[str]] | Repeated:
        done = await super().act(code, act, sid=sid)
        assert not isinstance(done, Repeated)
        assert self.happened
        assert self.life_of
        acted, case = done[0], self.happened.cases[code]
        _note(case, acted.ticket)
        if acted.rating:
            note_asked(self.happened, acted.rating, case.life)
        return done


def _note(case: Case, ticket: Ticket) -> None:
    """Note the ticket's last events: those of this very act."""
    now = ticket.events[-1].at
    for event in ticket.events:
        if event.at != now:
            continue
        if event.what in (What.TAKEN, What.ANSWERED):
            case.agent = event.who
        if event.what is What.GIVEN:
            case.agent = event.text
        if event.what is What.ANSWERED:
            case.first_at = case.first_at or event.at
        if event.what is What.CLOSED:
            case.closed_at, case.reason = event.at, event.text


def note_asked(happened: Happened, rating: Rating, life: Life) -> None:
    """Note who was asked how it was, or why not."""
    assert rating.id not in happened.asked
    happened.asked[rating.id] = Asked(life, rating.at, str(rating.not_asked), bool(rating.ticket))


@dataclass(frozen=True)
class NotingSurveys(StoredSurveys):
    """Notes whom the clock asks how it was."""

    happened: Happened | None = None
    life_of: Callable[[str], Life] | None = None

    async def settle(self, thread: str, settle: Callable[[Thread], Settled | None], *, by: str) -> Settled | None:
        settled = await super().settle(thread, settle, by=by)
        if settled and settled.rating:
            assert self.happened
            assert self.life_of
            note_asked(self.happened, settled.rating, self.life_of(thread))
        return settled


@dataclass(frozen=True)
class NotingErasures(StoredErasures):
    """Notes who is forgotten, and which of their conversations were settled then: only the store knows that."""

    forgotten: Callable[[Turn, object], None] | None = None
    fails: Callable[[], bool] = bool

    async def erase_messages(self, erasure: Erasure) -> None:
        if self.fails():
            raise StoreUnavailable("drawn", remedy="none")
        await super().erase_messages(erasure)

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        (stored,) = await self.keeping.documents.get([f"threads/{turn.thread.key}"])
        erasure = await super().forget(turn, reply)
        assert self.forgotten
        self.forgotten(turn, stored.fields["unsettled_since"])
        return erasure


@dataclass(frozen=True)
class NotingLabels(StoredLabels):
    """Notes which conversations get a label, and what a night's question cost."""

    happened: Happened | None = None
    model: str = ""

    async def put(self, night: Night) -> Night | None:
        kept = await super().put(night)
        assert self.happened
        if kept and night.state is State.READ and night.usage:
            usage = night.usage
            tokens = {"input": usage.input_tokens - usage.cached_tokens, "cached": usage.cached_tokens}
            items = {**tokens, "output": usage.output_tokens}.items()
            paid = [Paid(f"openai.labels.{kind}", self.model, units, is_guess=True) for kind, units in items if units]
            self.happened.bills.append(Bill(self.keeping.now(), "", paid))
        return kept

    async def settle(self, labels: Mapping[str, Label | None]) -> int:
        found = await self.keeping.documents.get(f"messages/{sid}" for sid in labels)
        count, noted = await super().settle(labels), 0
        assert self.happened
        for sid in (document.path.partition("/")[2] for document in found):  # the others' customers are forgotten
            came, label = self.happened.came[sid], labels[sid]
            if label and came.label is None:
                came.label, noted = (label.topic, str(label.mood)), noted + 1
        assert count == noted
        return count
