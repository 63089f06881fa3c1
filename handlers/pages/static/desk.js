// The desk works without this: forms and links. With it, what has changed comes by itself, forms do not reload the page,
// and a draft stays. No library: asking every five seconds and exchanging parts of the page is all that is needed.
"use strict";

const EVERY = 5000;
const served = new WeakMap(); // each part as the server sent it, since times are then shown in the agent's own way
const part = (node) => node.dataset.same ?? node.outerHTML;
const main = () => document.getElementById("talk");
const chat = () => document.getElementById("chat");
let busy = false;
let atEnd = true; // of the chat: then it stays there when something is added, or a picture has loaded

function remember(root) {
  for (const live of root.querySelectorAll("[data-live]")) for (const node of live.children) served.set(node, part(node));
}

// Only what differs is exchanged, so that a picture is not fetched again, and a focus, a draft or a voice note stays.
function exchange(live, fresh, all) {
  const old = new Map(all ? [] : [...live.children].map((node) => [served.get(node), node]));
  const wanted = [...fresh.children].map((node) => {
    const kept = old.get(part(node));
    if (kept) old.delete(part(node));
    else served.set(node, part(node));
    return kept ?? document.adoptNode(node);
  });
  for (const node of [...live.children]) if (!wanted.includes(node)) node.remove();
  let at = live.firstElementChild;
  for (const node of wanted) {
    if (node === at) at = at.nextElementSibling;
    else live.insertBefore(node, at);
  }
}

function show(html, { posted = false, sent = false, found = false } = {}) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.getElementById("talk")) return location.reload();
  const ids = (root) => [...root.querySelectorAll("[data-live]")].map((live) => live.id).join();
  const draft = document.querySelector("textarea")?.value ?? "";
  if (ids(document) === ids(fresh)) {
    for (const live of document.querySelectorAll("[data-live]")) {
      const stays = live.id === "rows" && "found" in live.dataset && !sent && !found;
      if (!stays) exchange(live, fresh.getElementById(live.id), posted && live.id !== "chat");
    }
    if (sent || found) document.getElementById("rows").toggleAttribute("data-found", found);
    if (sent) document.querySelector("[type=search]").value = "";
    for (const [name, value] of Object.entries(fresh.getElementById("talk").dataset)) main().dataset[name] = value;
  } else {
    document.body.replaceWith(document.adoptNode(fresh.body));
    remember(document);
  }
  document.title = fresh.title;
  const composer = document.querySelector("textarea");
  if (composer && !posted && !composer.value) composer.value = draft;
  if (atEnd || sent) toTheEnd();
  tick();
}

function toTheEnd() {
  if (chat()) chat().scrollTop = chat().scrollHeight;
}

function span(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

function tick() {
  for (const at of document.querySelectorAll("time[data-since]")) at.textContent = span(Date.now() - new Date(at.dataset.since));
  for (const at of document.querySelectorAll("time[datetime]:not([title])")) {
    const time = new Date(at.dateTime);
    at.title = time.toLocaleString(document.documentElement.lang);
    const today = time.toDateString() === new Date().toDateString();
    const how = today ? { timeStyle: "short" } : { dateStyle: "short", timeStyle: "short" };
    at.textContent = time.toLocaleString(document.documentElement.lang, how);
  }
  for (const at of document.querySelectorAll("[data-until]")) {
    const left = new Date(at.dataset.until) - Date.now();
    at.textContent = at.dataset.text.replace("%", span(left));
    at.classList.toggle("soon", left < 7200000);
    if (left < 0) main().dataset.mark = ""; // the composer is to be locked
  }
}

async function ask() {
  if (document.hidden || busy || !main()) return;
  const { place, mark } = main().dataset;
  const query = new URLSearchParams(place);
  query.set("mark", mark);
  try {
    const answer = await fetch(`/desk/changes?${query}`);
    if (answer.status === 401) location.reload();
    else if (answer.status === 200 && !busy && place === main().dataset.place) show(await answer.text());
  } catch {
    // no network for now: it asks again
  }
  tick();
}

async function search(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (isRefusedForNow(answer)) return offline();
    show(await answer.text(), { found: form.elements.search.value.trim() !== "" });
  } catch {
    offline();
  }
}

function isRefusedForNow({ status }) {
  return status === 429 || status >= 500;
}

function offline() {
  document.getElementById("said").textContent = main().dataset.offline;
}

async function send(form, button) {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    if (isRefusedForNow(answer)) return offline(); // the draft stays, with its key: sent again, it arrives once
    const html = await answer.text();
    if (answer.redirected) history.replaceState(null, "", answer.url);
    show(html, { posted: true, sent: answer.ok });
    document.querySelector("textarea")?.focus();
  } catch {
    offline();
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

document.addEventListener("scroll", ({ target }) => {
  if (target === chat()) atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
}, true);
document.addEventListener("load", ({ target }) => atEnd && chat()?.contains(target) && toTheEnd(), true);

document.addEventListener("submit", (event) => {
  const action = event.target.getAttribute("action");
  if (action !== "/desk/act" && action !== "/desk/search") return;
  event.preventDefault();
  if (action === "/desk/search") search(event.target);
  else send(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const menus = main() ? document.querySelectorAll("details[open]") : []; // elsewhere they hold what is being written
  for (const open of menus) if (!open.contains(event.target)) open.open = false;
  const text = event.target.dataset.insert;
  const composer = document.querySelector("textarea");
  if (text === undefined || !composer) return;
  composer.value = composer.value ? `${composer.value}\n${text}` : text;
  event.target.closest("details").open = false;
  composer.focus();
});

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
    event.preventDefault();
    target.form.requestSubmit(target.form.querySelector("[value=reply]") ?? undefined);
  } else if ((key === "ArrowDown" || key === "ArrowUp") && target.matches("a.row")) {
    event.preventDefault();
    const rows = [...document.querySelectorAll("a.row")];
    rows[rows.indexOf(target) + (key === "ArrowDown" ? 1 : -1)]?.focus();
  } else if (key === "/" && !target.matches("input, textarea")) {
    event.preventDefault();
    document.querySelector("[type=search]")?.focus();
  } else if (key === "Escape") {
    for (const open of document.querySelectorAll("details[open]")) open.open = false;
  }
});

const entering = document.getElementById("enter");
if (entering && location.hash) {
  entering.elements.token.value = location.hash.slice(1);
  entering.querySelector("label").hidden = true;
  history.replaceState(null, "", location.pathname); // the token is not left in the browser's history
}
remember(document);
toTheEnd();
tick();
if (main()) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
