"""OpenAI: the assistant, what listens and judges for it, and its webhook."""
