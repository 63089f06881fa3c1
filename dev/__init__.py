"""For people running Recado locally; never deployed."""
