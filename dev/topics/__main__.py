"""The command: it reads what fell under "other", says what it would send, and with SEND=1 sends it."""

import contextlib
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import openai

from dev import command, local, openai_standin
from dev.given import Given, is_set
from dev.store import keeping_of, place_of
from dev.topics import proposals
from handlers.adapters.openai.errors import translated
from handlers.adapters.openai.labels import lines_of
from handlers.conversation.side import OTHER
from handlers.errors import AssistantUnavailable
from handlers.money.prices import load_prices
from handlers.numbers.day import Day, summed
from handlers.numbers.labels import MOST_WORDS
from handlers.numbers.tally import Tally
from handlers.numbers.topics import Topic, topics_in
from handlers.settings import Settings
from handlers.stores.days import StoredDays
from handlers.stores.fields import record_of

DAYS = 30
MOST = 200  # texts
MOST_TOKENS = 4_000  # of the answer


@dataclass(frozen=True)
class Found:
    """The days, and the words of those messages of theirs under "other" that are still kept, the newest first."""

    days: Sequence[Day]
    texts: Sequence[str]


def main() -> int:
    """0 if something was proposed, or could be."""
    try:
        return command.run(_propose, "OPENAI_MODEL", "OPENAI_REASONING", "TOPICS")
    except AssistantUnavailable as problem:
        print(f"Broken off, since OpenAI refuses or does not answer ({problem.code}): {problem.remedy}.")
        return 1


async def _propose(settings: Settings, given: Given) -> int:
    topics, own = topics_in(settings.topics) if settings.topics else (), local.environment()
    found = await _found(settings)
    print(_counted(found, settings), flush=True)
    if not found.texts:
        print("Nothing is sent, and nothing proposed: there are no messages under “other” whose words are still kept.")
        return 1
    key, question = own.get("OPENAI_API_KEY", ""), lines_of(found.texts)
    print(_before(settings, own, len(found.texts), question + proposals.instructions(topics)), flush=True)
    if key and not is_set(given, "SEND"):
        print("Nothing is sent yet: make topics SEND=1 sends it.")
        return 0
    with _base_url(own) as base_url:
        answer = await _asked(settings, key or "stand-in", base_url, proposals.instructions(topics), question)
    return _say(proposals.proposals_in(answer, topics, most=len(found.texts)), topics, found.texts)


def _say(proposed: Sequence[proposals.Proposal], topics: Sequence[Topic], texts: Sequence[str]) -> int:
    if not proposed:
        print("The model proposes nothing: these messages have no topic in common.")
        return 0
    print(f"\nProposed, with how many of them each fits:\n{proposals.shown(proposed, texts)}")
    every = [*topics, *(proposal.topic for proposal in proposed)]
    print(f"\nTo have them, put this line into .env.yaml, as you would word it:\n{proposals.setting(every)}")
    return 0


async def _found(settings: Settings) -> Found:
    async with keeping_of(settings) as keeping:
        today = datetime.now(UTC).date()
        first, last = today - timedelta(DAYS), today + timedelta(1)  # it may be tomorrow already where the business is
        days = await StoredDays(keeping).of(first.isoformat(), last.isoformat())
        sids = [sid for day in reversed(days) for sid in day.samples.get(OTHER, ())][:MOST]
        async with keeping.available():
            documents = await keeping.documents.get(f"messages/{sid}" for sid in sids) if sids else []
    kept = [record_of(each.fields) for each in documents if each.fields["expire_at"] > datetime.now(UTC)]
    lines = [" ".join(record.content.words.split())[:MOST_WORDS] for record in kept]
    return Found(days, [line for line in lines if line])


def _counted(found: Found, settings: Settings) -> str:
    topics = Tally(summed(found.days)).under("topic")
    others, every, where = topics.get(OTHER, 0), sum(topics.values()), place_of(settings)
    return f"{others:,} of {every:,} topics in the last {DAYS} days are “other” ({where})."


def _before(settings: Settings, own: Mapping[str, str], number: int, sent: str) -> str:
    what = f"the words of {number} messages that customers wrote, without who wrote them ({len(sent):,} characters)"
    if not own.get("OPENAI_API_KEY"):
        return f"OPENAI_API_KEY is not set: a stand-in on this machine gets {what}. It does not think."
    host = urlsplit(own.get("OPENAI_BASE_URL", "")).hostname or "OpenAI"
    return (
        f"To propose topics, {settings.openai_model} at {host} gets {what}, for {_price(settings.openai_model, sent)}."
    )


def _price(model: str, sent: str) -> str:
    prices, today = load_prices(), datetime.now(UTC).date()
    tokens = (("openai.input", len(sent.encode())), ("openai.output", MOST_TOKENS))  # a token has a byte at least
    micros = [prices.charge(line, units, today, model).micros for line, units in tokens]
    known = [amount for amount in micros if amount is not None]
    if len(known) < len(micros):
        return "a price that is not known here"
    return f"at most ${math.ceil(sum(known) / 10_000) / 100:.2f}"


@contextlib.contextmanager
def _base_url(own: Mapping[str, str]) -> Iterator[str | None]:
    """OpenAI's address if there is a key, else that of a stand-in."""
    if own.get("OPENAI_API_KEY"):
        yield own.get("OPENAI_BASE_URL")
        return
    with openai_standin.serve() as standin:
        yield standin.base_url


async def _asked(settings: Settings, key: str, base_url: str | None, told: str, question: str) -> str:
    reasoning = {"reasoning": {"effort": settings.openai_reasoning}} if settings.openai_reasoning else {}
    body = {
        "model": settings.openai_model,
        "instructions": told,
        "input": question,
        "text": proposals.FORMAT,
        "store": False,
        "max_output_tokens": MOST_TOKENS,
        **reasoning,
    }
    async with openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=2, timeout=120) as client:
        with translated(asking=True):
            return (await client.responses.create(extra_body=body)).output_text


if __name__ == "__main__":
    sys.exit(main())
