/** The page's own words, in the browser's language or the chosen one. */

const WORDS = {
  en: {
    add_customer: "Add customer", restart: "Restart the function", chats: "Chats", panel: "What happened",
    restart_why: "Kill it, whatever it is doing, and start it anew. Threads stay, unless STORE=memory.",
    tick: "Tick", tick_why: "POST /tick, as Cloud Scheduler does every minute",
    troubles: "Trouble with the next message", twice: "Deliver it twice", signature: "Wrong signature",
    cut: "Twilio hangs up after … seconds", delay: "OpenAI takes … seconds longer",
    fail: "OpenAI fails for the next … requests",
    nothing: "Choose a message to see what happened to it.", hops: "Requests", cost: "Tokens and cost", log: "Log",
    form: "Form", message: "Message", send: "Send", attach: "Attach a file", location: "Send a location",
    location_why: "What is written as “latitude, longitude, name” is sent as a place; without it, a square in Mexico City",
    button: "Press a button", button_why: "What is written as “words|payload” is sent as a pressed button",
    voice: "Voice note", voice_stop: "Stop and send the voice note",
    open_panel: "What happened, troubles", close: "Close",
    recording: "Recording", drop_recording: "Do not send the recording", too_large: "This file has more than 16 MB.",
    trouble_range: "A trouble is out of range: correct its number, then send.", empty_chat: "No message here yet.",
    keys: "Arrow keys choose a message, Enter shows what happened to it, R replies to it", is_sent: "on its way",
    is_delivered: "delivered", is_read: "read", is_failed: "not delivered",
    voice_standin: "Voice note. The stand-in cannot hear: it takes what is written here for what is said",
    no_microphone: "No microphone here: attach a recording instead.", reply: "Reply to this message",
    details: "See what happened to this message", drop_quote: "Do not reply to a message", drop_file: "Do not send the file",
    typing: "typing…", rest: "by REST", name: "Name", number: "Number", business: "Business number",
    identity: "What Twilio tells", id_number: "number", id_both: "number and lasting id", id_hidden: "hidden number",
    settings: "Customer", no_reply: "no reply", accepted: "signature accepted", refused: "signature refused",
    no_status: "no answer", message_came: "message", messages: "messages", redirect: "redirect", on_its_way: "on its way …", delivery: "delivery",
    not_asked: "OpenAI was not asked in this turn, or not yet.", tokens: "tokens in", cached: "of them cached",
    out: "tokens out", unknown_cost: "price not known", no_log: "No line yet.", no_twiml: "No document yet.",
    running: "function runs", restarting: "function restarts …", down: "function is down", away: "make run has stopped",
    standin: "a stand-in for OpenAI answers", openai: "OpenAI answers", store: "threads in",
    no_rest: "TWILIO_API_KEY_SID is set: REST messages go to that account, files cannot be fetched", file: "File",
    image: "Picture", audio: "Voice note", video: "Video", document: "Document", sticker: "Sticker",
    language: "Español",
  },
  es: {
    add_customer: "Añadir cliente", restart: "Reiniciar la función", chats: "Chats", panel: "Qué pasó",
    restart_why: "Matarla, haga lo que haga, y arrancarla otra vez. Los hilos quedan, salvo con STORE=memory.",
    tick: "Tick", tick_why: "POST /tick, como Cloud Scheduler cada minuto",
    troubles: "Problemas para el próximo mensaje", twice: "Entregarlo dos veces", signature: "Firma falsa",
    cut: "Twilio cuelga a los … segundos", delay: "OpenAI tarda … segundos más",
    fail: "OpenAI falla en las próximas … peticiones",
    nothing: "Elige un mensaje para ver qué pasó con él.", hops: "Peticiones", cost: "Tokens y costo", log: "Registro",
    form: "Formulario", message: "Mensaje", send: "Enviar", attach: "Adjuntar un archivo", location: "Enviar una ubicación",
    location_why: "Lo escrito como «latitud, longitud, nombre» se envía como lugar; sin eso, una plaza de la Ciudad de México",
    button: "Pulsar un botón", button_why: "Lo escrito como «palabras|payload» se envía como botón pulsado",
    voice: "Nota de voz", voice_stop: "Parar y enviar la nota de voz",
    open_panel: "Qué pasó, problemas", close: "Cerrar",
    recording: "Grabando", drop_recording: "No enviar la grabación", too_large: "Este archivo tiene más de 16 MB.",
    trouble_range: "Un problema tiene un número fuera de rango: corrígelo y envía otra vez.", empty_chat: "Aquí aún no hay mensajes.",
    keys: "Las flechas eligen un mensaje, Enter muestra qué pasó con él, R lo responde", is_sent: "en camino",
    is_delivered: "entregado", is_read: "leído", is_failed: "no entregado",
    voice_standin: "Nota de voz. El sustituto no oye: toma lo escrito aquí por lo dicho",
    no_microphone: "Aquí no hay micrófono: adjunta una grabación.", reply: "Responder a este mensaje",
    details: "Ver qué pasó con este mensaje", drop_quote: "No responder a un mensaje", drop_file: "No enviar el archivo",
    typing: "escribiendo…", rest: "por REST", name: "Nombre", number: "Número", business: "Número del negocio",
    identity: "Lo que dice Twilio", id_number: "número", id_both: "número e id duradero", id_hidden: "número oculto",
    settings: "Cliente", no_reply: "sin respuesta", accepted: "firma aceptada", refused: "firma rechazada",
    no_status: "nadie contestó", message_came: "mensaje", messages: "mensajes", redirect: "redirección", on_its_way: "en camino …",
    delivery: "entrega", not_asked: "No se preguntó a OpenAI en este turno, o todavía no.", tokens: "tokens de entrada",
    cached: "de ellos en caché", out: "tokens de salida", unknown_cost: "precio desconocido", no_log: "Aún ninguna línea.",
    no_twiml: "Aún ningún documento.", running: "la función corre", restarting: "la función reinicia …",
    down: "la función está caída", away: "make run se detuvo", standin: "contesta un sustituto de OpenAI",
    openai: "contesta OpenAI", store: "hilos en",
    no_rest: "TWILIO_API_KEY_SID está puesto: lo que va por REST va a esa cuenta, y los archivos no se pueden traer",
    file: "Archivo", image: "Imagen", audio: "Nota de voz", video: "Video", document: "Documento", sticker: "Sticker",
    language: "English",
  },
};

const KEPT = "recado-language";
const chosen = localStorage.getItem(KEPT) || navigator.language.slice(0, 2);

export const language = chosen in WORDS ? chosen : "en";

export const say = (key) => WORDS[language][key] ?? key;

export function switchLanguage() {
  localStorage.setItem(KEPT, language === "es" ? "en" : "es");
  location.reload(); // the server tells everything again
}

/** Fill in what index.html marks with data-t (text), data-t-label (aria-label) and data-t-title. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll("[data-t]")) each.textContent = say(each.dataset.t);
  for (const each of document.querySelectorAll("[data-t-label]")) each.setAttribute("aria-label", say(each.dataset.tLabel));
  for (const each of document.querySelectorAll("[data-t-title]")) each.title = say(each.dataset.tTitle);
}
