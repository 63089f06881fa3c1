"""`make doctor`: is everything set up so that customers get answers? Each check says what it saw, or the remedy.

It reads settings as `make run` does. It sends no message, and asks OpenAI for one word.
"""
