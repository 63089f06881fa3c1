"""What a customer can notice, one behaviour a module: each is `step(turn) -> Reply | None`, the first reply wins."""
