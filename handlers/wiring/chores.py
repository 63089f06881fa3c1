"""The chores: the clock's jobs, and the sender of late answers."""

from collections.abc import Mapping
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from handlers.conversation.clock import Job
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.take_turn import TakeTurn
from handlers.jobs.finish_erasures import FinishErasures
from handlers.jobs.let_lapse import LetLapse
from handlers.jobs.pay_overdue import PayOverdue
from handlers.wiring.cast import Cast
from handlers.wiring.senders import send_out


def pay_debts(cast: Cast, take_turn: TakeTurn) -> PayDebts | None:
    """The sender of late answers; None if they are not set up."""
    if not cast.outboxes or not cast.settings.hears_of_late_answers:
        return None
    return PayDebts(cast.debts, take_turn, send_out(cast), cast.now)


def jobs(cast: Cast, paying: PayDebts | None) -> Mapping[str, Job]:
    """The jobs, each by its name in `/tick`'s answer."""
    every: dict[str, Job | None] = {
        "turns": PayOverdue(cast.debts, paying, cast.now) if paying else None,
        "erasures": FinishErasures(cast.forget, cast.now),
        "lapsed": LetLapse(cast.erasures, cast.now),
        "tickets": _mind_tickets(cast),
        "helpdesk": _tell_helpdesk(cast),
        "surveys": _surveys(cast),
        "teaching": _ask_owner(cast),
        "report": _report_week(cast),
        **_counting(cast),
        "budget": _settle_budget(cast),
    }
    return {name: job for name, job in every.items() if job}


def _counting(cast: Cast) -> Mapping[str, Job]:
    """Nothing of the numbers is imported where no clock ticks."""
    if not cast.settings.tick_secret:
        return {}
    from handlers.wiring.counting import counting

    return counting(cast)


def _mind_tickets(cast: Cast) -> Job | None:
    settings, people = cast.settings, cast.people
    if people is None or not people.hand_over.has_people:
        return None
    from handlers.jobs.mind_tickets import MindTickets

    return MindTickets(
        tickets=people.tickets,
        lists=people.lists,
        heard=people.heard,
        agents=people.agents,
        send_out=send_out(cast, tells=False),
        language=settings.assistant_language,
        patience=timedelta(minutes=settings.ticket_minutes),
        now=cast.now,
        hours=cast.hours,
        asks=settings.asks,
        has_helpdesk=people.helpdesk is not None,
    )


def _tell_helpdesk(cast: Cast) -> Job | None:
    helpdesk = cast.people.helpdesk if cast.people else None
    if helpdesk is None:
        return None
    from handlers.jobs.tell_helpdesk import TellAgain

    return TellAgain(helpdesk.tell, cast.now)


def _surveys(cast: Cast) -> Job | None:
    if cast.people is None or cast.settings.survey != "conversation":
        return None
    from handlers.jobs.ask_surveys import AskSurveys

    return AskSurveys(cast.people.surveys, send_out(cast), cast.settings.assistant_language, cast.now)


def _ask_owner(cast: Cast) -> Job | None:
    settings, people, teaching = cast.settings, cast.people, cast.teaching
    if people is None or teaching is None:
        return None
    from handlers.jobs.ask_owner import AskOwner

    return AskOwner(
        lessons=teaching.lessons,
        teaching=teaching.taught,
        heard=people.heard,
        owner=people.agents.every[0],
        send_out=send_out(cast, tells=False),
        language=settings.assistant_language,
        at=time.fromisoformat(settings.teach_at),
        zone=ZoneInfo(settings.time_zone),
        now=cast.now,
    )


def _settle_budget(cast: Cast) -> Job | None:
    if cast.ceilings is None or cast.ceilings.purse is None:
        return None
    from handlers.jobs.settle_budget import SettleBudget

    return SettleBudget(cast.ceilings.purse)


def _report_week(cast: Cast) -> Job | None:
    settings, people = cast.settings, cast.people
    if people is None or not settings.report_at:
        return None
    from handlers.jobs.report_week import ReportWeek
    from handlers.numbers.weekly import weekly_in
    from handlers.stores.reported import StoredReported
    from handlers.wiring.reports import tell_short

    return ReportWeek(
        reported=StoredReported(cast.keeping),
        short_form=tell_short(cast).of,
        owner=people.agents.every[0],
        send_out=send_out(cast, tells=False),
        weekly=weekly_in(settings.report_at),
        zone=ZoneInfo(settings.time_zone),
        now=cast.now,
    )
