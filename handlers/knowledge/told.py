"""The part of the assistant's instructions that has the FAQ: what it should answer to the same in other words. Pure."""

from collections.abc import Iterable

from handlers.knowledge.entry import Entry

MOST_TOLD = 24_000  # characters, some 6,000 tokens: each question pays for them, a tenth once OpenAI has them cached

_HEAD = """

# Questions and answers

These are the business's own answers to what customers often ask. Answer such questions by them, whatever the words,
in the customer's language, and add nothing that they do not say.

<faq>
"""


def told(entries: Iterable[Entry]) -> str:
    """The entries, each with its first way to ask, as many as fit; "" without any. The same each time."""
    left, lines = MOST_TOLD, list[str]()
    for entry in entries:
        line = f"- {entry.ask[0]}\n  {entry.answer}\n"
        left -= len(line)
        if left < 0:
            break
        lines.append(line)
    return f"{_HEAD}{''.join(lines)}</faq>" if lines else ""
