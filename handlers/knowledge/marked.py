"""The business's files as the assistant is given them: between tags that no file can end, each under its name."""

import re
from collections.abc import Iterable

from handlers.knowledge.files import KnownText

# Those that Recado's own parts of the instructions and its notes stand between.
_TAGS = re.compile(r"<(?=\s*/?\s*(?:file|knowledge|passages?|business|handoff_rules)\b)", re.IGNORECASE)


def marked(texts: Iterable[KnownText], tag: str) -> str:
    """Each text in an element of this name, in their order."""
    return "\n".join(f'<{tag} name="{each.name}">\n{_TAGS.sub("&lt;", each.text)}\n</{tag}>' for each in texts)
