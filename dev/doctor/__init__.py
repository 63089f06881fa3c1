"""`make doctor`: checks your setup and says how to fix what is wrong.

With PROJECT and REGION it asks gcloud about the deployed function; else it reads settings as `make run` does. It sends
no message, and asks OpenAI for one word, if it has the key.
"""
