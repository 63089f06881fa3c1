"""Kinds of files by media type: some are heard, some looked at, some only mentioned."""

from handlers.conversation.messages import PartKind

CONTACTS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})


def kind_of(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_sound(media_type: str) -> bool:
    """True if a file is sound, to be transcribed."""
    return kind_of(media_type).startswith("audio/")


def is_contact(media_type: str) -> bool:
    """True if a file is a contact card."""
    return kind_of(media_type) in CONTACTS


def told_of(media_type: str) -> PartKind:
    """The kind of part that tells the assistant of a file that cannot be opened."""
    return PartKind.VIDEO if kind_of(media_type).startswith("video/") else PartKind.OTHER_FILE
