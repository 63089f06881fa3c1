"""The side of an answer: what the assistant tells us beside its words for the customer."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Handoff(StrEnum):
    """The reason why a person of the business is needed, if one is."""

    NO = "no"
    ASKED = "asked"  # the customer asks for a person
    CANNOT = "cannot"  # it is the business's matter, and a person could do what the assistant cannot
    UPSET = "upset"
    PROMISED = "promised"  # the reply promises what only a person can do
    RULE = "rule"  # of the business's


class Mood(StrEnum):
    """How the customer feels."""

    FINE = "fine"
    UNHAPPY = "unhappy"
    FURIOUS = "furious"


OTHER = "other"  # the topic of what fits none of the business's


@dataclass(frozen=True)
class Side:
    """What the assistant says about its answer, for us alone.

    `summary`: for the person, if one is needed. `known`: the answer stands on what the assistant was given; if not, it
    says that it does not know. `sources`: the names of the files that it stands on, as the assistant gives them.
    `topic`: what the customer asks about, "" if that was not said.
    """

    handoff: Handoff = Handoff.NO
    summary: str = ""
    mood: Mood = Mood.FINE
    known: bool = True
    sources: tuple[str, ...] = ()
    topic: str = ""


NO_SIDE = Side()


def topic_of(given: str, topics: Collection[str]) -> str:
    """The topic that the assistant means by a name: one of `topics`, or OTHER; "" if it gave none."""
    wanted = given.strip().casefold()
    return next((topic for topic in topics if topic.casefold() == wanted), OTHER) if wanted else ""
