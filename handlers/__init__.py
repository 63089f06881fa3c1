"""Recado's floor plan, from the door inwards.

- doors/: HTTP in, HTTP out: routes, answering (the edge that channels share), twilio, openai, tick
- channels/: pure dialects, a package each: read (verify, parse) and write (render); markup/ is shared
- conversation/: messages, threads, turns and what is owed, with the ports that they need; knows no vendor
- steps/: one behaviour that a customer notices, one module
- jobs/: one thing that the clock does, one module
- stores/: documents (the port), and over it threads, debts and erasures, each written once
- adapters/: one vendor each: documents in Firestore, in a file of SQLite's and in memory; openai/, twilio/
- wiring/: cast (who plays what), manners (the steps), chores (the jobs), addresses (the doors)
- settings, instructions, logs, errors, texts, body: what can be set, what the assistant is told, what is logged, what
  can go wrong, what the product itself says, how much is read
"""

__version__ = "0.1.0"
