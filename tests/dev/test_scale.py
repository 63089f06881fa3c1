"""docs/scale.md: its sums follow from the list of prices and from its own measurements."""

import math
import re

import pytest

from dev.cost import META, READS, REQUEST, RUN, WRITES, Use, bill
from dev.processes import ROOT
from handlers.settings import Settings

PAGE = (ROOT / "docs" / "scale.md").read_text()
WORDS = " ".join(PAGE.split())
HOUR = 3600
CPU_SECONDS = 0.0115  # of a message
LOGGED, A_GIB = 2048 / 2**30, 0.50  # GiB of a message, dollars


def row(rate: int) -> str:
    """An hour at one rate, as the page counts it: all its conversations, on instances that are never idle."""
    hour = bill(rate * HOUR // Use.messages, Use())
    instances = math.ceil(rate * CPU_SECONDS)
    run = instances * HOUR * RUN + rate * HOUR * REQUEST
    meta, logs = rate * HOUR * META["Brazil"], rate * HOUR * LOGGED * A_GIB
    parts = (hour.twilio, meta, hour.openai, hour.firestore, run, logs)
    return f"| {rate:,} | {' | '.join(f'${part:,.2f}' for part in parts)} |"


@pytest.mark.parametrize("rate", [1, 80, 1_000, 10_000])
def test_an_hour_costs_what_the_price_list_says(rate: int) -> None:
    assert row(rate) in PAGE


def test_what_a_core_and_five_of_them_answer() -> None:
    assert "11.5 ms of CPU" in WORDS
    assert f"a core answers {1 / CPU_SECONDS:.0f} a second" in WORDS
    assert f"five instances, at about {5 / CPU_SECONDS:.0f}" in WORDS
    assert f"1,000 a second want {math.ceil(1_000 * CPU_SECONDS)}" in WORDS
    assert "--max-instances=5" in (ROOT / "cloudbuild.yaml").read_text()


def test_how_many_tokens_a_question_takes() -> None:
    of_a_message = sum(Use().tokens) / Use.messages
    assert f"about {of_a_message:.0f} tokens" in WORDS
    assert f"{80 * 60:,} requests and {80 * 60 * of_a_message / 1e6:.1f} million tokens a minute" in WORDS
    assert f"1,000 are {1_000 * 60:,} and {1_000 * 60 * of_a_message / 1e6:.0f} million" in WORDS


def test_when_firestore_is_full_and_how_fast_it_may_grow() -> None:
    assert f"A message is {READS} reads and {WRITES} writes" in WORDS
    assert 150 < 500 / 3 < 170  # messages, of three writes each to a thread
    operations = READS + WRITES
    assert round(500 / operations, -1) == 70
    steps = [math.ceil(math.log(rate * operations / 500, 1.5)) for rate in (1_000, 10_000)]
    assert [5 * step for step in steps] == [35, 65]
    assert Settings.model_fields["messages_a_minute"].default == 20


def test_every_limit_has_its_source() -> None:
    _, _, limits = PAGE.partition("## The limits")
    limits, _, _ = limits.partition("## What an hour costs")
    paragraphs = [paragraph for paragraph in limits.split("\n\n") if paragraph.startswith("**")]
    assert len(paragraphs) == 6
    assert all("https://" in paragraph for paragraph in paragraphs)


def test_the_readme_leads_to_it() -> None:
    assert re.search(r"\]\(docs/scale\.md\)", (ROOT / "README.md").read_text())
