"""`make doctor`: checks your setup and says how to fix what is wrong.

It reads settings as `make run` does. It sends no message, and asks OpenAI for one word.
"""
