/** The panel about one message: requests, responses, log lines, cost, the fields that were posted. */

import { get, make } from "./elements.js";
import { icon } from "./icons.js";
import { said, say } from "./words.js";

const part = (name) => document.getElementById(name);
let shown = "";
let chosen = "";
let wait = 0;
let before = null; // what had the focus when the sheet was opened

part("close-panel").append(icon("drop"));
part("close-panel").addEventListener("click", close);
part("open-panel").addEventListener("click", () => open(true));
part("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

/** On a narrow screen the panel is a sheet over the chats: CSS decides that, and whether there is a button to close it.
 *  On a wide one it is always there, and only who comes `byKey` goes into it. Escape leads back from either. */
function open(byKey) {
  const from = document.activeElement;
  part("panel").classList.add("open");
  const isSheet = Boolean(part("close-panel").offsetParent);
  part("panel").classList.toggle("open", isSheet); // else it would be one later, when the window gets narrow
  if (!isSheet && !byKey) return;
  before = from;
  part(isSheet ? "close-panel" : "panel").focus();
}

function close() {
  part("panel").classList.remove("open");
  before?.focus();
  before = null;
}

/** Show a message's turn, and mark its bubble. */
export async function choose(turn, bubble) {
  shown = turn;
  chosen = bubble;
  mark();
  await refresh();
}

/** Mark the chosen bubble. */
export function mark() {
  for (const each of document.querySelectorAll(".bubble")) each.classList.toggle("chosen", each.dataset.sid === chosen);
}

/** Bubbles were drawn anew, perhaps in another language. */
export function redrawn() {
  mark();
  if (shown) refresh();
}

/** The same, asked for by the person: it is brought into view, too. */
export async function look(turn, bubble, byKey) {
  open(byKey);
  await choose(turn, bubble);
}

/** News about a turn; "" for news about none, such as a refused request's line. */
export function changed(turn) {
  if (!shown || (turn && turn !== shown)) return;
  clearTimeout(wait);
  wait = setTimeout(refresh, 50);
}

async function refresh() {
  const asked = shown;
  const details = await get(`/api/turns/${encodeURIComponent(asked)}`).catch(() => null);
  if (asked !== shown) return; // another was chosen meanwhile
  part("details").hidden = !details;
  part("nothing").hidden = Boolean(details);
  if (!details) return;
  part("panel-hops").replaceChildren(...hops(details));
  part("panel-cost").replaceChildren(cost(details));
  part("panel-knowledge").replaceChildren(knowledge(details.knowledge));
  part("panel-log").replaceChildren(...lines(details.log));
  part("panel-twiml").replaceChildren(...documents(details.hops));
  part("panel-form").replaceChildren(make("tbody", {}, ...details.form.map(([name, value]) =>
    make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)))));
}

function hops({ hops: all, open }) {
  const twice = all.some((hop) => hop.delivery > 1);
  const rows = all.map((hop) => make("p", { class: hop.problem ? "hop bad" : "hop" },
    make("b", {}, hop.status === null ? say("no_status") : String(hop.status)), ` POST ${hop.path} `,
    make("span", { class: "ms" }, `${Math.round(hop.ms)} ms`), ` · ${outcome(hop)}`,
    twice && ` · ${say("delivery")} ${hop.delivery}`, hop.problem && make("span", { class: "problem" }, said(hop.problem))));
  return open ? [...rows, make("p", { class: "hint" }, say("on_its_way"))] : rows;
}

function outcome(hop) {
  if (hop.status === null) return say("no_reply");
  if (hop.status === 403) return say("refused");
  const came = hop.messages ? `${say("messages")}: ${hop.messages}` : hop.redirect ? "" : say("no_message");
  const signature = hop.status < 300 ? say("accepted") : "";
  return [signature, came, hop.redirect && say("redirect")].filter(Boolean).join(" · ");
}

const LATER = ["owed", "under_way"]; // results of turns whose answer comes by REST

function cost({ cost: found, log }) {
  if (!found) return say(log.some(({ result }) => LATER.includes(result)) ? "cost_later" : "not_asked");
  const dollars = found.cost === null ? say("unknown_cost") : `US$ ${found.cost.toFixed(6)}`;
  if (!found.output_tokens) return `${say("not_asked")} ${dollars}`;
  return `${found.input_tokens} ${say("tokens")} (${found.cached_tokens} ${say("cached")}), ${found.output_tokens} ${say("out")} · ${dollars}`;
}

function knowledge(found) {
  if (!found) return "";
  const sources = found.sources.length && `${say("sources")}: ${found.sources.join(", ")}`;
  return [!found.known && say("unknown"), sources].filter(Boolean).join(" · ");
}

function lines(log) {
  if (!log.length) return [make("p", { class: "hint" }, say("no_log"))];
  return log.map((line) => make("details", { class: `line ${String(line.severity).toLowerCase()}`, open: log.length === 1 },
    make("summary", {}, `${line.severity ?? ""} ${line.message ?? ""} ${line.result ?? ""}`),
    make("pre", {}, JSON.stringify(line, null, 1))));
}

function documents(all) {
  const found = all.filter((hop) => hop.document);
  if (!found.length) return [make("p", { class: "hint" }, say("no_twiml"))];
  return found.map((hop) => make("pre", { tabindex: "0", "aria-label": hop.path }, hop.document.replaceAll("><", ">\n<")));
}
