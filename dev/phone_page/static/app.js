/** Starts the page: listens to the server's events, and hands them to chats and panel. */

import { Chat } from "./chat.js";
import { make, post } from "./elements.js";
import { changed, choose } from "./panel.js";
import { say, switchLanguage, translatePage } from "./words.js";

const part = (name) => document.getElementById(name);
const chats = new Map();
const page = { about: {}, choose, complain, troubles };

/** The troubles chosen for the next message; sending it resets them. */
function troubles() {
  const form = part("troubles");
  const number = (name) => Number(form.elements[name].value) || 0;
  const asked = {
    twice: form.elements.twice.checked, signature: form.elements.signature.checked,
    cut: number("cut"), delay: number("delay"), fail: number("fail"),
  };
  form.reset();
  return asked;
}

function complain(text) {
  part("status").textContent = text;
  part("status").classList.add("bad");
}

function tell(text) {
  part("status").textContent = text;
  part("status").classList.remove("bad");
}

function chatOf(customer) {
  if (chats.has(customer.id)) chats.get(customer.id).update(customer);
  else {
    const chat = new Chat(customer, page);
    chats.set(customer.id, chat);
    part("chats").append(chat.element);
  }
  return chats.get(customer.id);
}

const on = {
  all({ customers, bubbles, about }) {
    page.about = about;
    part("about").textContent = [
      say(about.openai ? "standin" : "openai"), `${say("store")} ${about.store}`, about.rest ? "" : say("no_rest"),
    ].filter(Boolean).join(" · ");
    for (const each of document.querySelectorAll(".openai input")) each.disabled = !about.openai;
    for (const each of customers) chatOf(each).show(bubbles.filter((bubble) => bubble.customer === each.id));
    tell(say("running"));
  },
  customer: (customer) => chatOf(customer),
  bubble: (bubble) => chats.get(bubble.customer)?.add(bubble),
  typing: (typing) => chats.get(typing.customer)?.showTyping(typing),
  turn({ sid, open, customer }) {
    const chat = chats.get(customer);
    if (open === 0 && chat?.typingFor === sid) chat.hideTyping();
    changed(sid);
  },
  function: ({ state }) => (state === "down" ? complain : tell)(say(state)),
};

function listen() {
  const events = new EventSource("/events");
  for (const [name, act] of Object.entries(on)) events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  events.addEventListener("error", () => complain(say("away"))); // the browser tries again by itself
}

async function press(path, then = () => {}) {
  try {
    then(await post(path));
  } catch (problem) {
    complain(problem.message);
  }
}

translatePage();
part("language").textContent = say("language");
part("language").addEventListener("click", switchLanguage);
part("add-customer").addEventListener("click", () => press("/api/customers"));
part("restart").addEventListener("click", async ({ currentTarget: button }) => {
  button.disabled = true; // until the new one runs
  await press("/api/restart");
  button.disabled = false;
});
part("tick").addEventListener("click", () => press("/api/tick", ({ status, answer }) => tell(`Tick: ${status} ${answer}`)));
document.body.append(make("datalist", { id: "businesses" },
  ...["+5215587654321", "+5215587654322"].map((number) => make("option", { value: `whatsapp:${number}` }))));
listen();
