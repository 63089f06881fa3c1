"""What the owner reads once a day: the questions that were not answered well, each with its number. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.knowledge import teaching_texts as texts
from handlers.knowledge.book import Book
from handlers.knowledge.lesson import Lesson, grouped
from handlers.languages import Spoken
from handlers.texts import escaped

MOST_QUESTIONS = 5
MOST_CHARACTERS = 150  # of each, so that all fit one message
RECENT = timedelta(days=2)  # older ones are on the desk: nobody has to catch up


def questions_of(book: Book, lessons: Sequence[Lesson], day: str, language: Spoken) -> tuple[Book, str]:
    """The book after the owner was asked the most frequent of these, and the message; "" if there are none.

    What the owner was asked before is not asked again.
    """
    before = {lesson for asked in book.asked for lesson in asked.lessons}
    groups = [group for group in grouped(lessons) if not before & {lesson.id for lesson in group}][:MOST_QUESTIONS]
    after = book.ask(day, [[lesson.id for lesson in group] for group in groups])
    if not groups:
        return after, ""
    numbers = [asked.number for asked in after.asked[-len(groups) :]]
    lines = [_line(number, group, language) for number, group in zip(numbers, groups, strict=True)]
    text = texts.QUESTIONS[language].format(lines="\\\n".join(lines), number=numbers[0])
    return after, text


def _line(number: int, group: Sequence[Lesson], language: Spoken) -> str:
    ask = group[0].ask
    shown = ask if len(ask) <= MOST_CHARACTERS else f"{ask[: MOST_CHARACTERS - 1].rstrip('…')}…"
    times = texts.TIMES[language].format(count=len(group)) if len(group) > 1 else ""
    return f"**{number}** · {escaped(shown)}{times}"
