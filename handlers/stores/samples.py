"""The words of samples, while they are kept: of messages, or of ratings with a comment. It only reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.numbers.samples import Sample, SampleKind
from handlers.stores.documents import Document
from handlers.stores.fields import record_of
from handlers.stores.keeping import Keeping
from handlers.stores.surveys import rating_of


@dataclass(frozen=True)
class StoredSamples:
    """Keeps the promises of Samples."""

    keeping: Keeping

    async def of(self, kind: SampleKind, ids: Sequence[str]) -> list[Sample]:
        """See Samples."""
        collection = "ratings" if kind is SampleKind.COMMENT else "messages"
        paths = [f"{collection}/{one}" for one in ids]
        async with self.keeping.available():
            found = await self.keeping.documents.get(paths) if paths else []  # in any order
            alive = [document for document in found if document.fields["expire_at"] > self.keeping.now()]
            kept = [_sample(document) for document in sorted(alive, key=lambda one: paths.index(one.path))]
            shown = [(key, sample) for key, sample in kept if sample.words]
            aliases = await self._aliases({key for key, _ in shown})
        return [Sample(one.at, one.words, aliases.get(key, ""), one.score) for key, one in shown]

    async def _aliases(self, keys: set[str]) -> dict[str, str]:
        """The aliases of the threads of these keys, of those that have not moved."""
        threads = (await self.keeping.read(f"threads/{key}" for key in sorted(keys))).threads if keys else {}
        return {key: thread.alias for key, thread in threads.items() if not thread.moved_to}


def _sample(document: Document) -> tuple[str, Sample]:
    """The thread's key, and the sample without its alias."""
    if document.path.startswith("ratings/"):
        rating = rating_of(document.fields)
        return rating.thread, Sample(rating.at, rating.comment, "", rating.score)
    record = record_of(document.fields)
    return record.thread, Sample(record.at, record.content.words, "")
