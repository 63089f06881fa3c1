"""The chores: the clock's jobs, and the sender of late answers."""

from collections.abc import Mapping

from handlers.conversation.clock import Job
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.jobs.finish_erasures import FinishErasures
from handlers.jobs.let_lapse import LetLapse
from handlers.jobs.pay_overdue import PayOverdue
from handlers.wiring.cast import Cast


def pay_debts(cast: Cast, take_turn: TakeTurn) -> PayDebts | None:
    """The sender of late answers; None if they are not set up."""
    if not cast.outboxes or not cast.settings.hears_of_late_answers:
        return None
    return PayDebts(cast.debts, take_turn, SendOut(cast.debts, cast.outboxes), cast.now)


def jobs(cast: Cast, paying: PayDebts | None) -> Mapping[str, Job]:
    """The jobs, each by its name in `/tick`'s answer."""
    every: dict[str, Job | None] = {
        "turns": PayOverdue(cast.debts, paying, cast.now) if paying else None,
        "erasures": FinishErasures(cast.forget, cast.now),
        "lapsed": LetLapse(cast.erasures, cast.now),
    }
    return {name: job for name, job in every.items() if job}
