"""An entry as the nodes of the FAQ's file have it. What is wrong is said by its line, with the remedy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast, get_args

import yaml

from handlers.knowledge.entry import Entry
from handlers.knowledge.sense import is_own
from handlers.knowledge.wording import MOST_CHARACTERS, plain, words_of
from handlers.languages import Language

MOST_WAYS = 50  # to ask for one entry
MOST_ANSWER = 4_000  # characters
MOST_ID = 60  # characters
EXAMPLE = '- ask: ["¿A qué hora abren?"]\n    answer: Abrimos a las siete.'
FIELDS = ("ask", "answer", "language", "opt_out", "id")


def entry_of(node: yaml.Node) -> Entry:
    """The entry. Raises ValueError."""
    fields = _fields(node)
    for needed in ("ask", "answer"):
        if needed not in fields:
            raise ValueError(f"line {line_of(node)}: this entry has no {needed}; write it as\n  {EXAMPLE}")
    opt_out = _truth(fields.get("opt_out"))
    ask = tuple(_ways(fields["ask"], of_anybody=not opt_out))
    return Entry(
        id=_id(fields.get("id"), ask, node),
        ask=ask,
        answer=_text(fields["answer"], "answer", MOST_ANSWER),
        language=_language(fields.get("language")),
        opt_out=opt_out,
    )


def _fields(node: yaml.Node) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(f"line {line_of(node)}: an entry begins with ask, as in\n  {EXAMPLE}")
    fields: dict[str, yaml.Node] = {}
    for name, value in node.value:
        if name.value not in FIELDS:
            raise ValueError(f"line {line_of(name)}: an entry has {', '.join(FIELDS)}, and nothing else")
        if name.value in fields:
            raise ValueError(f"line {line_of(name)}: {name.value} stands twice in one entry; remove one of the two")
        fields[name.value] = value
    return fields


def _ways(node: yaml.Node, *, of_anybody: bool) -> Iterator[str]:
    """The ways to ask. `of_anybody`: none may be about something of the customer's own."""
    ways: Sequence[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not 0 < len(ways) <= MOST_WAYS:
        raise ValueError(f"line {line_of(node)}: ask needs a way to ask, and takes at most {MOST_WAYS}")
    for way in ways:
        said = _text(way, "each way to ask", MOST_CHARACTERS)
        if not words_of(said):
            raise ValueError(f"line {line_of(way)}: this way to ask has no word in it")
        if of_anybody and is_own(words_of(said)):
            own = "asks about something of the customer's own, which a fixed answer cannot know; remove it"
            raise ValueError(f"line {line_of(way)}: this way to ask {own}")
        yield said


def _text(node: yaml.Node, what: str, most: int) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or len(node.value) > most:
        raise ValueError(f"line {line_of(node)}: {what} has to be a text of at most {most:,} characters")
    return str(node.value).strip()


def _language(node: yaml.Node | None) -> Language | None:
    if node is None:
        return None
    if node.value not in get_args(Language):
        raise ValueError(f"line {line_of(node)}: language is one of {', '.join(get_args(Language))}; without it, all")
    return cast(Language, node.value)


def _truth(node: yaml.Node | None) -> bool:
    said = "false" if node is None else str(node.value).lower()
    if said not in ("true", "false"):
        raise ValueError(f"line {line_of(cast(yaml.Node, node))}: opt_out is true or false")
    return said == "true"


def _id(node: yaml.Node | None, ask: Sequence[str], entry: yaml.Node) -> str:
    """The entry's name: as given, or of the words of its first way to ask."""
    found = "-".join(map(plain, words_of(ask[0])))[:MOST_ID].strip("-") if node is None else str(node.value)
    if not re.fullmatch(f"[a-z0-9-]{{1,{MOST_ID}}}", found):
        what = "id is made of small letters a-z, digits and hyphens"
        raise ValueError(f"line {line_of(node or entry)}: {what}, at most {MOST_ID}, as in id: opening-hours")
    return found


def line_of(node: yaml.Node) -> int:
    """The line where it begins, counted from 1."""
    return int(node.start_mark.line) + 1
