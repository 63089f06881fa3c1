"""Once a day at a set time the owner gets the questions that were not answered well, in one message.

Outside the owner's 24 hours nothing is sent that day: the questions wait at the desk, and for the next day.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.conversation.clock import Done
from handlers.conversation.contact import Contact
from handlers.conversation.send_out import SendOut
from handlers.errors import Unavailable
from handlers.knowledge.asking import RECENT, questions_of
from handlers.knowledge.lesson import Lesson
from handlers.knowledge.ports import Lessons, Teaching
from handlers.languages import Spoken
from handlers.tickets import windows
from handlers.tickets.agents import Agent
from handlers.tickets.ports import Heard

MOST = 50  # lessons of a shard


@dataclass
class AskOwner:
    """Writes down that the owner is asked, then sends; what is not sent now, PayOverdue sends or gives up.

    `at`: the time of day in `zone`. `asked_on`: the last day of which this process knows that it is done.
    """

    lessons: Lessons
    teaching: Teaching
    heard: Heard
    owner: Agent
    send_out: SendOut
    language: Spoken
    at: time
    zone: ZoneInfo
    now: Callable[[], datetime]
    asked_on: str = ""

    async def __call__(self, until: float) -> Done:
        """Return 1 if the owner was asked. Before the time, and once it is done, it costs no read."""
        local = self.now().astimezone(self.zone)
        day = local.date().isoformat()
        if local.time() < self.at or self.asked_on >= day:
            return Done()
        is_done = (await self.teaching.book()).asked_on >= day
        done = Done() if is_done else await self._ask(day)
        self.asked_on = day
        return done

    async def _ask(self, day: str) -> Done:
        lessons = await self.lessons.waiting(self.now() - RECENT, most=MOST)
        to, by = await self._reached(lessons), f"clock-{uuid.uuid4().hex}"
        asked = lessons if to else ()  # what nobody could read has no number
        thread = await self.teaching.ask(day, lambda book: questions_of(book, asked, day, self.language), to, by=by)
        if thread is None:
            return Done(results=("owner_out_of_window",) if lessons and not to else ())
        try:
            await self.send_out(thread, by=by)
        except Unavailable as problem:
            return Done(1, ("asked",), (problem,))
        return Done(1, ("asked",))

    async def _reached(self, lessons: Sequence[Lesson]) -> Contact | None:
        """The owner at that address of the business's where the owner wrote last, if WhatsApp's window is open."""
        places = dict.fromkeys((lesson.business, lesson.carrier) for lesson in lessons)
        owner = [
            Contact(self.owner.channel, business, self.owner.address, carrier=carrier) for business, carrier in places
        ]
        heard = await self.heard.heard(owner)
        reached = [each for each in owner if windows.is_open(each.channel, heard.get(each), self.now())]
        return max(reached, key=lambda each: heard.get(each, self.now()), default=None)
