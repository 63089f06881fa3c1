"""`make eval`: conversations with the real function, what was not as expected, and what changed since the last run."""

import asyncio
import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from dev.evaluate import results, table
from dev.evaluate.business import Business, business_of
from dev.evaluate.cases import chosen, groups, left_out, price
from dev.evaluate.conversations import Conversation, Suite
from dev.evaluate.nodes import BadFile
from dev.evaluate.reading import read
from dev.evaluate.results import Outcome, Run
from dev.evaluate.stage import stage
from dev.given import is_set
from dev.processes import ROOT, DidNotStart

OWN, EXAMPLE = ROOT / "conversations.yaml", ROOT / "examples" / "bakery" / "conversations.yaml"
PASSED, FAILED, UNUSABLE = 0, 1, 2
MOST_TIMES = 100


def main() -> int:
    """Hold the conversations; 1 if one is not as expected, 2 if they cannot be held."""
    try:
        suite = read(_path())
        business = business_of(suite, os.environ.get("MODEL", ""))
        return _evaluate(suite, business, times=_times(), only=os.environ.get("ONLY", ""))
    except (BadFile, DidNotStart) as problem:
        say(str(problem))
        return UNUSABLE
    except KeyboardInterrupt:
        say("\nStopped.")
        return UNUSABLE


def say(line: str) -> None:
    """To people, on stderr: stdout is for the table, or for JSON."""
    print(line, file=sys.stderr, flush=True)


def _evaluate(suite: Suite, business: Business, *, times: int, only: str) -> int:
    wanted = chosen(suite.conversations, only)
    if not wanted:
        raise BadFile(
            _short(suite.path), [f"no conversation is called {only}: ONLY takes a name, or a part as in 'hours-*'"]
        )
    reasons = {each.name: left_out(each, business) for each in wanted}
    ready = [each for each in wanted if not reasons[each.name]]
    if not ready:
        raise BadFile(_short(suite.path), [f"{each.name} {reasons[each.name]}" for each in wanted])
    say(_before(suite, business, ready, times))
    runs = _runs(ready, business, times)
    outcomes = [Outcome(each.name, tuple(runs[each.name]), each.pass_rate, reasons[each.name]) for each in wanted]
    of = f"{_short(suite.path)} {business.model if business.has_key else 'stand-in'}"
    _report(outcomes, results.changes(outcomes, results.last_run(of, results.LAST)))
    results.keep(of, outcomes, results.LAST)
    return PASSED if all(outcome.holds for outcome in outcomes) else FAILED


def _before(suite: Suite, business: Business, ready: Sequence[Conversation], times: int) -> str:
    questions = times * sum(len(each.steps) for each in ready)
    what = f"{_short(suite.path)}: {table.counted(len(ready), 'conversation')}, {table.counted(questions, 'message')}"
    if not business.has_key:
        return f"{what}, answered by the stand-in for OpenAI, which does not think (a real model: OPENAI_API_KEY)."
    dollars = price(ready, business, times)
    costs = f"about ${max(dollars, 0.01):.2f}" if dollars is not None else "a price that is not known here"
    elsewhere = urlsplit(business.settings.get("OPENAI_BASE_URL", "")).hostname
    return f"{what}, answered by {business.model} at {elsewhere or 'OpenAI'}, for {costs}."


def _runs(ready: Sequence[Conversation], business: Business, times: int) -> dict[str, list[Run]]:
    """Each repetition has functions of its own, so that no conversation finds what it wrote before."""
    runs, done = defaultdict[str, list[Run]](list), 0

    def on_run(conversation: Conversation, run: Run) -> None:
        nonlocal done
        done += 1
        runs[conversation.name].append(run)
        say(table.progress(done, times * len(ready), conversation.name, run))

    for _ in range(times):
        for group in groups(ready):
            with stage(business, dict(group.settings), group.now) as held:
                asyncio.run(held.hold(group.conversations, on_run))
    return runs


def _report(outcomes: Sequence[Outcome], changes: Sequence[str]) -> None:
    criteria = table.unjudged(outcomes)
    if is_set(os.environ, "JSON"):
        print(json.dumps([each.as_json() for each in outcomes], ensure_ascii=False, indent=2))
    else:
        print(f"\n{table.table(outcomes)}\n\n{table.summary(outcomes)}", flush=True)
    if criteria:
        say("Not judged, since only a model can (OPENAI_API_KEY): " + "; ".join(criteria) + ".")
    if changes:
        say("\n  ".join(["Since the last run:", *changes]))


def _path() -> Path:
    """CONVERSATIONS, else the business's own, else the example's."""
    if given := os.environ.get("CONVERSATIONS"):
        return Path(given)
    return OWN if OWN.is_file() else EXAMPLE


def _short(path: Path) -> str:
    return str(path.resolve()).removeprefix(f"{ROOT}/")


def _times() -> int:
    given = os.environ.get("TIMES") or "1"
    if not given.isdigit() or not 1 <= int(given) <= MOST_TIMES:
        raise BadFile("TIMES", [f"it has to be a number from 1 to {MOST_TIMES}"])
    return int(given)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
