"""The page with all answers: those of the FAQ's file, those that were taught, and the questions that still wait."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from handlers.knowledge.book import Book, Taught
from handlers.knowledge.entry import Entry
from handlers.knowledge.lesson import grouped
from handlers.knowledge.ports import Lessons, Teaching
from handlers.knowledge.teach_at_desk import Asked, Do, Result, TeachAtDesk, version_of
from handlers.knowledge.wording import plain
from handlers.pages.rendering import Pages
from handlers.pages.visits import Visit, see

ADDRESS = "/desk/answers"
MOST_LESSONS = 20  # of a shard
MOST_GROUPS = 50
MOST_SETTLED = 100  # lessons by one form
MOST_SEARCH = 80  # characters
FORM = re.compile(r"desk-[0-9a-f]{32}")
LESSON = re.compile(r"[A-Za-z0-9._-]{1,100}")
NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class AnswersPages:
    """Shows all agents the answers, and does what the owner, the first of them, asks for. `file`: the FAQ's entries."""

    teaching: Teaching
    lessons: Lessons
    act: TeachAtDesk
    owner: str
    file: Sequence[Entry]
    pages: Pages

    async def show(self, visit: Visit) -> Response:
        """GET: all of them."""
        visit.log("answers")
        return await self._page(visit)

    async def search(self, visit: Visit) -> Response:
        """POST: those with these words. They are in no address, since addresses get into logs of requests."""
        visit.log("search")
        return await self._page(visit, search=visit.form.get("search", "")[:MOST_SEARCH])

    async def do(self, visit: Visit) -> Response:
        """POST: the page after it; with what was written if it was not saved."""
        asked, key = asked_in(visit.form), visit.form.get("form", "")
        if visit.session.position != 1:
            result = Result.NOT_YOURS
        elif asked is None or not FORM.fullmatch(key):
            result = Result.UNCLEAR
        else:
            result = await self.act(asked, visit.session.agent.name, key)
        done = str(asked.do) if asked else "unclear"
        visit.log(done, answer=asked.number if asked and asked.number else None, result=str(result))
        if result is Result.DONE:
            return see(ADDRESS)
        return await self._page(visit, result=result, draft=asked if asked and asked.do is Do.SAVE else None)

    async def _page(
        self, visit: Visit, search: str = "", result: Result | None = None, draft: Asked | None = None
    ) -> Response:
        book, waiting = await self.teaching.book(), await self.lessons.waiting(most=MOST_LESSONS)
        fits = partial(_has, _words(search))
        newest = sorted(book.every, key=lambda taught: taught.at, reverse=True)
        shown = [taught for taught in newest if fits(*taught.ask, taught.answer)]
        return self.pages(
            "answers.html",
            visit.language,
            status=409 if result else 200,
            me=visit.session.agent,
            sees_numbers=visit.sees_numbers,
            owner=self.owner,
            is_owner=visit.session.position == 1,
            search=search,
            groups=[group for group in grouped(waiting) if fits(*(lesson.ask for lesson in group))][:MOST_GROUPS],
            taught=[taught for taught in shown if not taught.removed],
            removed=[taught for taught in shown if taught.removed],
            file=[entry for entry in self.file if fits(*entry.ask, entry.answer)],
            version_of=version_of,
            new_form=lambda: f"desk-{secrets.token_hex(16)}",
            result=result,
            draft=_fresh(draft, book) if draft else None,
        )


def asked_in(form: Mapping[str, str]) -> Asked | None:
    """What a form of the page asks for; None if that cannot be."""
    do, number = form.get("do", ""), form.get("number", "0")
    lessons = tuple(form.get("lessons", "").split())
    if do not in set(Do) or not NUMBER.fullmatch(number) or not all(map(LESSON.fullmatch, lessons)):
        return None
    ask = tuple(line.strip() for line in form.get("ask", "").splitlines() if line.strip())
    answer = form.get("answer", "").replace("\r\n", "\n")
    return Asked(Do(do), int(number), form.get("seen", ""), ask, answer, lessons[:MOST_SETTLED])


def _has(words: Sequence[str], *texts: str) -> bool:
    """True if each of these words begins a word of the texts."""
    found = [word for text in texts for word in _words(text)]
    return all(any(word.startswith(wanted) for word in found) for wanted in words)


def _words(text: str) -> list[str]:
    return [plain(word) for word in re.findall(r"[^\W_]+", text.casefold())]


def _fresh(draft: Asked, book: Book) -> tuple[Asked, Taught | None]:
    """What was written, and the answer that it would change, as it is now."""
    return draft, book.of(draft.number)
