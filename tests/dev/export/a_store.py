"""A small business's store to export: customers, what they wrote, tickets, ratings and days."""

from datetime import UTC, datetime, timedelta

from handlers.conversation.calls import MadeCall
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.facts import Charge, Facts, Sure, Who
from handlers.conversation.messages import Attachment, Author, Content, Part, PartKind, Usage
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.numbers.day import Day
from handlers.stores.days import StoredDays
from handlers.stores.documents import ANY, Write
from handlers.stores.keeping import Keeping
from handlers.stores.surveys import rating_write
from handlers.stores.ticket_fields import ticket_write
from handlers.tickets.survey import NotAsked, Rating
from handlers.tickets.ticket import State, Ticket, What, Why

FIRST = datetime(2026, 11, 2, 3, 30, tzinfo=UTC)  # the evening before in Mexico
SECRETS = ("conchas", "Catorce", "Eva", "Ana", "+521552222", "+521558765", "precios.csv", "está molesta", "muy amable")


def contact(number: int) -> Contact:
    """A customer."""
    return Contact(Channel.WHATSAPP, "+5215587654321", f"+52155222200{number:02}", profile_name=f"Eva {number}")


def key(number: int) -> str:
    """The key of that customer's thread: every shard has one."""
    return f"{number % 16:x}{number:031x}"


def message(number: int, after: timedelta, *, who: Who = Who.ASSISTANT) -> Record:
    """A customer's message, with all that can be kept of one."""
    at = FIRST + after
    charges = (
        Charge("openai.input", 900, 90, Sure.EXACT, "gpt-6-luna"),
        Charge("meta.service", 1, None, Sure.UNKNOWN, "CL"),
        Charge("twilio.in", 1, 5000, Sure.EXACT),
    )
    facts = Facts(
        closed_at=at + timedelta(seconds=2.5),
        who=who,
        talks=True,
        begins=not after,
        topic="precios" if number % 2 else "other",
        mood="unhappy" if number % 3 == 0 else "fine",
        parts={"assistant": 1900, "store": 40},
        charges=charges,
    )
    content = Content(
        "¿Cuánto cuestan las conchas?",
        (Attachment("https://api.twilio.com/1", "image/png"),),
        (Part(PartKind.TRANSCRIPT, "Son para Eva"), Part(PartKind.QUOTE, "hola", "SMquoted")),
    )
    sid = sid_of(number, after)
    return Record(
        key(number),
        at,
        content,
        texts=("Catorce pesos",),
        answered_by=sid,
        usage=Usage(900, 100, 30),
        sources=("precios.csv",),
        known=number % 5 != 0,
        calls=(MadeCall("call_1", "find_order", '{"name": "Eva"}', output="{}"),),
        facts=facts,
        channel="whatsapp",
    )


def sid_of(number: int, after: timedelta) -> str:
    """The sid of that message."""
    return f"SM{number:04}{int(after.total_seconds()):08}"


async def fill(keeping: Keeping, customers: int = 20, hours: int = 3) -> None:
    """A message an hour of each customer; a ticket, a rating and a day for some."""
    for number in range(customers):
        thread = Thread(key(number), contact(number), alias=f"alias-{number}")
        spans = [timedelta(hours=hour) for hour in range(hours)]
        records = {sid_of(number, span): message(number, span) for span in spans}
        writes = [keeping.record(sid, record) for sid, record in records.items()]
        await keeping.documents.commit([keeping.thread(thread, ANY), *writes])
    said = Record(key(1), FIRST + timedelta(minutes=5), Content("Ya salió"), author=Author.PERSON, by="Ana")
    unanswered = Record(key(2), FIRST + timedelta(minutes=6), Content("¿Hola?"))
    other = Record("", FIRST, Content("enseñar 1"), author=Author.PERSON)
    for sid, record in {"IMsaid": said, "SMunanswered": unanswered, "SMother": other}.items():
        await keeping.documents.commit([keeping.record(sid, record)])
    for number in range(4):
        await keeping.documents.commit([ticket_write(keeping, ticket(number), ANY), *ratings(keeping, number)])
    days = [
        Day("2026-11-01", {"messages/faq": 3, "talks/begun": 2, "tickets/by/Ana": 1, **paid("twilio.in/-", 20_000)}),
        Day("2026-11-02", {"messages/faq": 1, "survey/5": 1, **paid("openai.input/org/model", 1_000_000, "telegram")}),
        Day("2026-12-01", {"messages/faq": 7, **paid("meta.service/MX", 250_000)}),
    ]
    for day in days:
        await StoredDays(keeping).add({day.date: (day.counts, {})}, [])


def paid(line: str, micros: int, app: str = "whatsapp") -> dict[str, int]:
    """Counts of money."""
    return {f"money/{line}/units": 1, f"money/{line}/micros/exact": micros, f"paid/{app}/micros": micros}


def ticket(number: int) -> Ticket:
    """A ticket of that customer's, whose first answer took some minutes and then hours."""
    at = FIRST + timedelta(minutes=10)
    answered = at + timedelta(minutes=4 if number < 2 else 90)
    opened = Ticket(
        f"K7F{number}", key(number), contact(number), "es", at, Why.UPSET, "Eva está molesta", at, None, State.CLOSED
    )
    opened = opened.happened(What.OPENED, at).happened(What.NOTED, answered, "Ana", "está molesta")
    return Ticket(
        **{
            **vars(opened),
            "agent": "Ana",
            "first_answer_at": answered,
            "answered_at": answered,
            "closed_at": answered,
            "closed_for": "solved",
        }
    )


def ratings(keeping: Keeping, number: int) -> list[Write]:
    """What that customer was asked, and answered."""
    at = FIRST + timedelta(hours=4)
    asked = Rating(key(number), at, f"K7F{number}", "Ana", score=5 - number, answered_at=at, comment="muy amable")
    not_asked = Rating(key(number), at + timedelta(days=1), not_asked=NotAsked.RECENT)
    return [rating_write(keeping, asked), rating_write(keeping, not_asked)]
