"""What customers do: they ask, greet, thank, come back, want a person, rate, and want to be forgotten."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.numbers.whole.answers import WANTS_PERSON
from tests.numbers.whole.people import Customer
from tests.numbers.whole.world import World

MINUTE, HOUR = 60.0, 3600.0


@dataclass
class Customers:
    """Lets customers write. `number`: of the next question, so that no two are the same."""

    world: World
    number: int = 0

    def begin(self, who: Customer) -> None:
        """A few messages, one after the other, and perhaps something in the end."""
        drawn, after = self.world.drawn, 0.0
        if drawn.random() < 0.2:
            self._says(who, after, drawn.choice(["Hola", "Buenas tardes", "👍"]))
            after += drawn.uniform(3, 40)
        for _ in range(drawn.choices([1, 2, 3, 4], [7, 3, 1, 1])[0]):
            self._asks(who, after)
            after += drawn.choices(
                [drawn.uniform(0.2, 6), drawn.uniform(20, 600), drawn.uniform(15, 59) * MINUTE, 61 * MINUTE],
                [4, 8, 2, 1],
            )[0]
        after += drawn.uniform(5, 20 * MINUTE)
        self._ends(who, after)

    def _ends(self, who: Customer, after: float) -> None:
        how = self.world.drawn.choices(
            ["", "thanks", "solved", "person", "help", "forget", "stop", "moved"], [30, 10, 15, 6, 3, 3, 1, 3]
        )[0]
        if how == "thanks":
            self._says(who, after, "Muchas gracias")
        if how == "solved":
            self._says(who, after, "Eso es todo, gracias", solved=True, remark=True)
        if how == "person":
            self._says(who, after, WANTS_PERSON)
            if self.world.drawn.random() < 0.2:  # before the ticket is counted, at times
                self._forgets(who, after + self.world.drawn.uniform(20, 15 * MINUTE))
        if how == "help":
            self._says(who, after, "ayuda")
        if how == "forget":
            self._forgets(who, after)
        if how == "stop":
            self._says(who, after, "stop")
            self._says(who, after + 40 * HOUR, "reanudar")
        if how == "moved":
            who.contact = replace(who.contact, external_id=f"MX.{who.number}")

    def _forgets(self, who: Customer, after: float) -> None:
        self._says(who, after, "borrar mis datos")
        self._says(who, after + self.world.drawn.uniform(20, 90), "sí", talks=True, remark=True)

    def _asks(self, who: Customer, after: float) -> None:
        self.number += 1
        kind = "FAQ" if self.world.drawn.random() < 0.25 else "pedido"
        self._says(who, after, f"¿Me dices de {kind} {self.number}?", talks=True)

    def _says(self, who: Customer, after: float, text: str, **drawn: Any) -> None:
        self.world.time.after(after, partial(self.world.comes, who, text, **drawn))

    def is_asked(self, who: Customer) -> None:
        """A customer got the question how it was: perhaps they answer, and comment."""
        drawn, comes = self.world.drawn, self.world.comes
        if drawn.random() < 0.4:
            return
        after = drawn.choice([drawn.uniform(20, 30 * MINUTE), drawn.uniform(1, 30) * HOUR])
        score = drawn.choices([1, 2, 3, 4, 5], [1, 1, 2, 4, 8])[0]
        self.world.time.after(after, partial(comes, who, str(score), talks=True, remark=True, score=score))
        if drawn.random() < 0.5:
            after += drawn.uniform(20, 25 * MINUTE)
            self.world.time.after(after, partial(comes, who, "Muy bien atendido siempre", talks=True, remark=True))
        if drawn.random() < 0.1:  # before the rating is counted, at times
            self._forgets(who, after + drawn.uniform(20, 15 * MINUTE))

    def is_answered(self, who: Customer) -> None:
        """A person wrote to a customer: perhaps they write on, or go back to the assistant."""
        drawn = self.world.drawn
        what = drawn.choices(["", "asks", "leaves", "stops"], [5, 5, 2, 4])[0]
        if what == "asks":
            self._asks(who, drawn.uniform(10, 3 * HOUR))
        if what == "stops":
            self._says(who, drawn.uniform(10, 10 * MINUTE), "stop")
            self._says(who, 50 * HOUR, "reanudar")
        if what == "leaves":
            self._says(who, drawn.uniform(10, HOUR), "volver al asistente")
