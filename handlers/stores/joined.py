"""What leads to a thread, and what is stored under other keys than its own, since its customer has several."""

from collections.abc import Iterable, Sequence

from handlers.conversation.identity import missing_keys
from handlers.conversation.thread import Joined, Thread
from handlers.stores.documents import Document
from handlers.stores.keeping import Keeping, Stored


async def with_led(keeping: Keeping, found: Sequence[Document]) -> Stored:
    """These documents, and the threads that they lead to."""
    every, stored, asked = [*found], Stored(found, keeping.now()), set[str]()
    while missing := set(missing_keys(stored.threads)) - asked:
        asked |= missing
        every += await keeping.documents.get(f"threads/{key}" for key in missing)
        stored = Stored(every, keeping.now())
    return stored


def parts_of(thread: Thread) -> list[tuple[str, str]]:
    """The keys under which a thread's messages are stored, each with the place at which they end."""
    return [*((key, f"{key}0") for key in (*thread.former, thread.key)), *joined_parts(thread.joined)]


def joined_parts(joined: Iterable[Joined]) -> list[tuple[str, str]]:
    """Likewise those from before the customer's addresses were joined."""
    return [(one.key, f"{one.key}/{one.at.isoformat()}") for one in joined]
