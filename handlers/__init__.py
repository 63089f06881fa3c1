"""Recado's floor plan, from the door inwards.

- routes: path and method -> handler
- webhook: POST /webhook, the HTTP edge of a message; door: who may come in there
- late: POST /openai and /tick, for what no request waits for
- wiring: which adapter plays which port, and the list of steps; read it to know the product's manners
- channels/: the dialects of Twilio and WhatsApp, pure
- conversation/: messages, threads (opening, progress, sending), turns and the ports they need; knows no vendor
- steps/: one behaviour a customer can notice, one module
- jobs/: one thing that the clock does, one module
- stores/: threads, debts and erasures, each written once over the port of documents
- adapters/: documents in Firestore, in a file of SQLite's and in memory; OpenAI, Twilio's REST API and its files
- settings, logs, errors, texts, body: what can be set, what is logged, what can go wrong, what the product itself says,
  how much is read
"""

__version__ = "0.1.0"
