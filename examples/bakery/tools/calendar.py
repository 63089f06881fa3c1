"""Tables for breakfast, booked in a calendar file that any calendar shows.

The file is TOOLS_BAKERY_CALENDAR, or one in the system's temporary folder. On Cloud Run that is memory, gone when the
instance stops, and each instance has its own: a shop keeps its bookings in a database or in its calendar's own API.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from handlers.tools import Caller, CallId, tool

ZONE = ZoneInfo("America/Mexico_City")
OPENS, LAST = time(8, 0), time(11, 0)
TABLES = 6
STAYS = timedelta(hours=1)
AHEAD = timedelta(days=60)
MONDAY = 0
OURS = 0o600  # names and numbers of customers, which no other user of the machine reads
CLOSED = {(1, 1), (12, 25)}  # month, day
BEGIN = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Panaderia Luz//Recado//ES\r\n"
END = "END:VCALENDAR\r\n"
EVENT = re.compile(r"BEGIN:VEVENT\r\nUID:(\S+)\r\n.*?DTSTART:(\d{8}T\d{6}Z)\r\n.*?END:VEVENT\r\n", re.DOTALL)


@tool(
    requires="confirm",
    seconds=5,
    title={
        "es": "Reservar una mesa de desayuno para {people} el {day} a las {at}",
        "en": "Book a breakfast table for {people} on {day} at {at}",
        "pt": "Reservar uma mesa de café da manhã para {people} no dia {day} às {at}",
    },
)
def book_table(
    day: Annotated[date, "YYYY-MM-DD"],
    at: Annotated[time, "HH:MM, from 08:00 to 11:00"],
    people: Annotated[int, "1 to 6"],
    caller: Caller,
    call: CallId,
) -> dict[str, object]:
    """Book a table for breakfast (reservar una mesa para desayunar, café da manhã). It is held for 15 minutes."""
    begins = datetime.combine(day, at.replace(tzinfo=None), ZONE).astimezone(UTC)
    if why := _why_not(begins, people):
        return {"booked": False, "why": why}
    with _calendar() as path:
        text = path.read_bytes().decode() if path.exists() else BEGIN + END
        bookings = EVENT.findall(text)
        if call not in {booking for booking, _ in bookings}:  # else it was booked already, and the answer got lost
            there = [begun for _, begun in bookings if abs(_read(begun) - begins) < STAYS]
            if len(there) >= TABLES:
                return {"booked": False, "why": "no table is free then; another time may be"}
            _write(path, text.removesuffix(END) + _event(call, begins, people, caller) + END)
    return {"booked": True, "day": day, "at": at.strftime("%H:%M"), "people": people, "held_for_minutes": 15}


def _why_not(begins: datetime, people: int) -> str:
    local, now = begins.astimezone(ZONE), datetime.now(UTC)
    if not 1 <= people <= TABLES:
        return "a table is for 1 to 6 people; more by telephone, 222 555 0140"
    if local.weekday() == MONDAY or (local.month, local.day) in CLOSED or local.date() == _good_friday(local.year):
        return "the shop is closed that day"
    if not OPENS <= local.time() <= LAST:
        return "breakfast is from 8:00 to 11:00"
    if not now < begins < now + AHEAD:
        return "only from now on, and up to 60 days ahead"
    return ""


@contextmanager
def _calendar() -> Iterator[Path]:
    """The file, for one booking at a time, whatever thread or process it comes from."""
    path = Path(os.environ.get("TOOLS_BAKERY_CALENDAR") or Path(tempfile.gettempdir()) / "panaderia-luz.ics")
    held = path.with_suffix(".lock")
    held.touch(mode=OURS)
    with held.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _write(path: Path, text: str) -> None:
    """Replace the file at once, so that a kill in the middle leaves the old one whole."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=OURS)
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(path)


def _event(call: str, begins: datetime, people: int, caller: Caller) -> str:
    """https://datatracker.ietf.org/doc/html/rfc5545#section-3.6.1"""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{call}",
        f"DTSTAMP:{_utc(datetime.now(UTC))}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(begins + STAYS)}",
        f"SUMMARY:{_text(f'Mesa para {people}, {caller.name}')}",
        f"DESCRIPTION:{_text(caller.customer)}",
        "END:VEVENT",
    ]
    return "".join(_folded(line) for line in lines)


def _text(text: str) -> str:
    """A customer's words on one line: nothing in them ends it."""
    return re.sub(r"([\\,;])", r"\\\1", " ".join(text.split()))[:200]


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; those that go on begin with a space."""
    pieces, piece = list[str](), ""
    for letter in line:
        if len((piece + letter).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece]) + "\r\n"


def _utc(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _read(moment: str) -> datetime:
    return datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _good_friday(year: int) -> date:
    """Two days before Easter, by Gauss's rule as it holds until 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    days = 22 + d + e
    if (d == 29 and e == 6) or (d == 28 and e == 6 and a > 10):
        days -= 7
    return date(year, 3, 1) + timedelta(days - 1 - 2)
