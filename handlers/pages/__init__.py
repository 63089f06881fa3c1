"""Pages that people of the business open: signing in, and the desk. Imported only where the desk is set up.

Plain forms and links, which work without a script, and one script of 190 lines that asks for changes. htmx would be 37
KB more, and would need most of those lines all the same: a draft, a focus and a playing voice note have to stay.
"""
