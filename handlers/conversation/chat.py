"""The chat on the business's own site: what stands in it, and what waits there until the visitor's page asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Attachment

FILES = "web"  # the scheme of the addresses of files that visitors sent


@dataclass(frozen=True)
class Entry:
    """A customer's message with its reply, or texts that no message of theirs brought; from here or a joined app.

    `id`: no other entry of the chat has it. `said`: the customer's words, None if this is none of their messages;
    `files`: how many came with them. `texts`: in Markdown, to the customer.
    """

    id: str
    at: datetime
    said: str | None = None
    files: int = 0
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chat:
    """The last entries of a chat, oldest first. `has_person`: a person answers in it."""

    entries: Sequence[Entry] = ()
    has_person: bool = False


class Chats(Protocol):
    """Keeps the chats of visitors. All raise StoreUnavailable."""

    async def chat(self, visitor: Contact, *, most: int) -> Chat:
        """What stands in a visitor's chat: with other apps joined, what was said there, too."""
        ...

    async def sent_since(self, visitor: Contact, since: datetime, *, most: int) -> Sequence[Entry]:
        """The first texts that no request brought, sent at this time or later, oldest first.

        They may be seen a few seconds late, in any order: who asks again asks for those again that came just before.
        """
        ...

    async def keep_file(self, visitor: Contact, content: bytes, media_type: str) -> Attachment:
        """Keep a file of a visitor's, to be named in a message."""
        ...
