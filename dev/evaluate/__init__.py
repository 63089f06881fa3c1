"""`make eval`: conversations from a YAML file, held with the real function, and what is expected of each answer.

docs/evaluate.md has the file's keys. Each conversation is a customer of its own, before a function in a process of its
own, with Twilio's stand-in and either OpenAI's or, where there is a key, OpenAI itself.

- conversations: what is asked and expected; reading and nodes: the file, with the line of each fault
- cases: which are held, and their price; business: its settings; stage: the function, its store, the stand-ins
- playing: one conversation; kept: what the store says of an answer; clocked: the function at another time
- judging: one answer against what was expected, pure; judge: criteria, by a model
- results: how it went, and the last run; table: what the terminal shows
"""
