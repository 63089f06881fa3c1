"""The briefing of a model: which it is, what it is told, what it is asked for with each answer, what it may call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """The same for all questions of a deployment.

    `reasoning` is the effort; if empty, the parameter is not sent, for models that do not know it. `side`: the fields
    of Side to ask for with each answer; without any, answers are plain text. `tools`: what the model may call, as
    https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools has it. `topics`: the names
    of which the side's topic is one.
    """

    model: str
    reasoning: str
    instructions: str
    side: Sequence[str] = ()
    tools: Sequence[Mapping[str, object]] = ()
    topics: Sequence[str] = ()
