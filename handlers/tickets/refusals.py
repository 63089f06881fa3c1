"""What an agent is told when nothing was done, by the reason; a notice that did not arrive; sentences as in texts."""

from handlers import texts as common
from handlers.languages import Sentence, Spoken
from handlers.tickets import agent_texts, code, windows
from handlers.tickets.attached import CannotSend
from handlers.tickets.inviting import IsInvited, NotByThisApp, NoTemplate, StillOpen
from handlers.tickets.ticket import CannotAct, IsClosed, IsStopped, IsTaken, NothingSaid
from handlers.tickets.window_words import in_words
from handlers.tickets.windows import WindowIsOver

IS_STOPPED = Sentence(
    es="{code} · No se envió. El cliente escribió «parar» y no quiere mensajes hasta que escriba «continuar».",
    en="{code} · Not sent. The customer wrote “stop” and wants no messages until they write “start”.",
    pt="{code} · Não enviado. O cliente escreveu “parar” e não quer mensagens até escrever “continuar”.",
)
NOTHING_SAID = Sentence(
    es="{code} · No se envió nada, faltan las palabras. Escribe el código y el texto en el mismo mensaje.",
    en="{code} · Nothing was sent, the words are missing. Write the code and the text in the same message.",
    pt="{code} · Nada foi enviado, faltam as palavras. Escreva o código e o texto na mesma mensagem.",
)
NOT_TOLD = Sentence(
    es="{code} · El aviso no llegó a la otra persona. WhatsApp lo permite si escribió aquí en las últimas 24 horas.",
    en="{code} · The notice did not reach the other person. WhatsApp allows it if they wrote here within 24 hours.",
    pt="{code} · O aviso não chegou à outra pessoa. O WhatsApp permite se ela escreveu aqui nas últimas 24 horas.",
)
GIVEN_UNTOLD = Sentence(  # code, agent
    es="{code} · Ahora lo tiene {agent}, pero WhatsApp no permite avisarle.",
    en="{code} · {agent} has it now, but WhatsApp does not let us tell them.",
    pt="{code} · Agora está com {agent}, mas o WhatsApp não permite avisar.",
)
NO_SUCH_FILES = Sentence(  # code, kind
    es="{code} · No se envió. El cliente no puede recibir por aquí archivos {kind}. Sí imágenes JPEG o PNG, audio,"
    " video MP4, PDF y documentos de Office.",
    en="{code} · Not sent. The customer can't get {kind} files here. JPEG or PNG pictures, sound, MP4 videos, PDF"
    " and Office documents work.",
    pt="{code} · Não enviado. O cliente não pode receber arquivos {kind} por aqui. Imagens JPEG ou PNG, áudio, vídeo"
    " MP4, PDF e documentos do Office, sim.",
)
MAY_INVITE = Sentence(  # instead of WINDOW_IS_OVER
    es="{code} · No se envió. El último mensaje del cliente tiene más de 24 horas. **{code} invitar** le manda un"
    " mensaje aprobado, para que pueda contestar.",
    en="{code} · Not sent. The customer's last message is over 24 hours old. **{code} invite** sends them an approved"
    " message, so that they can answer.",
    pt="{code} · Não enviado. A última mensagem do cliente tem mais de 24 horas. **{code} convidar** envia uma mensagem"
    " aprovada, para que possa responder.",
)
STILL_OPEN = Sentence(
    es="{code} · No hace falta, puedes escribirle.",
    en="{code} · No need, you can write to them.",
    pt="{code} · Não é preciso, você pode escrever.",
)
IS_INVITED = Sentence(
    es="{code} · Ya está invitado, falta que conteste.",
    en="{code} · They are invited already and have not answered yet.",
    pt="{code} · Já está convidado, falta responder.",
)
NOT_BY_THIS_APP = Sentence(
    es="{code} · Solo se puede invitar por WhatsApp. Aquí el cliente tiene que escribir primero.",
    en="{code} · Only on WhatsApp can customers be invited. Here the customer has to write first.",
    pt="{code} · Só dá para convidar pelo WhatsApp. Aqui o cliente tem que escrever primeiro.",
)
NO_TEMPLATE = Sentence(
    es="{code} · No hay un mensaje aprobado para invitar (TEMPLATE_REPLY).",
    en="{code} · There is no approved message to invite with (TEMPLATE_REPLY).",
    pt="{code} · Não há uma mensagem aprovada para convidar (TEMPLATE_REPLY).",
)
REFUSALS: dict[type[CannotAct], Sentence] = {
    CannotSend: NO_SUCH_FILES,
    IsClosed: agent_texts.IS_CLOSED,
    IsInvited: IS_INVITED,
    IsStopped: IS_STOPPED,
    NotByThisApp: NOT_BY_THIS_APP,
    NoTemplate: NO_TEMPLATE,
    NothingSaid: NOTHING_SAID,
    StillOpen: STILL_OPEN,
    WindowIsOver: agent_texts.WINDOW_IS_OVER,
}


def told_of(problem: CannotAct, ticket: str, language: Spoken, *, invites: bool) -> str:
    """What the agent is told. `ticket`: its code; `invites`: customers can be invited to write again."""
    shown = common.escaped(code.shown(ticket))
    if isinstance(problem, IsTaken):
        return agent_texts.IS_TAKEN[language].format(code=shown, agent=common.escaped(problem.agent))
    if isinstance(problem, CannotSend):
        return NO_SUCH_FILES[language].format(code=shown, kind=common.escaped(problem.media_type))
    if isinstance(problem, WindowIsOver):
        may_invite = invites and problem.contact.channel in windows.HAVE_TEMPLATES
        told = MAY_INVITE if may_invite else agent_texts.WINDOW_IS_OVER
        return told[language].format(code=shown, **in_words(problem.contact, language))
    return REFUSALS[type(problem)][language].format(code=shown)
