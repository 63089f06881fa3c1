"""Messages as numbers: what the record of one adds to the days of the business. Pure."""

from collections import Counter
from datetime import tzinfo

from handlers.conversation.facts import Facts, Who
from handlers.conversation.record import Record
from handlers.conversation.side import OTHER
from handlers.numbers.availability import late_in
from handlers.numbers.counts import Counts
from handlers.numbers.day import AUTOMATIC, PROMPT, app_of, bucket


def counts_of(record: Record, sid: str, zone: tzinfo) -> Counts:
    """The counts of a message, on the day it came in `zone`, but for money: that counts when it was paid.

    A message without facts got no answer. One that a later message's turn answered has no wait of its own. Of a
    customer who was forgotten there are no words to show: no samples.
    """
    counts, came, facts = Counts(), record.at.astimezone(zone), record.facts
    when = came.date().isoformat()
    day = counts.days[when]
    day[f"messages/{facts.who if facts else Who.NOBODY}"] += 1
    day[f"hour/{came.hour}"] += 1
    day[f"app/{app_of(record.channel)}"] += 1
    day.update(late_in(record, zone))
    if facts is None:
        return counts
    if facts.begins:
        day["talks/begun"] += 1
        day[f"talk/hour/{came.hour}"] += 1
        day[f"talk/app/{app_of(record.channel)}"] += 1
    counts.charge(facts.closed_at.astimezone(zone).date(), facts.charges, facts.business, record.channel)
    if record.answered_by != sid:
        day["merged"] += 1
        return counts
    _count_turn(day, record, facts)
    if record.thread and facts.topic == OTHER:
        counts.samples[when]["other"].append(sid)
    if record.thread and _is_unknown(record, facts):
        counts.samples[when]["unknown"].append(sid)
    return counts


def _count_turn(day: Counter[str], record: Record, facts: Facts) -> None:
    """Count what a turn's own message holds: the wait, the turn's parts, and what its answer was about."""
    day["turns"] += 1
    for part, milliseconds in facts.parts.items():
        day[f"part/{part}"] += milliseconds
    wait = facts.closed_at - record.at
    if facts.who is not Who.NOBODY:
        day[f"waited/{facts.who}/{bucket(wait.total_seconds())}"] += 1
    if facts.who in AUTOMATIC:
        day["asked"] += 1
        day["prompt"] += wait <= PROMPT
    if _is_unknown(record, facts):
        day["known/no"] += 1
    if facts.topic:
        day[f"topic/{facts.topic}"] += 1
    if facts.mood:
        day[f"mood/{facts.mood}"] += 1


def _is_unknown(record: Record, facts: Facts) -> bool:
    return facts.who is Who.ASSISTANT and not record.known
