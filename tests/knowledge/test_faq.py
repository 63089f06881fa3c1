"""The FAQ of a running function: taught entries are known within a minute; a store that is down hinders nothing."""

from collections.abc import Sequence
from typing import Any

from handlers.errors import StoreUnavailable
from handlers.knowledge.entry import Entry
from handlers.knowledge.faq import Faq

OF_FILE = Entry("wifi", ("¿Tienen wifi?",), "Sí.")
TAUGHT = Entry("dogs", ("¿Aceptan perros?",), "En la terraza.")


class Teachings:
    """Taught entries, which may be out of reach."""

    def __init__(self, *entries: Entry) -> None:
        self.kept, self.reads, self.is_down, self.changes = entries, 0, False, 0

    async def entries(self) -> tuple[Entry, ...]:
        self.reads += 1
        if self.is_down:
            raise StoreUnavailable("timeout", remedy="")
        return self.kept


async def knows(faq: Faq) -> Sequence[str]:
    matcher = await faq.matcher()
    return [text for text in ("¿Tienen wifi?", "¿Aceptan perros?") if matcher.find(text, "es")]


async def test_without_a_store_it_is_the_file(clock: Any) -> None:
    assert await knows(Faq([OF_FILE], clock)) == ["¿Tienen wifi?"]


async def test_what_was_taught_or_revoked_is_known_after_a_minute(clock: Any) -> None:
    taught = Teachings()
    faq = Faq([OF_FILE], clock, taught)
    assert await knows(faq) == ["¿Tienen wifi?"]
    taught.kept = (TAUGHT,)
    clock.go_on(seconds=59)
    assert await knows(faq) == ["¿Tienen wifi?"]
    clock.go_on(seconds=1)
    assert await knows(faq) == ["¿Tienen wifi?", "¿Aceptan perros?"]
    taught.kept = ()
    clock.go_on(seconds=60)
    assert await knows(faq) == ["¿Tienen wifi?"]
    assert taught.reads == 3


async def test_what_this_process_taught_is_known_at_once(clock: Any) -> None:
    taught = Teachings()
    faq = Faq([OF_FILE], clock, taught)
    assert await knows(faq) == ["¿Tienen wifi?"]
    taught.kept, taught.changes = (TAUGHT,), 1
    assert await knows(faq) == await knows(faq) == ["¿Tienen wifi?", "¿Aceptan perros?"]
    assert taught.reads == 2


async def test_a_store_that_is_down_leaves_what_was_known_and_is_asked_again_after_a_minute(clock: Any) -> None:
    taught = Teachings(TAUGHT)
    faq = Faq([OF_FILE], clock, taught)
    assert await knows(faq) == ["¿Tienen wifi?", "¿Aceptan perros?"]
    taught.is_down = True
    clock.go_on(seconds=60)
    assert await knows(faq) == await knows(faq) == ["¿Tienen wifi?", "¿Aceptan perros?"]
    assert taught.reads == 2


async def test_what_has_not_changed_is_not_made_anew(clock: Any) -> None:
    faq = Faq([OF_FILE], clock, Teachings(TAUGHT))
    before = await faq.matcher()
    clock.go_on(seconds=60)
    assert await faq.matcher() is before
