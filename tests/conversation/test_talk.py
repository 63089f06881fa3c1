"""Talk: what begins a conversation, what goes on with it, and what belongs to none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation import progress
from handlers.conversation.identity import keys_of, thread_of
from handlers.conversation.messages import Attachment, Author, Content, OpenMessage, Reply
from handlers.conversation.opening import Limits, open_turn
from handlers.conversation.record import Record, records_of
from handlers.conversation.survey import Rated
from handlers.conversation.talk import IDLE, REST, is_comment, talk_of
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from tests import writing
from tests.writing import contact, message

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minute: int) -> datetime:
    return NOW + minute * MINUTE


def turn_of(*texts: str, talked_at: datetime | None = None, rated: Rated | None = None) -> Turn:
    """A turn of messages SM1, SM2, ... a minute apart, the first at NOW."""
    turn = writing.turn(*texts)
    waiting = tuple(replace(one, at=NOW + number * MINUTE) for number, one in enumerate(turn.thread.open))
    turn.thread = replace(turn.thread, open=waiting, talked_at=talked_at)
    turn.decide(rated=rated)
    return turn


def talks(turn: Turn, now: datetime = NOW + MINUTE) -> list[tuple[bool, bool]]:
    records = records_of(turn, Reply(("Sí.",)), turn.covers, by_rest=False)
    return [talk_of(turn, record, now) for record in records.values()]


def test_the_first_message_begins_a_conversation() -> None:
    assert talks(turn_of("¿Abren hoy?")) == [(True, True)]


@pytest.mark.parametrize(("before", "begins"), [(REST, True), (REST - MINUTE, False), (timedelta(days=9), True)])
def test_after_an_hour_of_rest_another_one_begins(before: timedelta, begins: bool) -> None:
    assert talks(turn_of("¿Abren hoy?", talked_at=NOW - before)) == [(True, begins)]


def test_of_messages_that_are_answered_together_only_the_first_begins_one() -> None:
    assert talks(turn_of("¿Abren hoy?", "¿Y mañana?")) == [(True, True), (True, False)]
    assert talks(turn_of("Hola", "¿Abren hoy?", "¿Y mañana?")) == [(False, False), (True, True), (True, False)]


@pytest.mark.parametrize("text", ["Hola", "Gracias", "👍", "ayuda", "", "Ya quedó, gracias"])
def test_greetings_thanks_commands_and_words_that_it_is_solved_are_no_talk(text: str) -> None:
    own = turn_of(text)
    assert talks(own) == [(False, False)]
    assert progress.closed(own.thread, own, Reply(), NOW, sender="").talked_at is None


def test_a_file_is_talk_whatever_is_said_with_it() -> None:
    own = turn_of("gracias")
    picture = OpenMessage("SM1", NOW, Content("gracias", (Attachment("url", "image/jpeg"),)))
    own.thread = replace(own.thread, open=(picture,))
    assert talks(own) == [(True, True)]


def test_a_persons_words_are_not_the_customers() -> None:
    own = turn_of("¿Abren hoy?")
    assert talk_of(own, Record("key", NOW, Content("¿Abren hoy?"), author=Author.PERSON), NOW) == (False, False)


def test_a_rating_and_its_comment_are_no_talk() -> None:
    rated = Rated(NOW, "SM1", NOW, 4, then="SM2")
    own = turn_of("4", "Muy rico todo", "¿Abren hoy?", rated=rated)
    assert talks(own) == [(False, False), (False, False), (True, True)]


def test_a_question_after_a_rating_is_no_comment_and_talks() -> None:
    assert talks(turn_of("4", "¿Abren hoy?", rated=Rated(NOW, "SM1", NOW, 4, then="SM2")))[1] == (True, True)


@pytest.mark.parametrize("text", ["Eso es todo", "That's all, thanks", "Deu certo, obrigada"])
def test_words_that_it_is_solved_are_no_comment(text: str) -> None:
    assert not is_comment(OpenMessage("SM2", NOW, Content(text)), NOW)


def test_what_is_no_rating_after_the_question_talks() -> None:
    assert talks(turn_of("Quiero pan", rated=Rated(NOW, "SM1", NOW, 0))) == [(True, True)]


@pytest.mark.parametrize("later", [timedelta(0), MINUTE, timedelta(days=1)])
def test_what_is_answered_after_it_was_given_up_or_after_a_later_message_begins_none(later: timedelta) -> None:
    assert talks(turn_of("¿Abren hoy?", talked_at=NOW + later)) == [(True, False)]


@pytest.mark.parametrize(("minutes", "begins"), [(14, True), (15, False), (119, False)])
def test_what_is_answered_late_begins_no_conversation(minutes: int, begins: bool) -> None:
    own, then = turn_of("¿Abren hoy?"), NOW + minutes * MINUTE
    assert talks(own, then) == [(True, begins)]
    assert progress.closed(own.thread, own, Reply(), then, sender="").talked_at == (NOW if begins else None)


@pytest.mark.parametrize("replayed_at", [20, 40, 70, 110])
def test_a_conversation_begins_once_though_a_message_before_others_without_an_answer_is_replayed(
    replayed_at: int,
) -> None:
    """In minutes: messages at 0 and 50 that nobody answers, one at 100 that is answered, and a replay of the first."""
    lost = [OpenMessage("SM1", NOW, Content("¿Abren hoy?")), OpenMessage("SM2", at(50), Content("¿Hola?"))]
    known, begun = writing.thread(key=keys_of(contact())[0]), []
    for minute, text in sorted([(replayed_at, ""), (100, "¿Y mañana?")]):
        known = replace(known, open=tuple(one for one in lost if one.at < at(minute)))
        record = None if text else Record(known.key, NOW, lost[0].content)
        turn = open_turn({known.key: known}, record, message(text, sid="" if text else "SM1"), at(minute), Limits())
        assert isinstance(turn, Turn)
        begun += [begins for _, begins in talks(turn, at(minute))]
        known = progress.closed(turn.thread, turn, Reply(), at(minute), sender="")
    assert sum(begun) == 1


@pytest.mark.parametrize(
    ("talked", "asked", "goes_on"), [(50, 20, True), (80, 20, False), (79, 20, True), (None, 20, False), (50, 15, True)]
)
def test_a_message_that_nobody_answered_is_part_of_its_conversation(
    talked: int | None, asked: int, goes_on: bool
) -> None:
    """In minutes before now. What nothing began has not begun by it either."""
    talked_at = None if talked is None else NOW - talked * MINUTE
    lost = OpenMessage("SM1", NOW - asked * MINUTE, Content("¿Abren hoy?"))
    known = writing.thread(key=keys_of(contact())[0], open=(lost,), talked_at=talked_at)
    assert opened(known, "¿Y mañana?", NOW).talked_at == (lost.at if goes_on else talked_at)


def test_what_is_still_open_is_not_lost() -> None:
    waiting = OpenMessage("SM1", NOW - 14 * MINUTE, Content("¿Abren hoy?"))
    known = writing.thread(key=keys_of(contact())[0], open=(waiting,), talked_at=NOW - 20 * MINUTE)
    assert opened(known, "¿Y mañana?", NOW).talked_at == NOW - 20 * MINUTE


def test_the_thread_keeps_the_time_of_the_newest_answered_talk() -> None:
    own = turn_of("¿Abren hoy?", "¿Y mañana?", "gracias", talked_at=NOW - REST)
    assert progress.closed(own.thread, own, Reply(), NOW, sender="").talked_at == NOW + MINUTE
    own.decide(answered=("SM1",))
    assert progress.partly_closed(own.thread, own, Reply(), NOW, sender="").talked_at == NOW
    thanks = turn_of("gracias", talked_at=NOW - REST)
    assert progress.closed(thanks.thread, thanks, Reply(), NOW, sender="").talked_at == NOW - REST


def opened(thread: Thread | None, text: str, at: datetime) -> Thread:
    stored = {thread.key: thread} if thread else {}
    turn = open_turn(stored, None, message(text), at, Limits())
    assert isinstance(turn, Turn)
    return turn.thread


def test_what_becomes_of_a_conversation_is_looked_at_after_three_days_and_an_hour() -> None:
    first = opened(None, "¿Abren hoy?", NOW)
    assert (first.unsettled_since, first.settles_at) == (NOW, NOW + IDLE + REST)
    again = opened(first, "¿Y mañana?", NOW + 5 * REST)
    assert (again.unsettled_since, again.settles_at) == (NOW, NOW + IDLE + REST)


def test_a_greeting_leaves_nothing_to_look_at() -> None:
    assert opened(None, "Hola", NOW).settles_at is None


def test_threads_that_are_joined_keep_what_either_has_to_look_at() -> None:
    known = contact(external_id="MX.1")
    key, by_address = keys_of(known)
    theirs = Thread(key, known, "alias", number=1, talked_at=NOW, unsettled_since=NOW, settles_at=NOW + IDLE)
    other = Thread(by_address, known, "other", talked_at=NOW - MINUTE, unsettled_since=NOW - MINUTE)
    joined = thread_of({key: theirs, by_address: other}, message(external_id="MX.1"), NOW)
    assert (joined.talked_at, joined.unsettled_since, joined.settles_at) == (NOW, NOW - MINUTE, NOW + IDLE)
