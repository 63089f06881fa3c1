"""What the terminal shows: each conversation as it ends, and the table."""

import textwrap
from collections.abc import Sequence

from dev.evaluate.results import Failure, Outcome, Run

LONGEST = 240  # characters of an answer
WIDTH = 110
NAME = "conversation"


def progress(done: int, of: int, name: str, run: Run) -> str:
    """The line of a run that has ended."""
    mark = "failed" if run.failures else "passed"
    return f"{done:>4}/{of}  {mark}  {name} ({run.seconds:.1f} s)"


def table(outcomes: Sequence[Outcome]) -> str:
    """A line for each conversation, and below it what was not as expected, each sentence once."""
    longest = max(len(NAME), *(len(outcome.name) for outcome in outcomes))
    head = f"{NAME:<{longest}}  passed  seconds       US$"
    lines = [head, "-" * len(head)]
    for outcome in outcomes:
        if outcome.skipped:
            lines.append(f"{outcome.name:<{longest}}  left out: {outcome.skipped}")
            continue
        lines.append(f"{outcome.name:<{longest}}  {outcome.rate:>6}  {_seconds(outcome):>7}  {_cost(outcome):>8}")
        lines += [line for failure in _once(outcome) for line in _failed(failure)]
    return "\n".join(lines)


def summary(outcomes: Sequence[Outcome]) -> str:
    """The last line: how many were held, and how many are as expected."""
    held = [outcome for outcome in outcomes if outcome.runs]
    skipped, fine = len(outcomes) - len(held), sum(outcome.holds for outcome in held)
    said = f"{fine} of {counted(len(held), 'conversation')} {'is' if len(held) == 1 else 'are'} as expected"
    return f"{said}, {skipped} left out." if skipped else f"{said}."


def counted(number: int, what: str) -> str:
    """So many of it: "1 message", "2 messages"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def unjudged(outcomes: Sequence[Outcome]) -> list[str]:
    """The criteria that nobody judged, each once."""
    return list(dict.fromkeys(each for outcome in outcomes for run in outcome.runs for each in run.unjudged))


def _seconds(outcome: Outcome) -> str:
    return f"{sum(run.seconds for run in outcome.runs) / len(outcome.runs):.1f}"


def _cost(outcome: Outcome) -> str:
    known = [run.cost for run in outcome.runs if run.cost is not None]
    return f"{sum(known):.5f}" if len(known) == len(outcome.runs) else "?"


def _once(outcome: Outcome) -> list[Failure]:
    """Of the failures that say the same in several runs, the first."""
    found = {(each.step, each.what): each for run in reversed(outcome.runs) for each in reversed(run.failures)}
    return sorted(found.values(), key=lambda failure: failure.step)


def _failed(failure: Failure) -> list[str]:
    said = _short(failure.said)
    answer = _short(failure.answer) or "(nothing)"
    lines = [f"step {failure.step}, “{said}”: {failure.what}"]
    lines += textwrap.wrap(f"it was: {answer}", WIDTH, initial_indent="  ", subsequent_indent="  ")
    return [f"    {line}" for line in lines]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
