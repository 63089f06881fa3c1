"""LINE's dialect: read (verify, parse) and write (messages)."""
