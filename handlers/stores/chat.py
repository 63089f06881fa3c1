"""The chat on the business's own site: its outbox and its files are documents, found and erased with their thread."""

import asyncio
import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.chat import FILES, Chat, Entry
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.messages import Attachment, Author
from handlers.conversation.outgoing import file_text
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.errors import FileGone, FileTooLarge, FileUnavailable, OutboxUnavailable, OutboxUnclear, StoreUnavailable
from handlers.stores.conversations import StoredConversations
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping, places
from handlers.tickets.attached import as_markdown

SKEW = timedelta(seconds=2)  # see Outbox.has_sent
GONE = "kept no longer than the conversation; the visitor may send it again"


@dataclass(frozen=True)
class StoredChats:
    """Keeps the promises of Chats, and of Outbox and Files for customers on the business's site.

    A text counts as sent once it is stored here: the visitor's page asks for it.
    """

    keeping: Keeping

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox. A page takes texts of any length."""
        return [text]

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        at, path = self.keeping.now(), f"chat_texts/{uuid.uuid4().hex}"
        fields = {"place": _place(thread.contact, at), "at": at, "text": message}
        try:
            async with self.keeping.available():
                await self.keeping.documents.commit([Write(path, self.keeping.expiring(path, fields), NEW)])
        except StoreUnavailable as problem:
            raise OutboxUnclear(problem.code, remedy=problem.remedy) from problem

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """See Outbox."""
        try:
            texts = await self._texts(_key(thread.contact), since - SKEW)
        except StoreUnavailable as problem:
            raise OutboxUnavailable(problem.code, remedy=problem.remedy) from problem
        return any(text.fields["text"] == message for text in texts)

    async def chat(self, visitor: Contact, *, most: int) -> Chat:
        """See Chats."""
        conversations = StoredConversations(self.keeping)
        thread = next(iter(await conversations.of([visitor])), None)
        if thread is None:
            return Chat()  # what was sent before belongs to a thread that this visitor has left
        said = [_entry(kept.sid, kept.record) for kept in await conversations.messages(thread, most=most)]
        pages = [one for one in (thread.contact, *thread.also) if one.channel is Channel.WEB]
        found = await asyncio.gather(*(self._last_texts(key, most) for key in {_key(page) for page in pages}))
        sent = [_sent(text) for texts in found for text in texts]
        here = [entry for entry in sent if thread.begun_at is None or entry.at >= thread.begun_at]
        entries = sorted([*filter(None, said), *here], key=lambda entry: entry.at)[-most:]
        return Chat(entries, thread.ticket is not None)

    async def sent_since(self, visitor: Contact, since: datetime, *, most: int) -> Sequence[Entry]:
        """See Chats."""
        return [_sent(text) for text in await self._texts(_key(visitor), since, most)]

    async def keep_file(self, visitor: Contact, content: bytes, media_type: str) -> Attachment:
        """See Chats."""
        key, at = _key(visitor), self.keeping.now()
        name = f"{key}-{uuid.uuid4().hex}"
        path, coded = f"chat_files/{name}", base64.b64encode(content).decode()
        fields = {"place": _place(visitor, at), "media_type": media_type, "content": coded}
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(path, self.keeping.expiring(path, fields), NEW)])
        return Attachment(f"{FILES}:{name}", media_type)

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        try:
            async with self.keeping.available():
                found = await self.keeping.documents.get([f"chat_files/{url.removeprefix(f'{FILES}:')}"])
        except StoreUnavailable as problem:
            raise FileUnavailable(problem.code, remedy=problem.remedy) from problem
        if not found or found[0].fields["expire_at"] <= self.keeping.now():
            raise FileGone("gone", remedy=GONE)
        content = base64.b64decode(found[0].fields["content"])
        if len(content) > most:
            raise FileTooLarge("too_large", remedy="none: such files are not looked at")
        return content

    async def _texts(self, key: str, since: datetime, most: int = 100) -> list[Document]:
        first, last = f"{key}/{since.isoformat(timespec='microseconds')}", f"{key}0"
        between = ("place", "GREATER_THAN_OR_EQUAL", first), ("place", "LESS_THAN", last)
        async with self.keeping.available():
            found = await self.keeping.documents.find("chat_texts", *between, order="place", most=most)
        return self._kept(found)

    async def _last_texts(self, key: str, most: int) -> list[Document]:
        async with self.keeping.available():
            found = await self.keeping.documents.find(
                "chat_texts", *places(key, f"{key}0"), order="place", descending=True, most=most
            )
        return self._kept(found)

    def _kept(self, found: Sequence[Document]) -> list[Document]:
        return [document for document in found if document.fields["expire_at"] > self.keeping.now()]


def _key(visitor: Contact) -> str:
    """The key under which a visitor's first thread was stored, and is still found."""
    return keys_of(visitor)[0]


def _place(visitor: Contact, at: datetime) -> str:
    return f"{_key(visitor)}/{at.isoformat(timespec='microseconds')}"


def _sent(document: Document) -> Entry:
    return Entry(document.path.partition("/")[2], document.fields["at"], texts=(document.fields["text"],))


def _entry(sid: str, record: Record) -> Entry | None:
    """A message of either side's; of what was sent to the page, nothing, since that stands by itself."""
    content, is_here = record.content, record.channel == Channel.WEB
    if record.author is Author.CUSTOMER:
        texts = () if record.by_rest and is_here else record.texts or ()
        return Entry(sid, record.at, content.text, len(content.files), texts)
    if is_here or content.is_empty:
        return None
    name = f"**{as_markdown(record.by)}:** " if record.by else ""
    words = [name + as_markdown(content.text)] if content.text else []
    return Entry(sid, record.at, texts=(*words, *(file_text(file) for file in content.files)))
