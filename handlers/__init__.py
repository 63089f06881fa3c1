"""Recado's floor plan, from the door inwards.

- doors/: HTTP in, HTTP out: routes, answering and by_rest (shared by all channels), a door for each, openai, tick
- channels/: pure dialects, a package each: read (verify, parse) and write (render); markup/ is shared
- conversation/: messages, threads, turns and late answers, with the ports that they need; knows no vendor
- tickets/: a person when one is needed: a ticket and its changes, agents and their orders, notices, opening hours; with
  its own ports
- knowledge/: what the business knows: its FAQ, its files; with its own ports
- money/: what messages cost: prices, ledger, ceilings; with its own ports
- numbers/: what is counted, day by day, and the reports made of it; with its own ports
- tools/: what the assistant may do for a customer; with its own ports
- steps/: one behaviour that a customer notices, one module
- jobs/: one thing that the clock does, one module
- pages/: what people of the business open in a browser: signing in, the desk, the numbers, the answers that were taught
- stores/: documents (the port), and over it threads, debts, erasures and tickets, each written once
- adapters/: one vendor each: documents in Firestore, in a file of SQLite's and in memory; openai/, twilio/, telegram/,
  meta/; servers/: those of other models, which speak OpenAI's APIs; fetching: files and answers, as all carriers' do it
- wiring/: cast (who plays what), manners (the steps), chores (the jobs), addresses (the doors)
- settings, carrier_settings, checks, carrier_checks, fitting, faults: the settings, what each of them has to be, what
  they have to be together, and the sentences about those that are wrong; briefing: what they make the assistant be told
  and asked
- instructions, logs, errors, languages, texts, kept_texts, body, callers: what the assistant is always told, the log,
  every error, the languages spoken, the product's own sentences in them, those about what is kept, the limits of a
  request's body, who calls and how often they may
"""

__version__ = "0.1.0"
