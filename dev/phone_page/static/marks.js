/** WhatsApp's marks as elements: https://faq.whatsapp.com/539178204879377. Never by innerHTML: texts are not ours. */

import { make } from "./elements.js";
import { local } from "./links.js";

const FENCE = /```([\s\S]+?)```/;
const LINE = /^(?:(?<quote>> )|(?<bullet>[-*] )|(?<number>\d{1,9})\. )(?<rest>.*)$/;
const TAGS = { "*": "strong", _: "em", "~": "s" };
// Code, an address, or a mark that begins and ends at a word.
const INLINE = /`([^`\n]+)`|(https?:\/\/[^\s<>]*[^\s<>.,;:!?…»”)\]'"*_~])|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])/u;
const ADDRESS = /(https?:\/\/[^\s<>]*[^\s<>.,;:!?…»”)\]'"*_~])/u; // as in INLINE

/** A text with WhatsApp's marks, as nodes. */
export function marked(text) {
  if (!text) return [];
  const nodes = [];
  const pieces = text.split(FENCE); // every second one was inside
  pieces.forEach((piece, place) => {
    if (place % 2) nodes.push(make("pre", {}, piece.replace(/^\n|\n$/g, "")));
    else nodes.push(...blocks(piece.replace(place ? /^\n/ : /^$/, "")));
  });
  return nodes;
}

/** A text of an app without marks, where only addresses are more than words. */
export const plain = (text) => text.split(ADDRESS).map((piece, place) => (place % 2 ? link(piece) : piece));

/** A text without those marks, for where it is only named. */
export function unmarked(text) {
  return text.split(FENCE).map((piece, place) => place % 2 ? piece : make("span", {}, ...inline(piece)).textContent).join("");
}

function blocks(text) {
  const nodes = [];
  const plain = []; // lines that wait to become one node
  let open = null; // the list or quote that the next line may go on
  const flush = () => {
    if (plain.length) nodes.push(make("span", {}, ...inline(plain.splice(0).join("\n"))));
  };
  for (const line of text.split("\n")) {
    const found = line.match(LINE)?.groups;
    const tag = !found ? null : found.quote ? "blockquote" : found.bullet ? "ul" : "ol";
    if (!tag) {
      open = null;
      plain.push(line);
      continue;
    }
    flush();
    if (open?.localName !== tag) nodes.push((open = make(tag)));
    open.append(tag === "blockquote" ? make("p", {}, ...inline(found.rest))
      : make("li", { value: found.number }, ...inline(found.rest)));
  }
  flush();
  return nodes;
}

const link = (address) => make("a", { href: local(address), target: "_blank", rel: "noopener noreferrer" }, address);

function inline(text) {
  const found = text.match(INLINE);
  if (!found) return text ? [text] : [];
  const [all, code, address, mark, inside] = found;
  const node = code ? make("code", {}, code)
    : address ? link(address)
    : make(TAGS[mark], {}, ...inline(inside));
  return [...inline(text.slice(0, found.index)), node, ...inline(text.slice(found.index + all.length))];
}
