"""The FAQ's matching, measured on labelled questions: how many it answers, how many wrongly, and how long it takes."""

import gzip
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import yaml

from bench.measuring import percentile
from bench.rows import Bench, Row
from handlers.knowledge.entry import Entry
from handlers.knowledge.faq_file import entries_in, read_faq
from handlers.knowledge.matching import NOTHING, Matcher
from handlers.knowledge.wording import words_of
from handlers.languages import Language

HERE = Path(__file__).parent / "faq"
BAKERY = "examples/bakery/faq.yaml"
DEVELOPMENT, HELD_OUT = 0, 1
OUT_OF_SCOPE = ""  # the intent of a question that no entry answers
TARGET = "<= 1 wrong in 200 answered"


@dataclass(frozen=True)
class Labelled:
    """Questions with the intent of each, and entries: one for each intent, asked as other questions of it."""

    entries: Sequence[Entry]
    questions: Sequence[tuple[str, str]]
    language: Language

    def half(self, which: int) -> Sequence[tuple[str, str]]:
        """The development half or the held-out one, of each intent's questions."""
        by_intent = defaultdict(list)
        for question, intent in self.questions:
            by_intent[intent].append(question)
        return [(each, intent) for intent, asked in by_intent.items() for each in _shuffled(asked)[which::2]]


@dataclass(frozen=True)
class Score:
    """So many questions were asked, so many answered, and so many wrongly.

    `twofold`: those of the wrong ones whose very words, but for politeness, are a way to ask for the other intent.
    """

    asked: int = 0
    answered: int = 0
    wrong: int = 0
    twofold: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        share = f"{self.answered} of {self.asked:,} answered ({self.answered / self.asked:.1%})"
        return f"{share}, {self.wrong} wrong{f' ({self.twofold} twofold)' if self.twofold else ''}"


def score(matcher: Matcher, questions: Sequence[tuple[str, str]], language: Language) -> Score:
    """Ask them all. Wrong is the answer of another intent's entry, and any answer to what is out of scope."""
    found = [(question, intent, matcher.find(question, language)) for question, intent in questions]
    answered = [(question, intent, entry) for question, intent, entry in found if entry is not None]
    wrong = [(question, entry) for question, intent, entry in answered if entry.id != intent]
    return Score(len(found), len(answered), len(wrong), sum(_asks(entry, question) for question, entry in wrong))


def _asks(entry: Entry, question: str) -> bool:
    """True if these very words are among the entry's ways to ask."""
    return words_of(question) in map(words_of, entry.ask)


def banking77() -> Labelled:
    """13,083 questions to a bank, of 77 intents."""
    return _halved(_packed("banking77"), "en")


def clinc150() -> Labelled:
    """22,499 questions of 150 intents, and 1,200 of none."""
    return _halved(_packed("clinc150"), "en")


def nlpjs() -> Labelled:
    """Spanish questions of 51 intents, with the corpus's own division into those to learn and those to test."""
    entries, questions = defaultdict(list), []
    for line in (HERE / "nlpjs-es.tsv").read_text(encoding="utf-8").splitlines():
        intent, kind, text = line.split("\t")
        if kind == "entry":
            entries[intent].append(text)
        else:
            questions.append((text, intent))
    return Labelled(_entries(entries), questions, "es")


LABELLED = {"Banking77": banking77, "CLINC150": clinc150, "nlp.js in Spanish": nlpjs}


def faq(bench: Bench) -> Iterator[Row]:
    """What the FAQ answers of labelled questions and of near misses, and the time of a look-up among 1,000 entries."""
    total = Score()
    for name, read in LABELLED.items():
        labelled = read()
        matcher = NOTHING.with_more(labelled.entries)
        for which, half in ((DEVELOPMENT, "development half"), (HELD_OUT, "held-out half")):
            scored = score(matcher, labelled.half(which), labelled.language)
            total += scored if which is HELD_OUT else Score()
            yield Row(f"FAQ: {name}, {half}", "none", str(scored))
    yield Row("FAQ: the three held-out halves", "none", str(total), TARGET)
    bakery = NOTHING.with_more(read_faq(BAKERY))
    yield Row("FAQ: the bakery's near misses", "none", str(score(bakery, near_misses(), "es")), "0 answered")
    yield Row("FAQ: the bakery's paraphrases", "none", str(score(bakery, paraphrases(), "es")), "0 wrong")
    yield from _times(bench)


def near_misses() -> Sequence[tuple[str, str]]:
    """Questions near to the bakery's entries; each is out of scope."""
    return [(question, OUT_OF_SCOPE) for asked in _written("near_misses").values() for question in asked]


def paraphrases() -> Sequence[tuple[str, str]]:
    """Questions in other words, with the entry of each."""
    return [(question, entry) for entry, asked in _written("paraphrases").items() for question in asked]


def _times(bench: Bench) -> Iterator[Row]:
    labelled = clinc150()
    asks = [ask for entry in labelled.entries for ask in entry.ask]
    written = [json.dumps({"id": f"e{number}", "answer": "Yes.", "ask": _some(asks, number)}) for number in range(1000)]
    text = "\n".join(f"- {entry}" for entry in written)
    begun = time.perf_counter()
    entries = entries_in(text)
    read = time.perf_counter()
    matcher = NOTHING.with_more(entries)
    made = time.perf_counter()
    took = []
    for question, _ in labelled.questions[:: 50 if bench.quick else 2]:
        before = time.perf_counter()
        matcher.find(question, "en")
        took.append((time.perf_counter() - before) * 1000)
    p50, p99 = percentile(took, 50), percentile(took, 99)
    yield Row("FAQ: a look-up among 1,000 entries", "none", f"p50 {p50:.3f} ms, p99 {p99:.3f} ms", "< 1 ms")
    how = f"{(read - begun) * 1000:.0f} ms, and {(made - read) * 1000:.0f} ms for the index"
    yield Row("FAQ: reading 1,000 entries of four ways at the start", "none", how)


def _some(asks: Sequence[str], number: int) -> list[str]:
    """Four ways to ask for this entry."""
    return [f"{ask} {number}" for ask in asks[number * 4 : number * 4 + 4]]


def _packed(name: str) -> Mapping[str, Sequence[str]]:
    by_intent = defaultdict(list)
    for line in gzip.decompress((HERE / f"{name}.tsv.gz").read_bytes()).decode().splitlines():
        intent, text = line.split("\t")
        by_intent[intent].append(text)
    return by_intent


def _halved(by_intent: Mapping[str, Sequence[str]], language: Language) -> Labelled:
    """Half of each intent's questions are its entry's ways to ask, the others are asked; of no intent, all."""
    ways, questions = {}, []
    for intent, texts in by_intent.items():
        middle = 0 if intent == OUT_OF_SCOPE else len(texts) // 2
        mixed = _shuffled(texts)
        if middle:
            ways[intent] = mixed[:middle]
        questions += [(text, intent) for text in mixed[middle:]]
    return Labelled(_entries(ways), questions, language)


def _entries(ways: Mapping[str, Sequence[str]]) -> Sequence[Entry]:
    return [Entry(intent, tuple(texts), "any") for intent, texts in ways.items()]


def _shuffled(texts: Sequence[str]) -> Sequence[str]:
    """In an order that has nothing to do with what they say, and is always the same."""
    return sorted(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())


def _written(name: str) -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return read
