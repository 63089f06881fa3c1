"""The parts of teaching. Imported only where TEACH_AT asks for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.knowledge.hear_teaching import HearTeaching
from handlers.languages import Spoken
from handlers.stores.keeping import Keeping
from handlers.stores.lessons import StoredLessons
from handlers.stores.taught import StoredTaught


@dataclass(frozen=True)
class Teaching:
    """The parts."""

    lessons: StoredLessons
    taught: StoredTaught

    def hear(self, language: Spoken, now: Callable[[], datetime]) -> HearTeaching:
        """Who hears the owner teach."""
        return HearTeaching(self.taught, language, now)


def teaching_of(keeping: Keeping) -> Teaching:
    """The parts over these documents."""
    return Teaching(StoredLessons(keeping), StoredTaught(keeping))
