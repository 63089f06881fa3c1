"""Words of the numbers: in three languages, with the same fields; definitions are those of docs/numbers.md."""

import re
from string import Formatter

import pytest

from dev.processes import ROOT
from handlers.conversation.contact import Channel
from handlers.conversation.facts import Who
from handlers.money.price_list import LINES
from handlers.money.prices import CPU, LABELS, MEMORY, RUN
from handlers.numbers.day import app_of
from handlers.numbers.free import CREDIT
from handlers.numbers.goals import ENDS, Goal
from handlers.numbers.samples import SampleKind
from handlers.numbers.span import Kind
from handlers.numbers.spending import SUPPLIERS
from handlers.pages.number_about import ABOUT
from handlers.pages.number_words import ALL_WORDS, OWN
from handlers.pages.words import LANGUAGES, WORDS
from handlers.tickets.desk_acts import REASONS
from handlers.tickets.survey import NotAsked
from handlers.tickets.ticket import Why

TIMED = re.compile(r'timing\((?:self\.seconds, )?"(\w+)"\)')  # the parts of a turn, in the code
MADE_OF = {CPU, MEMORY, "google.requests"}  # a charge for the function's time is counted instead


@pytest.mark.parametrize("name", sorted(ALL_WORDS.keys() - WORDS.keys()))
def test_each_is_there_in_each_language_with_the_same_fields(name: str) -> None:
    texts = [ALL_WORDS[name][language] for language in LANGUAGES]
    fields = [{field for _, field, _, _ in Formatter().parse(text)} for text in texts]
    assert all(texts)
    assert fields[0] == fields[1] == fields[2]


def test_no_word_of_the_desk_changes_its_meaning() -> None:
    assert not set(OWN) & set(WORDS)


@pytest.mark.parametrize("name", ABOUT)
def test_the_docs_define_each_figure_as_the_page_does(name: str) -> None:
    told = " ".join((ROOT / "docs" / "numbers.md").read_text().split())
    assert ABOUT[name][1] in told


@pytest.mark.parametrize(
    ("page", "heading"), [("privacy", "## What each channel"), ("money", "## What a message cost")]
)
def test_the_docs_tell_of_each_app(page: str, heading: str) -> None:
    _, _, section = (ROOT / "docs" / f"{page}.md").read_text().partition(heading)
    section = section.partition("\n## ")[0].lower()
    assert [channel for channel in Channel if ALL_WORDS[f"app_{channel}"]["en"].lower() not in section] == []


def test_each_name_that_is_counted_has_a_word() -> None:
    named = [f"who_{who}" for who in Who] + [f"end_{end}" for end in ENDS] + [f"why_{why}" for why in Why]
    named += [f"goal_{goal}" for goal in Goal] + [f"of_{goal}" for goal in Goal] + [f"about_{goal}" for goal in Goal]
    named += [f"not_{reason}" for reason in NotAsked if reason] + [f"examples_{kind}" for kind in SampleKind]
    named += [f"range_{kind}" for kind in Kind if kind is not Kind.RANGE] + [f"supplier_{name}" for name in SUPPLIERS]
    named += [f"app_{app}" for app in (*Channel, app_of(""))]
    named += [f"reason_{reason}" for reason in (*REASONS, "agent", "customer", "no_answer")]
    parts = {part for file in (ROOT / "handlers").rglob("*.py") for part in TIMED.findall(file.read_text())}
    assert {"assistant", "store"} < parts
    named += [f"part_{part}" for part in parts]
    tokens = [f"{LABELS}{kind}" for kind in ("input", "cached", "output")]
    named += [f"line_{line}" for line in (LINES - MADE_OF | {RUN, CREDIT, *tokens})]
    assert [name for name in named if name not in ALL_WORDS] == []
