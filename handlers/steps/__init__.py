"""Steps: one behaviour that a customer notices per module; each answers its own messages, and leaves the rest."""
