"""Jobs of the clock (`/tick`): one job, one module; none affects another."""
