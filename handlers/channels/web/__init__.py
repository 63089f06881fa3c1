"""The dialect of the chat on the business's own site: sessions, messages, texts as a tree for the page, the script."""
