"""Which entry of the FAQ a message asks for: one that says the same, by all words or by those of content. Pure.

A wrong answer is worse than the cent that a model takes. So what two entries could answer is left to the assistant, and
so is what depends on the customer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from handlers.conversation.language import language_of
from handlers.knowledge.entry import Entry
from handlers.knowledge.sense import has_my, is_own, sense_of
from handlers.knowledge.wording import plain, words_of
from handlers.languages import Language

LEAST_STEMS = 2  # for questions that agree in their sense alone

# The words of a way to ask without accents, or its sense with the language.
Key = tuple[str, ...] | tuple[Language, tuple[str, ...]]


@dataclass(frozen=True)
class Matcher:
    """Finds entries by their ways to ask: two look-ups, however many entries there are."""

    index: Mapping[Key, tuple[Entry, ...]] = field(default_factory=dict)

    def find(self, text: str, language: Language) -> Entry | None:
        """The only entry that answers this message; `language`: the customer's, for a message that shows none."""
        words = words_of(text)
        if not words or is_own(words):
            return None
        spoken = language_of(text) or language
        alike = self._of(_wording(words), spoken)
        return _only(alike if alike or has_my(words) else self._of((spoken, sense_of(words, spoken)), spoken))

    def _of(self, key: Key, language: Language) -> Sequence[Entry]:
        return [entry for entry in self.index.get(key, ()) if entry.language in (None, language)]

    def with_more(self, entries: Iterable[Entry]) -> "Matcher":
        """A matcher of these entries, too."""
        index = dict(self.index)
        for entry in entries:
            for key in {key for ask in entry.ask for key in _keys(entry, ask)}:
                index[key] = (*index.get(key, ()), entry)
        return Matcher(index)


NOTHING = Matcher()


def _only(found: Sequence[Entry]) -> Entry | None:
    right = [entry for entry in found if entry.is_taught] or found
    return right[0] if len(right) == 1 and not right[0].opt_out else None


def _keys(entry: Entry, ask: str) -> Iterator[Key]:
    words = words_of(ask)
    yield _wording(words)
    known = entry.language or language_of(ask)
    for language in (known,) if known else get_args(Language):
        sense = sense_of(words, language)
        if len(sense) >= LEAST_STEMS:
            yield language, sense


def _wording(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(plain, words))
