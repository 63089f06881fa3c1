"""What a conversation needs of the world: the promises that adapters keep and tests/contracts/ checks."""
