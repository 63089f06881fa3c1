/** The page's own words, in the browser's language or the chosen one. */

import { translated } from "./said.js";

const WORDS = {
  en: {
    // The top
    add_customer: "Add customer", customer: "Customer", restart: "Restart function", tick: "Clock tick", language: "Español",
    restart_why: "Kills it at once and starts it again. Threads stay, unless STORE=memory.",
    tick_why: "POST /tick, as Cloud Scheduler does every minute",
    open_panel: "Details, troubles", close: "Close", chats: "Chats",
    running: "function running", restarting: "function restarting…", down: "function down", away: "make run has stopped",
    standin: "a stand-in answers, not OpenAI", openai: "OpenAI answers", store: "threads in",
    no_rest: "TWILIO_API_KEY_SID is set: REST messages go to its account, and files cannot be fetched",
    // A chat
    app: "App", app_web: "Web chat",
    why_whatsapp_twilio: "Twilio waits 15 seconds, and takes the answer from the response.",
    why_web: "The chat talks to the function by itself, so what it does is not in the details. Who writes here is signed in at the site.",
    site: "A page of the site", site_anonymous: "As somebody whom the site does not know",
    why_telegram: "Telegram waits, and takes a plain answer from the response; one with marks comes by REST, and Telegram shows them itself.",
    why_whatsapp_meta: "Meta wants its 200 at once: the answer comes by REST. It is the same chat as by Twilio, and the same thread.",
    why_messenger: "Plain words, 2,000 characters a message. The answer comes by REST.",
    why_instagram: "Plain words, 1,000 bytes a message. The answer comes by REST.",
    settings: "Customer", name: "Name", number: "Number", business: "Business number", identity: "WhatsApp tells",
    id_number: "number", id_both: "number and lasting id", id_hidden: "lasting id only",
    empty_chat: "No messages yet.", empty_chat_kept: "No messages yet. The assistant remembers earlier runs and make chat.",
    team: "Team", agent: "Agent", by_itself: "written by this page",
    empty_team: "No messages yet. Write “tickets” once: WhatsApp lets the business write to you for 24 hours after that.",
    unseen: "New messages", typing: "typing…", rest: "by REST", delivery: "delivery",
    keys: "Arrow keys choose a message. Enter shows its details. R replies.",
    is_sent: "on its way", is_delivered: "delivered", is_read: "read", is_failed: "not delivered",
    reply: "Reply", details: "Details",
    file: "File", image: "Picture", audio: "Voice note", video: "Video", document: "Document", sticker: "Sticker",
    // The composer
    message: "Message", send: "Send", attach: "Attach a file", drop_file: "Do not send the file", drop_quote: "Do not reply",
    location: "Send a place", location_why: "Write “latitude, longitude, name”. Empty: a square in Mexico City.",
    button: "Press a button", button_why: "Write “words|payload”. Empty: “Yes|confirm”.", button_default: "Yes|confirm",
    voice: "Voice note", voice_stop: "Stop and send", voice_standin: "Voice note. The stand-in hears what is written here.",
    recording: "Recording", drop_recording: "Do not send the recording", no_microphone: "No microphone here. Attach a recording.",
    too_large: "This file has more than 16 MB.", trouble_range: "A trouble's number is out of range. Correct it and send again.",
    quick: "Quick words", quick_person: "human", quick_data: "my data",
    quick_tickets: "tickets", quick_help: "help", quick_desk: "desk", quick_take: "take", quick_close: "close",
    // The panel
    panel: "Details", troubles: "Trouble with the next message", twice: "Deliver it twice", signature: "Wrong signature",
    cut: "The vendor hangs up (seconds)", delay: "OpenAI takes longer (seconds)", fail: "OpenAI fails (requests)",
    nothing: "Choose a message to see its details.", hops: "Requests", cost: "Tokens and cost", log: "Log", form: "Fields", response: "Response",
    no_reply: "no reply", no_message: "no message in it", accepted: "signature accepted", refused: "signature refused", no_status: "no answer",
    messages: "messages", redirect: "redirect", on_its_way: "on its way…",
    cost_later: "The answer comes later, and that line of the log tells no cost.", not_asked: "OpenAI has not been asked.", tokens: "tokens in", cached: "cached", out: "tokens out",
    sources: "sources", unknown: "said that it does not know",
    unknown_cost: "price unknown", no_log: "No lines yet.", no_twiml: "No document.",
  },
  es: {
    add_customer: "Agregar cliente", customer: "Cliente", restart: "Reiniciar función", tick: "Pulso de reloj", language: "Português",
    restart_why: "La detiene de golpe y la arranca otra vez. Los hilos quedan, salvo con STORE=memory.",
    tick_why: "POST /tick, como Cloud Scheduler cada minuto",
    open_panel: "Detalles, problemas", close: "Cerrar", chats: "Chats",
    running: "función activa", restarting: "función reiniciándose…", down: "función caída", away: "make run se detuvo",
    standin: "contesta un sustituto, no OpenAI", openai: "contesta OpenAI", store: "hilos en",
    no_rest: "TWILIO_API_KEY_SID está puesto: los mensajes por REST van a su cuenta y los archivos no se pueden traer",

    app: "Aplicación", app_web: "Chat del sitio",
    why_whatsapp_twilio: "Twilio espera 15 segundos y toma la respuesta de la misma petición.",
    why_web: "El chat habla solo con la función, así que lo que hace no está en los detalles. Quien escribe aquí inició sesión en el sitio.",
    site: "Una página del sitio", site_anonymous: "Como alguien a quien el sitio no conoce",
    why_telegram: "Telegram espera y toma de la misma petición una respuesta sencilla; con formato llega por REST, y Telegram mismo lo muestra.",
    why_whatsapp_meta: "Meta quiere su 200 en seguida: la respuesta llega por REST. Es el mismo chat que por Twilio, y el mismo hilo.",
    why_messenger: "Texto sencillo, 2000 caracteres por mensaje. La respuesta llega por REST.",
    why_instagram: "Texto sencillo, 1000 bytes por mensaje. La respuesta llega por REST.",
    settings: "Cliente", name: "Nombre", number: "Número", business: "Número del negocio", identity: "WhatsApp dice",
    id_number: "número", id_both: "número e id duradero", id_hidden: "solo id duradero",
    empty_chat: "Aún no hay mensajes.", empty_chat_kept: "Aún no hay mensajes. El asistente recuerda lo de antes y lo de make chat.",
    team: "Equipo", agent: "Agente", by_itself: "lo escribió esta página",
    empty_team: "Aún no hay mensajes. Escribe «tickets» una vez: WhatsApp deja que el negocio te escriba durante 24 horas.",
    unseen: "Mensajes nuevos", typing: "escribiendo…", rest: "por REST", delivery: "entrega",
    keys: "Las flechas eligen un mensaje. Enter muestra sus detalles. R lo responde.",
    is_sent: "en camino", is_delivered: "entregado", is_read: "leído", is_failed: "no entregado",
    reply: "Responder", details: "Detalles",
    file: "Archivo", image: "Imagen", audio: "Nota de voz", video: "Video", document: "Documento", sticker: "Sticker",

    message: "Mensaje", send: "Enviar", attach: "Adjuntar un archivo", drop_file: "No enviar el archivo", drop_quote: "No responder",
    location: "Enviar un lugar", location_why: "Escribe «latitud, longitud, nombre». Vacío: una plaza de la Ciudad de México.",
    button: "Pulsar un botón", button_why: "Escribe «palabras|carga». Vacío: «Sí|confirm».", button_default: "Sí|confirm",
    voice: "Nota de voz", voice_stop: "Detener y enviar", voice_standin: "Nota de voz. El sustituto oye lo que está escrito aquí.",
    recording: "Grabando", drop_recording: "No enviar la grabación", no_microphone: "Aquí no hay micrófono. Adjunta una grabación.",
    too_large: "Este archivo tiene más de 16 MB.", trouble_range: "El número de un problema está fuera de rango. Corrígelo y envía otra vez.",
    quick: "Palabras rápidas", quick_person: "humano", quick_data: "mis datos",
    quick_tickets: "tickets", quick_help: "ayuda", quick_desk: "panel", quick_take: "tomar", quick_close: "cerrar",

    panel: "Detalles", troubles: "Problemas del próximo mensaje", twice: "Entregarlo dos veces", signature: "Firma falsa",
    cut: "El proveedor cuelga (segundos)", delay: "OpenAI tarda más (segundos)", fail: "OpenAI falla (peticiones)",
    nothing: "Elige un mensaje para ver sus detalles.", hops: "Peticiones", cost: "Tokens y costo", log: "Registro", form: "Campos", response: "Respuesta",
    no_reply: "sin respuesta", no_message: "sin mensaje en ella", accepted: "firma aceptada", refused: "firma rechazada", no_status: "nadie contestó",
    messages: "mensajes", redirect: "redirección", on_its_way: "en camino…",
    cost_later: "La respuesta llega después, y esa línea del registro no dice el costo.", not_asked: "No se ha preguntado a OpenAI.", tokens: "tokens de entrada", cached: "en caché", out: "tokens de salida",
    sources: "fuentes", unknown: "dijo que no lo sabe",
    unknown_cost: "precio desconocido", no_log: "Aún no hay líneas.", no_twiml: "Sin documento.",
  },
  pt: {
    add_customer: "Adicionar cliente", customer: "Cliente", restart: "Reiniciar função", tick: "Pulso do relógio", language: "English",
    restart_why: "Encerra a função na hora e a inicia de novo. As conversas ficam, salvo com STORE=memory.",
    tick_why: "POST /tick, como o Cloud Scheduler a cada minuto",
    open_panel: "Detalhes, problemas", close: "Fechar", chats: "Chats",
    running: "função ativa", restarting: "função reiniciando…", down: "função fora do ar", away: "make run parou",
    standin: "responde um substituto, não a OpenAI", openai: "responde a OpenAI", store: "conversas em",
    no_rest: "TWILIO_API_KEY_SID está definido: as mensagens por REST vão para essa conta, e os arquivos não podem ser buscados",

    app: "Aplicativo", app_web: "Chat do site",
    why_whatsapp_twilio: "A Twilio espera 15 segundos e recebe a resposta no mesmo pedido.",
    why_web: "O chat fala sozinho com a função, e por isso o que ele faz não está nos detalhes. Quem escreve aqui entrou no site.",
    site: "Uma página do site", site_anonymous: "Como alguém que o site não conhece",
    why_telegram: "O Telegram espera e recebe no mesmo pedido uma resposta simples; com formato ela chega por REST, e o próprio Telegram o mostra.",
    why_whatsapp_meta: "A Meta quer o seu 200 na hora: a resposta chega por REST. É o mesmo chat que pela Twilio, e a mesma conversa.",
    why_messenger: "Texto simples, 2000 caracteres por mensagem. A resposta chega por REST.",
    why_instagram: "Texto simples, 1000 bytes por mensagem. A resposta chega por REST.",
    settings: "Cliente", name: "Nome", number: "Número", business: "Número do negócio", identity: "O WhatsApp informa",
    id_number: "número", id_both: "número e id permanente", id_hidden: "só id permanente",
    empty_chat: "Ainda não há mensagens.", empty_chat_kept: "Ainda não há mensagens. O assistente lembra o de antes e o de make chat.",
    team: "Equipe", agent: "Agente", by_itself: "esta página escreveu",
    empty_team: "Ainda não há mensagens. Escreva “tickets” uma vez: o WhatsApp deixa o negócio escrever para você por 24 horas.",
    unseen: "Novas mensagens", typing: "digitando…", rest: "por REST", delivery: "entrega",
    keys: "As setas escolhem uma mensagem. Enter mostra os detalhes. R responde.",
    is_sent: "a caminho", is_delivered: "entregue", is_read: "lida", is_failed: "não entregue",
    reply: "Responder", details: "Detalhes",
    file: "Arquivo", image: "Imagem", audio: "Áudio", video: "Vídeo", document: "Documento", sticker: "Figurinha",

    message: "Mensagem", send: "Enviar", attach: "Anexar um arquivo", drop_file: "Não enviar o arquivo", drop_quote: "Não responder",
    location: "Enviar um lugar", location_why: "Escreva “latitude, longitude, nome”. Vazio: uma praça na Cidade do México.",
    button: "Apertar um botão", button_why: "Escreva “palavras|carga”. Vazio: “Sim|confirm”.", button_default: "Sim|confirm",
    voice: "Áudio", voice_stop: "Parar e enviar", voice_standin: "Áudio. O substituto ouve o que está escrito aqui.",
    recording: "Gravando", drop_recording: "Não enviar a gravação", no_microphone: "Aqui não há microfone. Anexe uma gravação.",
    too_large: "Este arquivo tem mais de 16 MB.", trouble_range: "O número de um problema está fora do intervalo. Corrija e envie de novo.",
    quick: "Palavras rápidas", quick_person: "atendente", quick_data: "meus dados",
    quick_tickets: "tickets", quick_help: "ajuda", quick_desk: "painel", quick_take: "pegar", quick_close: "fechar",

    panel: "Detalhes", troubles: "Problemas da próxima mensagem", twice: "Entregar duas vezes", signature: "Assinatura falsa",
    cut: "O fornecedor desliga (segundos)", delay: "A OpenAI demora mais (segundos)", fail: "A OpenAI falha (pedidos)",
    nothing: "Escolha uma mensagem para ver os detalhes.", hops: "Pedidos", cost: "Tokens e custo", log: "Registro", form: "Campos", response: "Resposta",
    no_reply: "sem resposta", no_message: "sem mensagem nele", accepted: "assinatura aceita", refused: "assinatura recusada", no_status: "ninguém respondeu",
    messages: "mensagens", redirect: "redirecionamento", on_its_way: "a caminho…",
    cost_later: "A resposta chega depois, e essa linha do registro não diz o custo.", not_asked: "A OpenAI não foi consultada.", tokens: "tokens de entrada", cached: "em cache", out: "tokens de saída",
    sources: "fontes", unknown: "disse que não sabe",
    unknown_cost: "preço desconhecido", no_log: "Ainda não há linhas.", no_twiml: "Sem documento.",
  },
};

const KEPT = "recado-language";
const chosen = localStorage.getItem(KEPT) || navigator.language.slice(0, 2);

export let language = chosen in WORDS ? chosen : "en"; // importers see each change

export const say = (key) => WORDS[language][key] ?? key;

/** A sentence of the server's. */
export const said = (sentence) => translated(sentence, language);

/** Go on to the next language; the button's own word names it. */
export function switchLanguage() {
  const all = Object.keys(WORDS);
  language = all[(all.indexOf(language) + 1) % all.length];
  localStorage.setItem(KEPT, language);
  translatePage();
}

/** Fill in what is marked with data-t (text), data-t-label (aria-label) and data-t-title. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll("[data-t]")) each.textContent = say(each.dataset.t);
  for (const each of document.querySelectorAll("[data-t-label]")) each.setAttribute("aria-label", say(each.dataset.tLabel));
  for (const each of document.querySelectorAll("[data-t-title]")) each.title = say(each.dataset.tTitle);
}
