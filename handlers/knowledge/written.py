"""What a person of the business typed, in our Markdown. Pure."""

import re

from handlers.texts import escaped


def written(words: str) -> str:
    """The words so that customers see them as they were typed."""
    lines = "\n".join(line.strip() for line in words.splitlines()).strip()
    return "\n\n".join("\\\n".join(map(escaped, part.split("\n"))) for part in re.split(r"\n{2,}", lines))
