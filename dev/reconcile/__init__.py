"""`make reconcile MONTH=2026-11`: what was counted, beside what Twilio and OpenAI billed.

OPENAI_ADMIN_KEY, from the environment alone, is for this command: the function never gets it.
"""
