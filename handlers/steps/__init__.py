"""Steps: one behaviour that a customer notices per module; `step(turn) -> Reply | None`, and the first reply wins."""
