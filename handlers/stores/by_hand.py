"""Words that people wrote by hand, in the carrier's inbox: kept as said by a person, with the thread, in one commit."""

from dataclasses import dataclass, replace

from handlers.conversation.by_hand import written_to
from handlers.conversation.contact import Contact
from handlers.conversation.identity import keys_of, links, thread_of
from handlers.conversation.messages import Author, Content, Message
from handlers.conversation.record import Record
from handlers.stores.documents import NEW
from handlers.stores.joined import with_led
from handlers.stores.keeping import Keeping


@dataclass(frozen=True)
class StoredByHand:
    """Keeps them once, however often they are reported."""

    keeping: Keeping

    async def keep(self, sid: str, contact: Contact, text: str) -> None:
        """Raises StoreUnavailable."""
        await self.keeping.until_alone(lambda: self._keep(Message(sid, contact, Content(text))))

    async def _keep(self, message: Message) -> None:
        now, keys = self.keeping.now(), keys_of(message.contact)
        found = await self.keeping.documents.get([f"messages/{message.sid}", *(f"threads/{key}" for key in keys)])
        stored = await with_led(self.keeping, found)
        if stored.record:
            return
        thread = written_to(thread_of(stored.threads, message, now), now)
        record = Record(thread.key, now, message.content, texts=(), answered_by=message.sid, author=Author.PERSON)
        record = replace(record, channel=str(message.contact.channel))
        threads = [thread, *links(stored.threads, thread, message.contact, now)]
        writes = [self.keeping.thread(each, stored.versions.get(f"threads/{each.key}", NEW)) for each in threads]
        writes.append(self.keeping.record(message.sid, record, stored.versions.get(f"messages/{message.sid}", NEW)))
        await self.keeping.documents.commit(writes)
