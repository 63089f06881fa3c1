"""What the clock does (`/tick`): one job, one module; none hinders another."""
