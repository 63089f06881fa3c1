"""The parts of teaching. Imported only where TEACH_AT asks for them."""

from dataclasses import dataclass

from handlers.stores.keeping import Keeping
from handlers.stores.lessons import StoredLessons
from handlers.stores.taught import StoredTaught


@dataclass(frozen=True)
class Teaching:
    """The parts."""

    lessons: StoredLessons
    taught: StoredTaught


def teaching_of(keeping: Keeping) -> Teaching:
    """The parts over these documents."""
    return Teaching(StoredLessons(keeping), StoredTaught(keeping))
