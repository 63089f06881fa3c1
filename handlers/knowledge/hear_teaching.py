"""Teaching by message: "enseñar 7 Sí, los martes." and "quitar 7", done once, and shown back."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.commands import plain
from handlers.knowledge import teaching_texts as texts
from handlers.knowledge.book import MOST_ANSWER, MOST_ASKS, Book, Taught
from handlers.knowledge.cannot_teach import CannotTeach, IsFull, NoSuchNumber, NothingTaught, TooLong
from handlers.knowledge.lesson import Lesson
from handlers.knowledge.ports import Changed, Teaching
from handlers.knowledge.written import written
from handlers.languages import Sentence, Spoken
from handlers.texts import escaped

_TEACH = ("enseñar", "ensenar", "enseña", "ensena", "teach", "ensinar", "ensina")
_REMOVE = ("quitar", "quita", "olvidar", "olvida", "remove", "forget", "remover", "esquecer")
_ORDER = re.compile(
    rf"\s*(?:(?P<teach>{'|'.join(_TEACH)})|(?:{'|'.join(_REMOVE)}))\s+#?\s*(?P<number>[0-9]{{1,6}})(?!\w|[.,][0-9])"
    r"[ \t]*(?:[:.)·-]+(?=\s|$))?\s*(?P<answer>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = {plain(word) for word in (*_TEACH, *_REMOVE)}
REFUSALS: dict[type[CannotTeach], Sentence] = {
    NoSuchNumber: texts.NO_SUCH_NUMBER,
    NothingTaught: texts.HOW,
    TooLong: texts.TOO_LONG,
    IsFull: texts.IS_FULL,
}


@dataclass(frozen=True)
class Order:
    """What a message asks for. `number`: 0 if it names none; `answer`: for `removes` there is none."""

    number: int
    answer: str
    removes: bool = False


def order_in(text: str) -> Order | None:
    """The order that a message is, if it is one. "Quitar 7 panes" is none."""
    found = _ORDER.fullmatch(unicodedata.normalize("NFC", text))
    if found is None:
        return Order(0, "") if plain(text) in _ALONE else None
    removes, answer = not found["teach"], found["answer"].strip()
    return None if removes and answer else Order(int(found["number"]), answer, removes)


@dataclass(frozen=True)
class HearTeaching:
    """Hears agents who teach; only the owner may. `language`: the agents'."""

    teaching: Teaching
    language: Spoken
    now: Callable[[], datetime]

    @property
    def help(self) -> str:
        """The lines that tell of these orders, after those of the others."""
        return texts.HELP[self.language]

    async def __call__(self, text: str, *, by: str, owner: str, sid: str) -> str | None:
        """What the agent is told; None if the message is no such order. Raises StoreUnavailable."""
        order = order_in(text)
        if order is None:
            return None
        if by != owner:
            return texts.OWNERS_ONLY[self.language].format(owner=escaped(owner))
        try:
            return await self._done(order, by, sid)
        except CannotTeach as why:
            return REFUSALS[type(why)][self.language].format(number=order.number, most=MOST_ANSWER)

    async def _done(self, order: Order, by: str, sid: str) -> str:
        if not order.number or not (order.answer or order.removes):
            raise NothingTaught
        about = (await self.teaching.book()).lessons_of(order.number)
        change = self._remove(order, by) if order.removes else self._teach(order, by)
        return "\n\n".join(await self.teaching.change(change, sid=sid, lessons=about))

    def _teach(self, order: Order, by: str) -> Callable[[Book, Sequence[Lesson]], Changed]:
        def change(book: Book, lessons: Sequence[Lesson]) -> Changed:
            known = book.of(order.number)
            ask = known.ask if known else asks_of(lessons)
            if not ask:
                raise NoSuchNumber
            taught = book.teach(order.number, ask, order.answer, by, self.now())
            shown = self._shown(texts.TAUGHT, taught.of(order.number))
            return Changed(taught, (shown,), tuple(lesson.id for lesson in lessons))

        return change

    def _remove(self, order: Order, by: str) -> Callable[[Book, Sequence[Lesson]], Changed]:
        def change(book: Book, lessons: Sequence[Lesson]) -> Changed:
            removed = book.remove(order.number, by, self.now())
            return Changed(removed, (self._shown(texts.REMOVED, book.of(order.number)),))

        return change

    def _shown(self, sentence: Sentence, taught: Taught | None) -> str:
        assert taught is not None  # noqa: S101 - it was just taught, or removed
        asks = "\n".join(f"> {escaped(ask)}" for ask in taught.ask).replace("\n", "\\\n")
        return sentence[self.language].format(number=taught.number, asks=asks, answer=written(taught.answer))


def asks_of(lessons: Sequence[Lesson]) -> tuple[str, ...]:
    """The ways in which these lessons ask, each once, as many as an answer takes; without those that were cut."""
    every = dict.fromkeys(lesson.ask for lesson in lessons)
    whole = [ask for ask in every if not ask.endswith("…")]
    return tuple((whole or list(every))[:MOST_ASKS])
