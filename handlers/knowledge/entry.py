"""An entry of the FAQ: ways to ask, and the business's own answer."""

from dataclasses import dataclass

from handlers.languages import Language


@dataclass(frozen=True)
class Entry:
    """One entry. `id`: unique in the FAQ, and lasting, since records name it; `answer`: in Markdown.

    `language`: the only one that it answers in; None: whichever it was asked in. `opt_out`: it is never the answer by
    itself; the assistant is told of it. `is_taught`: a person said it after the file was written, so
    it answers what both of them could.
    """

    id: str
    ask: tuple[str, ...]
    answer: str
    language: Language | None = None
    opt_out: bool = False
    is_taught: bool = False
