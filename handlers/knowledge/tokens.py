"""The size of a text in tokens, about: the real count takes the model's own vocabulary, which is fetched by network."""

import math

CHARACTERS_A_TOKEN = 3.5  # Spanish prose has 4 to 4.5, lists of prices 3: an estimate that is rather too high


def about_tokens(text: str) -> int:
    """The tokens of a text, about."""
    return math.ceil(len(text) / CHARACTERS_A_TOKEN)
