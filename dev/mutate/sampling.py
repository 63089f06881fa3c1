"""Draws a sample of the changes by a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import zip_longest

from dev.mutate.changes import Mutant


def sample(found: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """Draw so many: from each room as many, and of each kind of change in it."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    rooms: dict[str, dict[str, list[Mutant]]] = {}
    for mutant in chance.sample(found, len(found)):
        room = mutant.path.parts[1] if len(mutant.path.parts) > 2 else ""
        rooms.setdefault(room, {}).setdefault(mutant.kind, []).append(mutant)
    in_turns = [_in_turn(list(kinds.values())) for kinds in rooms.values()]
    return list(_in_turn(in_turns))[:size]


def _in_turn(queues: Sequence[Sequence[Mutant]]) -> list[Mutant]:
    return [mutant for row in zip_longest(*queues) for mutant in row if mutant is not None]
