"""Small talk: messages that only greet or thank, and ask for nothing."""

from handlers.conversation.commands import MOST_CHARACTERS, plain

# Without accents, in lower case; all words of a message have to be among these.
_WORDS = frozenset(
    word
    for words in (
        "hola holi ola buenas buenos buen dia dias tardes noches que tal saludos gracias muchas muchisimas mil",
        "ok oka okay vale listo perfecto genial excelente super adios hasta luego pronto bye chao igualmente",
        "hi hello hey there good morning afternoon evening night thanks thank you thx ty so much many very great",
        "oi bom boa tarde noite tudo bem obrigado obrigada obg brigado valeu muito tchau ate logo mais beleza blz",
        "jaja jajaja jeje haha kkk rsrs y e and a de nada",
    )
    for word in words.split()
)


def is_small_talk(text: str) -> bool:
    """True if the words only greet or thank, or if there are signs alone, such as 👍. A question mark asks."""
    if "?" in text or len(text) > MOST_CHARACTERS:
        return False
    return bool(text.strip()) and all(map(is_polite, plain(text).split()))


def is_polite(word: str) -> bool:
    """True if this word, without accents and in lower case, only greets or thanks."""
    return word in _WORDS
