"""The chores of the numbers: what happened is counted, once. Imported only where a clock ticks."""

from dataclasses import replace
from datetime import time, tzinfo

from handlers.conversation.clock import Done, Job
from handlers.jobs.fold_days import FoldDays
from handlers.stores.days import StoredDays
from handlers.stores.uncounted import uncounted_ledger, uncounted_messages
from handlers.wiring.cast import Cast
from handlers.wiring.zone import zone_of

NOBODY_WAITS = 15.0  # seconds for a call of the store in which much is read or written at once


def counting(cast: Cast) -> dict[str, Job]:
    """The jobs, each by its name in `/tick`'s answer. They share the days, which one after the other writes."""
    days, zone = StoredDays(replace(cast.keeping, seconds=NOBODY_WAITS)), zone_of(cast.settings)
    sources = [uncounted_messages(days, zone), uncounted_ledger(days, zone)]
    if cast.people is not None:
        from handlers.stores.uncounted_people import uncounted_ratings, uncounted_tickets

        sources += [uncounted_tickets(days, zone, cast.hours), uncounted_ratings(days, zone)]
    jobs: dict[str, Job] = {"numbers": FoldDays(sources), "talks": _settle_talks(cast, days, zone)}
    if cast.settings.check_itself == "on" and (cast.settings.twilio_tokens or cast.settings.meta_secrets):
        jobs["availability"] = _check_itself(cast, days, zone)
    if cast.settings.labels:
        jobs["labels"] = _label_talks(cast, days, zone)
    return jobs


def _settle_talks(cast: Cast, days: StoredDays, zone: tzinfo) -> Job:
    async def settle(until: float) -> Done:
        # Imported when the clock comes: no message has to wait for that at a start.
        from handlers.jobs.settle_talks import SettleTalks
        from handlers.stores.talks import StoredTalks

        return await SettleTalks(StoredTalks(cast.keeping, days), zone, cast.now)(until)

    return settle


def _check_itself(cast: Cast, days: StoredDays, zone: tzinfo) -> Job:
    async def check(until: float) -> Done:
        # Imported when the clock comes, as above.
        from handlers.jobs.check_itself import CheckItself
        from handlers.stores.minutes import StoredMinutes
        from handlers.wiring.own_door import answers

        return await CheckItself(answers(cast.settings), StoredMinutes(cast.keeping, days, zone), cast.now)(until)

    return check


def _label_talks(cast: Cast, days: StoredDays, zone: tzinfo) -> Job:
    """The topics of conversations that the assistant did not answer, in these days."""
    from handlers.adapters.openai.labels import OpenAILabeller
    from handlers.jobs.label_talks import LabelTalks
    from handlers.numbers.topics import labelling, names_of, topics_in
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
    return LabelTalks(StoredLabels(cast.keeping, days, zone, cast.ledger), labeller, at, zone, cast.now)
