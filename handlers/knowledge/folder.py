"""A folder that goes whole to the assistant: its texts, up to what a question can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handlers.knowledge.files import KnownText, LeftOut, read_folder
from handlers.knowledge.marked import marked
from handlers.knowledge.tokens import about_tokens

MOST_CHARACTERS = 200_000  # some 57,000 tokens: each question pays for them, and they have to fit beside a conversation


@dataclass(frozen=True)
class Folder:
    """What is in a folder: texts, files left out. `is_whole`: False if it was not read to its end."""

    texts: tuple[KnownText, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_whole: bool = True

    @property
    def told(self) -> str:
        """The texts as the assistant is given them."""
        return marked(self.texts, "file")

    @property
    def tokens(self) -> int:
        """The tokens that they take, about."""
        return about_tokens(self.told)

    @property
    def names(self) -> frozenset[str]:
        """The names of the files that are used."""
        return frozenset(text.name for text in self.texts)


def folder_of(path: Path, *, most: int | None = MOST_CHARACTERS) -> Folder:
    """The folder, read until its texts have more than `most` characters; None: to its end."""
    return _collected(read_folder(path), most)


def _collected(found: Iterable[KnownText | LeftOut], most: int | None) -> Folder:
    texts, left_out, size = list[KnownText](), list[LeftOut](), 0
    for one in found:
        if isinstance(one, LeftOut):
            left_out.append(one)
            continue
        texts.append(one)
        size += len(one.text)
        if most is not None and size > most:
            return Folder(tuple(texts), tuple(left_out), is_whole=False)
    return Folder(tuple(texts), tuple(left_out))
