"""Wording: the words of a message without what does not matter to its sense: case, signs, politeness. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from handlers.conversation.small_talk import is_polite

MOST_CHARACTERS = 300  # of a message that may be an entry's; who writes more wants more than a fixed answer

# A word, or a sign that may say as much as a word, such as the emoji of a cake.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_NOT = re.compile(r"n['\u2019]t\b")
_NO = re.compile("[\u274c\u26d4\U0001f6ab\U0001f44e]")
# Faces, hands, hearts, sparkles, flowers, and what only varies another sign: they say nothing by themselves.
_SILENT = re.compile(
    "[\u2600\u2728\u2764\u200d\ufe0f\U0001f337-\U0001f33c\U0001f389\U0001f3fb-\U0001f3ff\U0001f44b\U0001f44d"
    "\U0001f493-\U0001f49f\U0001f600-\U0001f64f\U0001f90d-\U0001f917\U0001f91d\U0001f923-\U0001f92f\U0001f970\U0001f9e1]"
)
_SPELT = {
    **dict.fromkeys(("q", "k", "ke"), "que"),
    **dict.fromkeys(("xq", "pq"), "porque"),
    **dict.fromkeys(("pls", "plz"), "please"),
    "x": "por",
    "u": "you",
    "ur": "your",
    "r": "are",
    "vc": "voce",
    "vcs": "voces",
    "cant": "can not",
    "dont": "do not",
    "whats": "what is",
    "hows": "how is",
}

Phrases = frozenset[tuple[str, ...]]


def _phrases(*texts: str) -> Phrases:
    return frozenset(tuple(phrase.split()) for text in texts for phrase in text.split(","))


# Without accents.
_GREETINGS = _phrases(
    "hola,holi,buenas,buenos dias,buen dia,buenas tardes,buena tarde,buenas noches,buena noche,saludos,hola que tal",
    "hola como estas,hola como esta,hola como estan,buenas que tal",
    "hi,hello,hey,hi there,hello there,hey there,good morning,good afternoon,good evening,hi how are you",
    "hello how are you,oi,ola,bom dia,boa tarde,boa noite,oi tudo bem,ola tudo bem",
)
_ASKING = _phrases(
    "disculpa,disculpe,disculpen,perdon,perdone,oye,oiga,oigan,una pregunta,una consulta,una duda,tengo una pregunta",
    "tengo una duda,tengo una consulta,solo una pregunta,por favor,porfa,porfis,porfavor,favor",
    "please,sorry,excuse me,quick question,a question,i have a question,just a question,one question",
    "pfv,por gentileza,com licenca,desculpe,uma pergunta,uma duvida,tenho uma pergunta,tenho uma duvida,so uma duvida",
)
_TO_KNOW = _phrases(
    "quisiera saber,quiero saber,queria saber,me gustaria saber,me interesa saber,necesito saber,quisiera preguntar",
    "queria preguntar,quiero preguntar,me puedes decir,me puede decir,me pueden decir,me podrias decir,me podria decir",
    "me podrian decir,puedes decirme,puede decirme,pueden decirme,podrias decirme,podria decirme,podrian decirme",
    "me dices,me dice,me dicen,dime,digame,diganme,me puede informar,me pueden informar,me das,me da,me dan,dame,deme",
    "me puedes dar,me puede dar,me pueden dar,me podrias dar,me podria dar,me podrian dar,me pasas,me pasa,me pasan",
    "me compartes,me comparte,me comparten,give me,can you give me,could you give me,me passa,pode me passar",
    "i would like to know,i d like to know,i want to know,i wanted to know,i need to know,can you tell me",
    "could you tell me,can you please tell me,could you please tell me,would you tell me,please tell me,tell me",
    "do you know,gostaria de saber,queria saber,quero saber,preciso saber,pode me dizer,podem me dizer",
    "poderia me dizer,poderiam me dizer,voce pode me dizer,voces podem me dizer,me diz,me diga",
)
_THANKS = _phrases(
    "gracias,muchas gracias,mil gracias,de antemano,gracias de antemano,muchisimas gracias",
    "thanks,thank you,thx,thanks a lot,thank you very much,many thanks,thanks in advance,thank you in advance",
    "obrigado,obrigada,muito obrigado,muito obrigada,obg,desde ja,valeu",
)
_BEFORE, _AFTER = _GREETINGS | _ASKING | _TO_KNOW, _GREETINGS | _ASKING | _THANKS
_IF = frozenset({"si", "if", "whether", "se"})
_QUESTIONS = (
    "que cual cuando cuanto donde quien como porque what which when where who how why qual quando quanto onde quem"
)
_BARE = frozenset(_QUESTIONS.split())
_LONGEST = max(map(len, _BEFORE))


def words_of(text: str) -> tuple[str, ...]:
    """The words in lower case, with their accents, without politeness around them; none of a text that is too long."""
    if len(text) > MOST_CHARACTERS:
        return ()
    heard = _SILENT.sub(" ", unicodedata.normalize("NFC", text.casefold()))
    heard = _REPEATED.sub(r"\1", _NOT.sub(" not", _NO.sub(" no ", heard)))
    written = [word for word in _TOKEN.findall(heard) if word.isalnum() or unicodedata.category(word) == "So"]
    return _without_politeness([part for word in written for part in _SPELT.get(word, word).split()])


@lru_cache(maxsize=4096)  # what was taught is looked through once a minute, and hardly ever changes
def wording_of(text: str) -> tuple[str, ...]:
    """The same without accents: two questions of one wording are one."""
    return tuple(map(plain, words_of(text)))


def plain(word: str) -> str:
    """A word without accents; ñ and ç count as n and c."""
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _without_politeness(words: Sequence[str]) -> tuple[str, ...]:
    """The words between the polite ones at both ends; all of them, if nothing else is said."""
    plains = [plain(word) for word in words]
    first, last = 0, len(words)
    while taken := _leading(plains[first:last]):
        first += taken
    while taken := _trailing(plains[first:last]):
        last -= taken
    # "okay" of "okay thanks" does not, nor does "why" of "why thank you".
    says_more = any(word not in _BARE and not is_polite(word) for word in plains[first:last])
    return tuple(words[first:last] if says_more else words)


def _leading(words: Sequence[str]) -> int:
    """The number of words at the beginning that are a polite phrase."""
    count = _polite(words, _BEFORE, lambda size: words[:size])
    follows_if = tuple(words[:count]) in _TO_KNOW and bool(_IF.intersection(words[count : count + 1]))
    return count + follows_if


def _trailing(words: Sequence[str]) -> int:
    return _polite(words, _AFTER, lambda size: words[len(words) - size :])


def _polite(words: Sequence[str], phrases: Phrases, part: Callable[[int], Sequence[str]]) -> int:
    """The size of the longest part that is one of the phrases; 0 if none is."""
    return next((size for size in range(min(_LONGEST, len(words)), 0, -1) if tuple(part(size)) in phrases), 0)
