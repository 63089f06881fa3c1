"""The parts that only some deployments have: None, and nothing is imported, where no setting asks for one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import openai

from handlers.knowledge.place import knowledge_in
from handlers.money.prices import Prices
from handlers.settings import Settings
from handlers.stores.keeping import Keeping
from handlers.stores.threads import StoredThreads

if TYPE_CHECKING:
    from handlers.knowledge.faq import Faq
    from handlers.money.ceilings import Ceilings
    from handlers.tickets.hours import Hours
    from handlers.tools.catalogue import Catalogue
    from handlers.wiring.knowledge import Knowledge
    from handlers.wiring.people import People
    from handlers.wiring.teaching import Teaching


def hours(settings: Settings) -> "Hours | None":
    """The opening hours."""
    if not settings.opening_hours:
        return None
    from handlers.tickets.hours import hours_of

    return hours_of(settings.opening_hours, settings.time_zone, settings.holidays)


def teaching(settings: Settings, keeping: Keeping) -> "Teaching | None":
    """What the owner teaches."""
    if not settings.teach_at:
        return None
    from handlers.wiring.teaching import teaching_of

    return teaching_of(keeping)


def knowledge(settings: Settings, client: openai.AsyncOpenAI) -> "Knowledge | None":
    """The business's files."""
    place = knowledge_in(settings.knowledge)
    if place is None:
        return None
    from handlers.wiring.knowledge import knowledge_of

    return knowledge_of(settings, place, client)


def people(
    settings: Settings, keeping: Keeping, threads: StoredThreads, now: Callable[[], datetime], hours: "Hours | None"
) -> "People | None":
    """People who take tickets, and surveys."""
    if not settings.has_people and not settings.asks:
        return None
    from handlers.wiring.people import people_of

    return people_of(settings, keeping, threads, now, hours)


def ceilings(
    settings: Settings, keeping: Keeping, prices: Prices, now: Callable[[], datetime], instructions: str
) -> "Ceilings | None":
    """The ceilings of what is spent. `instructions`: what the assistant is told with each question."""
    if not (settings.customer_day_limit_usd or settings.day_limit_usd or settings.month_limit_usd):
        return None
    from handlers.wiring.ceilings import ceilings_of

    return ceilings_of(settings, keeping, prices, now, instructions)


def tools(settings: Settings) -> "Catalogue | None":
    """What the assistant may do."""
    if not settings.tools and not settings.mcp_servers:
        return None
    from handlers.wiring.tools import tools_of

    return tools_of(settings)


def faq(settings: Settings, now: Callable[[], datetime], teaching: "Teaching | None") -> "Faq | None":
    """The answers without a model: the file's, and those that were taught."""
    if not settings.faq and teaching is None:
        return None
    from handlers.knowledge.faq import Faq
    from handlers.knowledge.faq_file import read_faq

    entries = read_faq(settings.faq) if settings.faq else ()
    return Faq(entries, now, teaching.taught if teaching else None)


def topics(settings: Settings) -> tuple[str, Sequence[str]]:
    """The part of the instructions about topics, and the names that an answer may have; nothing without any."""
    if not settings.topics:
        return "", ()
    from handlers.numbers.topics import names_of, told, topics_in

    named = topics_in(settings.topics)
    return told(named), names_of(named)


def told(faq: "Faq | None") -> str:
    """The part of the instructions about the FAQ; "" without one."""
    if faq is None:
        return ""
    from handlers.knowledge.told import told

    return told(faq.entries)
