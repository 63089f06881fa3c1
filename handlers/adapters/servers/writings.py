"""The responses of this process. Nobody else has them: a later request of the same message has to reach it."""

from collections import OrderedDict

from handlers.adapters.openai.ours import age_of
from handlers.adapters.servers.errors import BUSY
from handlers.adapters.servers.writing import Asked, Write, Writing
from handlers.errors import ConversationLocked

MOST_KEPT, KEPT_SECONDS = 500, 900.0  # responses, and how long after they began


class Writings:
    """The responses of this process: the newest ones, one of each conversation at a time."""

    def __init__(self) -> None:
        self._by_id = OrderedDict[str, Writing]()
        self._newest: dict[str, Writing] = {}

    def begin(self, conversation: str, asked: Asked, write: Write) -> Writing:
        """Begin a response. Raises ConversationLocked while another one of its conversation goes on."""
        before = self._newest.get(conversation)
        if before and not before.is_ended:
            raise ConversationLocked("conversation_locked", remedy=BUSY)
        writing = Writing(conversation, asked, write)
        self._by_id[writing.id] = self._newest[conversation] = writing
        self._keep_few()
        return writing

    def get(self, response: str) -> Writing | None:
        """The response with this id, if it is kept here."""
        return self._by_id.get(response)

    def newest(self, conversation: str) -> Writing | None:
        """The newest response of a conversation, if it is kept here."""
        return self._newest.get(conversation)

    async def forget(self, conversation: str) -> None:
        """Drop all responses of a conversation."""
        for writing in [each for each in self._by_id.values() if each.conversation == conversation]:
            await self._drop(writing)

    async def close(self) -> None:
        """Drop all."""
        for writing in list(self._by_id.values()):
            await self._drop(writing)

    async def _drop(self, writing: Writing) -> None:
        self._forget(writing)
        await writing.stop()

    def _keep_few(self) -> None:
        too_many = len(self._by_id) - MOST_KEPT
        ended = [writing for writing in self._by_id.values() if writing.is_ended]
        for number, writing in enumerate(ended):
            if number < too_many or age_of(writing.id) > KEPT_SECONDS:
                self._forget(writing)

    def _forget(self, writing: Writing) -> None:
        self._by_id.pop(writing.id, None)
        if self._newest.get(writing.conversation) is writing:
            del self._newest[writing.conversation]
