"""A made-up business: plain events, and the days that count them, for tests of figures and for `make showcase`."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.numbers.day import Day, bucket

WHO = ("assistant", "faq", "command", "person", "nobody")
ENDS = ("contained", "verified", "returned", "person", "unanswered")
APPS, CARRIED = ("whatsapp", "telegram", "web"), (70, 18, 12)
TOPICS = ("pedidos", "horarios", "precios", "quejas", "other")


@dataclass(frozen=True)
class Event:
    """One thing that happened: a message, a conversation, a ticket, a rating, something paid for, a minute.

    `app`: of a message, a conversation and what was paid for.
    """

    kind: str
    on: date
    hour: int = 0
    what: str = ""
    seconds: float = 0.0
    more: Mapping[str, int] = field(default_factory=dict)
    app: str = ""


def events(first: date, length: int, seed: int, most: int = 60) -> list[Event]:
    """What happened in these days, the same for the same seed. `most`: messages a day."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    every = [first + timedelta(days=number) for number in range(length)]
    return [event for day in every for event in _day(drawn, day, most)]


def _day(drawn: random.Random, day: date, most: int) -> Iterator[Event]:
    busy = round(drawn.randint(most // 3, most) * (0.35 if day.weekday() == 6 else 1))
    for _ in range(busy):
        hour = min(23, max(0, round(drawn.gauss(13, 4))))
        who = drawn.choices(WHO, (60, 20, 8, 10, 2))[0]
        wait = 0.3 if who in ("faq", "command") else drawn.lognormvariate(0.75, 0.45)
        is_merged = who == "assistant" and drawn.random() < 0.1
        app = drawn.choices(APPS, CARRIED)[0]
        parts = {"merged": is_merged, "assistant": round(wait * 900), "store": 45}
        yield Event("message", day, hour, who, wait, parts, app)
        yield from _paid(drawn, day, who, app, is_merged=is_merged)
        if drawn.random() < 0.4:
            yield Event("talk", day, hour, drawn.choices(("", *ENDS), (6, 60, 12, 5, 15, 2))[0], app=app)
        if who == "assistant":
            yield Event("topic", day, hour, drawn.choices(TOPICS, (30, 25, 20, 6, 9))[0])
            yield Event("mood", day, hour, drawn.choices(("fine", "unhappy", "furious"), (90, 8, 2))[0])
        if who == "assistant" and drawn.random() < 0.05:
            yield Event("unknown", day, hour)
    for _ in range(drawn.randint(0, 6)):
        yield Event("ticket", day, 10, drawn.choice(("asked", "cannot", "upset", "rule")), drawn.lognormvariate(5.5, 1))
    for _ in range(drawn.randint(0, 8)):
        yield Event("rating", day, 12, drawn.choices("12345", (4, 3, 8, 30, 55))[0])
    yield Event("minutes", day, more={"checked": 1440, "bad": drawn.choice((0, 0, 0, 2, 9))})


def _paid(drawn: random.Random, day: date, who: str, app: str, *, is_merged: bool) -> Iterator[Event]:
    is_answered = not (who == "nobody" or is_merged)
    if app == "whatsapp":
        yield Event("paid", day, what="twilio.in/-", more={"units": 1, "micros": 5000}, app=app)
    if app == "whatsapp" and is_answered:
        yield Event("paid", day, what="twilio.out/-", more={"units": 1, "micros": 5000}, app=app)
        where, rate = drawn.choices((("MX", 8500), ("CO", 800), ("US", 3400)), (85, 5, 10))[0]
        more = {"units": 1, "micros": rate, "estimated": 1}
        yield Event("paid", day, what=f"meta.service/{where}", more=more, app=app)
    if is_answered and who == "assistant":
        tokens = drawn.randint(800, 9000)
        more = {"units": tokens, "micros": round(tokens / 10)}
        yield Event("paid", day, what="openai.input/gpt-6-luna", more=more, app=app)
        yield Event("paid", day, what="openai.output/gpt-6-luna", more={"units": 120, "micros": 60}, app=app)
    if is_answered:
        yield Event("paid", day, what="google.run/-", more={"units": 2500, "micros": 63, "estimated": 1}, app=app)


def days_of(happened: Sequence[Event]) -> list[Day]:
    """The days that count these events."""
    counts: dict[date, Counter[str]] = {}
    for event in happened:
        counts.setdefault(event.on, Counter()).update(dict(_counted(event)))
    samples = {"other": ("SMother",), "unknown": ("SMunknown",), "comment": ("rating",)}
    return [Day(day.isoformat(), counts[day], samples) for day in sorted(counts)]


def _counted(event: Event) -> Iterator[tuple[str, int]]:
    match event.kind:
        case "message":
            yield from _message(event)
        case "talk":
            yield from (("talks/begun", 1), (f"talk/hour/{event.hour}", 1), (f"talk/app/{event.app}", 1))
            if event.what:
                yield f"talks/{event.what}", 1
        case "topic" | "mood":
            yield f"{event.kind}/{event.what}", 1
        case "unknown":
            yield "known/no", 1
        case "ticket":
            yield from ((f"tickets/opened/{event.what}", 1), ("tickets/closed/solved", 1), ("tickets/by/Marta", 1))
            yield f"first/{bucket(event.seconds)}", 1
            yield f"first_open/{bucket(event.seconds / 2)}", 1
            yield f"solved/{bucket(event.seconds * 3)}", 1
        case "rating":
            yield from (("survey/asked", 2), (f"survey/{event.what}", 1), ("survey/commented", 1))
        case "paid":
            how = "estimated" if "estimated" in event.more else "exact"
            yield f"money/{event.what}/units", event.more["units"]
            yield f"money/{event.what}/micros/{how}", event.more["micros"]
            yield f"paid/{event.app}/micros", event.more["micros"]
        case "minutes":
            yield from (("minutes/checked", event.more["checked"]), ("minutes/bad", event.more["bad"]))


def _message(event: Event) -> Iterator[tuple[str, int]]:
    yield from ((f"messages/{event.what}", 1), (f"hour/{event.hour}", 1), (f"app/{event.app}", 1))
    if event.more["merged"]:
        yield "merged", 1
        return
    yield from (("turns", 1), ("part/assistant", event.more["assistant"]), ("part/store", event.more["store"]))
    if event.what == "nobody":
        return
    yield f"waited/{event.what}/{bucket(event.seconds)}", 1
    if event.what != "person":
        yield from (("asked", 1), ("prompt", int(event.seconds <= 3)))
