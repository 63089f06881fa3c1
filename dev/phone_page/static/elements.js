/** Elements and requests in one line each. Text only ever becomes a text node. */

import { said, say } from "./words.js";

/** make("p", {class: "hint", onclick: f}, "text", child, …); what is null or false is left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** A row of buttons that is one Tab stop: arrow keys, Home and End go on from there. */
export function oneStop(row) {
  const all = [...row.children];
  const stop = (at) => all.forEach((button, place) => button.setAttribute("tabindex", place === at ? "0" : "-1"));
  stop(Math.max(all.findIndex((button) => button.getAttribute("tabindex") === "0"), 0));
  row.onfocusin = ({ target }) => stop(Math.max(all.indexOf(target.closest("button")), 0));
  row.onkeydown = (event) => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  };
}

/** POST, as JSON unless it is a file. Throws an Error with a sentence. */
export async function post(path, content = {}) {
  const isFile = content instanceof Blob;
  const type = isFile ? content.type || "application/octet-stream" : "application/json";
  return answered(fetch(path, {
    method: "POST", headers: { "Content-Type": type }, body: isFile ? content : JSON.stringify(content),
  }));
}

export async function get(path) {
  return answered(fetch(path));
}

async function answered(asked) {
  const response = await asked.catch(() => { throw new Error(say("away")); });
  const found = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(found.problem ? said(found.problem) : `HTTP ${response.status}`);
  return found;
}
