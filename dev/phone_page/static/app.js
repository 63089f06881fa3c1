/** Starts the page: listens to the server's events, and hands them to chats and panel. */

import { Chat } from "./chat.js";
import { make, oneStop, post } from "./elements.js";
import { leadHome } from "./links.js";
import { changed, choose, look, mark, redrawn } from "./panel.js";
import { troubles } from "./troubles.js";
import { said, say, switchLanguage, translatePage } from "./words.js";

const part = (name) => document.getElementById(name);
const chats = new Map();
const page = { about: {}, state: "", choose, look, attempt, troubles };

/** The function's state, by its word; it cannot be restarted while it is. */
function tell(state) {
  page.state = state;
  part("status").textContent = say(state);
  part("status").classList.toggle("bad", ["down", "away"].includes(state));
  part("restart").disabled = state === "restarting";
}

/** What the last button did: a sentence that stays until the next. */
function report(text = "", isBad = false) {
  part("report").textContent = text;
  part("report").classList.toggle("bad", isBad);
}

async function attempt(act) {
  report();
  try {
    return await act();
  } catch (problem) {
    report(problem.message, true);
  }
}

/** The names above the chats: a Tab stop for customers, and one for agents. */
function stops() {
  for (const row of ["people", "agents"]) oneStop(part(row));
}

/** There are as many customers as the server keeps. */
function tellFull() {
  const isFull = part("people").children.length >= page.about.most_customers;
  part("add-customer").disabled = isFull;
  part("add-customer").title = isFull ? said("enough customers") : "";
}

function chatOf(customer) {
  if (chats.has(customer.id)) chats.get(customer.id).update(customer);
  else {
    const chat = new Chat(customer, page);
    chat.show([], new Map());
    chats.set(customer.id, chat);
    part(customer.is_agent ? "team" : "customers").append(chat.element);
    part(customer.is_agent ? "agents" : "people").append(chat.name);
    part("team").hidden = part("agents").parentElement.hidden = !part("team").firstChild;
    stops();
    tellFull();
  }
  return chats.get(customer.id);
}

/** What stands in the top in the page's language. */
function describe({ openai, store, rest }) {
  part("about").textContent = [
    say(openai ? "standin" : "openai"), `${say("store")} ${store}`, rest ? "" : say("no_rest"),
  ].filter(Boolean).join(" · ");
}

/** The other language, without a reload: nothing that is being written is lost. */
function speak() {
  switchLanguage();
  report();
  part("language").textContent = say("language");
  describe(page.about);
  tell(page.state);
  for (const chat of chats.values()) chat.redraw();
  stops();
  tellFull();
  redrawn();
}

const on = {
  all({ customers, bubbles, marks, about, function: state }) {
    page.about = about;
    describe(about);
    leadHome(about);
    for (const each of document.querySelectorAll(".openai input")) each.disabled = !about.openai;
    const known = new Map(Object.entries(marks));
    for (const each of customers) chatOf(each).show(bubbles.filter((bubble) => bubble.customer === each.id), known);
    redrawn();
    tell(state);
  },
  customer: (customer) => chatOf(customer),
  bubble(bubble) {
    chats.get(bubble.customer)?.add(bubble);
    mark(); // it may have been chosen before its news came
  },
  typing: (typing) => chats.get(typing.customer)?.showTyping(typing),
  turn(news) {
    chats.get(news.customer)?.news(news); // news about a log line are of no customer
    changed(news.sid);
  },
  function: ({ state }) => tell(state),
};

function listen() {
  const events = new EventSource("/events");
  for (const [name, act] of Object.entries(on)) events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  events.addEventListener("error", () => tell("away")); // the browser tries again by itself
}

translatePage();
part("language").textContent = say("language");
part("language").addEventListener("click", speak);
part("add-customer").addEventListener("click", () => attempt(async () => chatOf(await post("/api/customers", { name: `${say("customer")} ${part("people").children.length + 1}` })).goThere()));
part("restart").addEventListener("click", async ({ currentTarget: button }) => {
  button.disabled = true; // until the new one runs
  await attempt(() => post("/api/restart"));
  button.disabled = page.state === "restarting";
});
part("tick").addEventListener("click", () => attempt(async () => {
  const { status, answer } = await post("/api/tick");
  report(`/tick: ${status} ${answer}`, status !== 200);
}));
document.body.append(make("datalist", { id: "businesses" },
  ...["+5215587654321", "+5215587654322"].map((number) => make("option", { value: number }))));
listen();
