"""Inline Markdown: the tokens of one paragraph as lines of text with a channel's marks."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from handlers.channels.markup.marks import Draft, Marks

# Models write <br> for a new line inside a table's cell, where Markdown has nothing else.
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SCHEME = re.compile(r"https?://|mailto:|tel:")
# The part of a bare address after http(s), without the punctuation or the marks that follow it.
_REST_OF_ADDRESS = re.compile(r"://[^\s<>\[\]`\\|]*[^\s<>\[\]`\\|*_~.,;:!?()'\"]")
_NOT_READ = re.compile(r"[\s()-]|/$")


def inline(tokens: Sequence[Token], marks: Marks, around: str = "") -> str:
    """The tokens as lines, none blank; `around` is a style over all of them, such as "strong"."""
    draft = Draft()
    if around:
        draft.open(around)
    for token in _with_addresses(tokens):
        _write(token, draft, marks)
    if around:
        draft.close(around)
    lines = (line.strip() for line in draft.marked(marks).split("\n"))
    return "\n".join(line for line in lines if line)


def bare_address(state: StateInline, silent: bool) -> bool:
    """A parser rule: no mark counts in `https://a.mx/*_*`. It starts at the colon, where the parser ends a text."""
    rest = _REST_OF_ADDRESS.match(state.src, state.pos)
    scheme = next((s for s in ("https", "http") if state.src.endswith(s, 0, state.pos)), None)
    if not rest or not scheme:
        return False
    if not silent:
        state.pending = state.pending.removesuffix(scheme)
        state.push("address", "", 0).content = scheme + rest[0]
    state.pos = rest.end()
    return True


def _write(token: Token, draft: Draft, marks: Marks) -> None:
    style, _, edge = token.type.rpartition("_")
    if edge == "open":
        draft.open(style, token.markup)
    elif edge == "close":
        draft.close(style)
    elif token.type == "text":
        _write_text(token.content, draft)
    elif token.type == "code_inline":
        draft.add_unstyled(_code(token.content, marks.code))
    else:
        draft.add_unstyled(token.content or "\n")


def _write_text(text: str, draft: Draft) -> None:
    # An escaped mark (`\*`) becomes a bare one: WhatsApp has no escape, and an invisible character before it would be
    # copied along with a code or a name.
    first, *others = _BREAK.split(text)
    draft.add(first)
    for line in others:
        draft.add_unstyled("\n")
        draft.add(line)


def _code(content: str, mark: str) -> str:
    """The content unchanged, in marks unless WhatsApp would confuse them with it."""
    tellable = content == content.strip() and "`" not in content
    return f"{mark}{content}{mark}" if tellable else content


def _with_addresses(tokens: Sequence[Token]) -> Iterator[Token]:
    """Write links and images as text and an "address" token: WhatsApp links only written-out addresses."""
    label: list[Token] | None = None
    address = ""
    for token in tokens:
        if token.type == "link_open":
            label, address = [], str(token.attrGet("href"))
        elif token.type == "link_close":
            yield from _with_address(label or [], address)
            label = None
        elif label is not None:
            label.append(token)
        elif token.type == "image":
            yield from _with_address(token.children or [], str(token.attrGet("src")))
        else:
            yield token


def _with_address(label: Sequence[Token], address: str) -> Iterator[Token]:
    """`text (address)`, or the address alone when the text says nothing else."""
    address = address.removeprefix("mailto:").removeprefix("tel:")
    text = "".join(token.content for token in label)
    if _read(text) in ("", _read(address)):
        yield Token("address", "", 0, content=address)
        return
    yield from _with_addresses(label)
    if address:
        yield Token("address", "", 0, content=f" ({address})")


def _read(address: str) -> str:
    """The address as a person reads it: `example.com` for `https://example.com/`, `+525512` for `+52 (55) 12`."""
    return _NOT_READ.sub("", _SCHEME.sub("", address.strip(), count=1)).casefold()
