"""Documents in one file, by SQLite."""
