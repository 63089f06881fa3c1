/** Telegram's rich HTML as elements: https://core.telegram.org/bots/api#rich-html-style. Never by innerHTML: texts are not ours. */

import { make } from "./elements.js";
import { local } from "./links.js";

const KEPT = ["b", "i", "u", "s", "code", "pre", "p", "ul", "ol", "li", "blockquote", "table", "tbody", "tr", "th", "td", "br", "hr"];
const ADDRESS = /^(?:https?:|mailto:|tel:)/;

/** The nodes of a rich text; a tag that is not among Telegram's leaves what is in it. */
export function rich(html) {
  return inside(new DOMParser().parseFromString(html, "text/html").body);
}

const inside = (node) => [...node.childNodes].flatMap(shown);

function shown(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const name = node.localName;
  if (name === "a" && ADDRESS.test(node.getAttribute("href"))) {
    return [make("a", { href: local(node.getAttribute("href")), target: "_blank", rel: "noopener noreferrer" }, ...inside(node))];
  }
  if (/^h[1-6]$/.test(name)) return [make("p", { class: "title" }, ...inside(node))];
  if (name === "ol") return [make("ol", { start: node.getAttribute("start") }, ...inside(node))];
  return KEPT.includes(name) ? [make(name, {}, ...inside(node))] : inside(node);
}
