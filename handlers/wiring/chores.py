"""The chores: the clock's jobs, and the sender of late answers."""

from collections.abc import Mapping
from datetime import time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.conversation.clock import Done, Job
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.take_turn import TakeTurn
from handlers.jobs.finish_erasures import FinishErasures
from handlers.jobs.let_lapse import LetLapse
from handlers.jobs.pay_overdue import PayOverdue
from handlers.wiring.cast import Cast
from handlers.wiring.senders import send_out

if TYPE_CHECKING:
    from handlers.stores.days import StoredDays


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
        **_numbers(cast),
    }
    return {name: job for name, job in every.items() if job}


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


def _numbers(cast: Cast) -> Mapping[str, Job]:
    """Nothing is imported where no clock ticks."""
    if not cast.settings.tick_secret:
        return {}
    from handlers.jobs.fold_days import FoldDays
    from handlers.stores.days import StoredDays
    from handlers.stores.uncounted import uncounted_messages
    from handlers.wiring.zone import zone_of

    days, zone = StoredDays(cast.keeping), zone_of(cast.settings)
    sources = [uncounted_messages(days, zone)]
    if cast.people is not None:
        from handlers.stores.uncounted_people import uncounted_ratings, uncounted_tickets

        sources += [uncounted_tickets(days, zone, cast.hours), uncounted_ratings(days, zone)]
    counting: dict[str, Job] = {"numbers": FoldDays(sources), "talks": _settle_talks(cast, days, zone)}
    if cast.settings.check_itself == "on":
        counting["availability"] = _check_itself(cast, days, zone)
    if cast.settings.labels:
        counting["labels"] = _label_talks(cast, days, zone)
    return counting


def _settle_talks(cast: Cast, days: "StoredDays", zone: tzinfo) -> Job:
    async def settle(until: float) -> Done:
        # Imported when the clock comes: no message has to wait for that at a start.
        from handlers.jobs.settle_talks import SettleTalks
        from handlers.stores.talks import StoredTalks

        return await SettleTalks(StoredTalks(cast.keeping, days), zone, cast.now)(until)

    return settle


def _check_itself(cast: Cast, days: "StoredDays", zone: tzinfo) -> Job:
    settings = cast.settings

    async def check(until: float) -> Done:
        # Imported when the clock comes, as above.
        from handlers.adapters.twilio.door import OwnDoor
        from handlers.channels.twilio import checking, write
        from handlers.jobs.check_itself import CheckItself
        from handlers.stores.minutes import StoredMinutes

        async def answers() -> bool:
            form, url = checking.check_form(settings.twilio_account_sid), f"{settings.public_url}/webhook"
            signature = checking.signature_of(form, url, settings.twilio_tokens[0])
            return await OwnDoor(url).answers(form, signature, write.EMPTY_TWIML)

        return await CheckItself(answers, StoredMinutes(cast.keeping, days, zone), cast.now)(until)

    return check


def _label_talks(cast: Cast, days: "StoredDays", zone: tzinfo) -> Job:
    """The topics of conversations that the assistant did not answer, in these days."""
    from handlers.adapters.openai.labels import OpenAILabeller
    from handlers.jobs.label_talks import LabelTalks
    from handlers.money.topics import labelling, names_of, topics_in
    from handlers.stores.labels import StoredLabels

    settings = cast.settings
    topics = topics_in(settings.topics)
    labeller = OpenAILabeller(
        cast.client,
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions=labelling(topics),
        topics=names_of(topics),
    )
    at = time.fromisoformat(settings.label_at)
    return LabelTalks(StoredLabels(cast.keeping, days, zone), labeller, at, zone, cast.now)


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
