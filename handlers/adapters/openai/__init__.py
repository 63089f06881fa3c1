"""OpenAI: the assistant, transcription, moderation, and its webhook."""
