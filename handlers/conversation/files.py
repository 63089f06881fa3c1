"""Which files are heard, looked at, or only told of: by their media types."""

from handlers.conversation.messages import PartKind

CONTACTS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})


def kind_of(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_sound(media_type: str) -> bool:
    """Whether a file is one to hear."""
    return kind_of(media_type).startswith("audio/")


def is_contact(media_type: str) -> bool:
    """Whether a file is a contact card."""
    return kind_of(media_type) in CONTACTS


def told_of(media_type: str) -> PartKind:
    """What the assistant is told of a file that nobody can open."""
    return PartKind.VIDEO if kind_of(media_type).startswith("video/") else PartKind.OTHER_FILE
