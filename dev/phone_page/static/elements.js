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
