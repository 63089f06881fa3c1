"""The assistant's briefing, made of the settings: what it is told, and what it is asked for beside each answer."""

from typing import TYPE_CHECKING

from handlers.instructions import instructions, opening_hours
from handlers.knowledge.place import knowledge_in

if TYPE_CHECKING:
    from handlers.settings import Settings


def told(settings: "Settings") -> str:
    """See Settings.instructions."""
    hours = ""
    if settings.opening_hours:
        hours = opening_hours(settings.opening_hours, settings.time_zone, settings.holidays)
    return instructions(
        settings.assistant_instructions,
        usted=settings.house.usted,
        handoff="handoff" in settings.side,
        rules=settings.handoff_rules,
        hours=hours,
        known="known" in settings.side,
        sources="sources" in settings.side,
    )


def side(settings: "Settings") -> tuple[str, ...]:
    """See Settings.side."""
    people, files, topics = settings.has_people, knowledge_in(settings.knowledge) is not None, bool(settings.topics)
    needed = {
        "handoff": people,
        "summary": people,
        "known": files or settings.teach_at,
        "sources": files,
        "topic": topics,
        "mood": people or topics,
    }
    return tuple(name for name, is_needed in needed.items() if is_needed and settings.assistant_side == "on")
