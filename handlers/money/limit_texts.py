"""Sentences about ceilings: for customers, once they are reached, and for the owner, once they are near."""

from handlers.languages import Sentence, Spoken
from handlers.money.budget import REACHED, Budget, is_month
from handlers.texts import escaped

LIMITED_TODAY = Sentence(
    es="Por hoy llegué a mi límite de respuestas. Guardé tu mensaje. Escríbeme mañana y te contesto.",
    usted="Por hoy llegué a mi límite de respuestas. Guardé su mensaje. Escríbame mañana y le contesto.",
    en="I've reached my limit of answers for today. I kept your message. Write to me tomorrow and I'll answer you.",
    pt="Cheguei ao meu limite de respostas por hoje. Guardei sua mensagem. Escreva amanhã e eu respondo.",
)
LIMITED_THIS_MONTH = Sentence(
    es="Por este mes llegué a mi límite de respuestas. Guardé tu mensaje. Escríbeme el mes que viene y te contesto.",
    usted="Por este mes llegué a mi límite de respuestas. Guardé su mensaje. Escríbame el mes que viene y le contesto.",
    en="I've reached my limit of answers for this month. I kept your message. Write to me next month and I'll answer"
    " you.",
    pt="Cheguei ao meu limite de respostas deste mês. Guardei sua mensagem. Escreva no mês que vem e eu respondo.",
)
ASK_A_PERSON = Sentence(  # behind one of these, where there are people
    es="Para hablar con una persona, escribe **humano**.",
    usted="Para hablar con una persona, escriba **humano**.",
    en="To talk to a person, write **human**.",
    pt="Para falar com uma pessoa, escreva **atendente**.",
)
NEAR = Sentence(  # percent, limit, setting
    es="Recado: ya se usó el {percent} % del límite de **{limit} USD** ({setting}). Si se alcanza, el asistente deja de"
    " responder. Las preguntas frecuentes, los comandos y los casos siguen funcionando.",
    en="Recado: {percent}% of the limit of **{limit} USD** ({setting}) is used. If it is reached, the assistant stops"
    " answering. Frequent questions, commands and tickets still work.",
    pt="Recado: {percent}% do limite de **{limit} USD** ({setting}) já foi usado. Se ele for atingido, o assistente"
    " para de responder. As perguntas frequentes, os comandos e os casos continuam funcionando.",
)
FULL = Sentence(  # limit, setting
    es="Recado: se alcanzó el límite de **{limit} USD** ({setting}). El asistente ya no responde. Las"
    " preguntas frecuentes, los comandos y los casos siguen funcionando.",
    en="Recado: the limit of **{limit} USD** ({setting}) is reached. The assistant no longer answers."
    " Frequent questions, commands and tickets still work.",
    pt="Recado: o limite de **{limit} USD** ({setting}) foi atingido. O assistente não responde mais. As"
    " perguntas frequentes, os comandos e os casos continuam funcionando.",
)


def setting_of(budget: Budget) -> str:
    """The name of the setting that this budget's limit comes from."""
    return "MONTH_LIMIT_USD" if is_month(budget.period) else "DAY_LIMIT_USD"


def to_owner(budget: Budget, language: Spoken) -> str:
    """The message to the owner about a ceiling that is near or reached, in our Markdown."""
    limit, setting = dollars(budget.limit), escaped(setting_of(budget))
    sentence = FULL if budget.said >= REACHED else NEAR
    return sentence[language].format(percent=budget.said, limit=limit, setting=setting)


def dollars(micros: int) -> str:
    """An amount as a setting has it: 5 or 12.50."""
    whole, rest = divmod(micros, 1_000_000)
    return f"{whole}.{str(rest).rjust(6, '0').rstrip('0').ljust(2, '0')}" if rest else str(whole)
