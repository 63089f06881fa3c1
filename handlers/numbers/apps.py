"""The apps that customers write in: how many messages and conversations came in each, and what was paid. Pure."""

from dataclasses import dataclass

from handlers.numbers.tally import Tally


@dataclass(frozen=True)
class App:
    """An app, as Channel names it; "-" for what belongs to none, such as the night's question.

    `micros`: millionths of a dollar that were paid for messages in it, agents' ones, too; `unknown`: units of which no
    price is known.
    """

    name: str
    messages: int
    conversations: int
    micros: int
    unknown: int


def apps_of(tally: Tally) -> tuple[App, ...]:
    """Those of which anything is counted, the one with the most messages first."""
    messages, talks, paid = (tally.under(kind) for kind in ("app", "talk/app", "paid"))
    names = {*messages, *talks, *(name.partition("/")[0] for name in paid)}
    apps = [
        App(
            name,
            messages.get(name, 0),
            talks.get(name, 0),
            paid.get(f"{name}/micros", 0),
            paid.get(f"{name}/unknown", 0),
        )
        for name in names
    ]
    return tuple(sorted(apps, key=lambda app: (-app.messages, -app.micros, app.name)))
