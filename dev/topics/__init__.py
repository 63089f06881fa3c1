"""`make topics`: names for what fell under "other", proposed by the model from what customers wrote, with examples.

It says first what it would send to whom, and what that costs; it sends with SEND=1.
"""
