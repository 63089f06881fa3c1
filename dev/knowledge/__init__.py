"""`make knowledge`: what is in the folder of KNOWLEDGE, what of it cannot be used, and how large it is.

With SYNC=1 it puts the folder into a vector store of OpenAI's.
"""
