"""Messages as they are kept, in short lines for the customer whose they are. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator

from handlers import kept_texts, texts
from handlers.conversation.files import is_contact, is_sound, kind_of
from handlers.conversation.messages import Attachment, Author, Content, Part, PartKind
from handlers.conversation.record import Record
from handlers.languages import Sentence, Spoken

MOST_CHARACTERS = 80  # of a line: each message costs, and this answer is among the next ones shown
ICONS = {Author.CUSTOMER: "👤", Author.ASSISTANT: "🤖", Author.PERSON: "🧑"}
PARTS = {
    PartKind.QUOTE: kept_texts.KEPT_QUOTE,
    PartKind.LOCATION: kept_texts.KEPT_PLACE,
    PartKind.BUTTON: kept_texts.KEPT_BUTTON,
    PartKind.LIST_CHOICE: kept_texts.KEPT_CHOICE,
    PartKind.AD: kept_texts.KEPT_AD,
    PartKind.CONTACT: kept_texts.KEPT_CONTACT,
    PartKind.FORWARDED: kept_texts.KEPT_FORWARDED,
    PartKind.FORWARDED_OFTEN: kept_texts.KEPT_FORWARDED,
    PartKind.UNHEARD: kept_texts.KEPT_UNHEARD,
    PartKind.VIDEO: kept_texts.KEPT_VIDEO,
    PartKind.STICKER: kept_texts.KEPT_STICKER,
    PartKind.OTHER_FILE: kept_texts.KEPT_FILE,
    PartKind.TOO_LARGE: kept_texts.KEPT_TOO_LARGE,
    PartKind.GONE: kept_texts.KEPT_GONE,
}  # a transcript is among the words


def lines_of(record: Record, language: Spoken, as_plain: Callable[[str], str]) -> Iterator[str]:
    """What the customer sent, each kind of thing in a line, then what was answered. In our Markdown.

    `as_plain` takes the marks from an answer, which is Markdown already.
    """
    if record.answered_by is not None:
        for line, times in Counter(_held(record.content, language)).items():
            yield _line(record.author, line if times == 1 else f"{line} ({times})")
    if record.author is Author.CUSTOMER:
        for text in record.texts or ():
            yield _line(Author.ASSISTANT, _shortened(as_plain(text)))


def _held(content: Content, language: Spoken) -> Iterator[str]:
    if content.words:
        yield _shortened(content.words)
    yield from beside_words(content, language)


def beside_words(content: Content, language: Spoken) -> Iterator[str]:
    """What a message held beside its words, such as "a picture"."""
    for file in content.files:
        yield _kind_of_file(file)[language]
    for part in content.parts:
        if part.kind in PARTS:
            yield _told(part, language)


def _told(part: Part, language: Spoken) -> str:
    name = PARTS[part.kind][language]
    return f"{name}: {_shortened(part.text)}" if part.text else name


def _kind_of_file(file: Attachment) -> Sentence:
    """The file in a customer's words, who knows no media types."""
    if is_sound(file.media_type):
        return kept_texts.KEPT_VOICE
    if is_contact(file.media_type):
        return kept_texts.KEPT_CONTACT
    kind = kind_of(file.media_type)
    if kind == "application/pdf":
        return kept_texts.KEPT_PDF
    return {"image": kept_texts.KEPT_PICTURE, "video": kept_texts.KEPT_VIDEO}.get(
        kind.partition("/")[0], kept_texts.KEPT_FILE
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def _line(author: Author, text: str) -> str:
    return f"{ICONS[author]} {texts.escaped(text)}"
