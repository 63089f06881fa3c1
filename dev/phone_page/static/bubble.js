/** One message as a bubble: its text with WhatsApp's marks, its file, its quote, its time. */

import { make } from "./elements.js";
import { icon } from "./icons.js";
import { marked, plain, unmarked } from "./marks.js";
import { rich } from "./rich.js";
import { language, said, say } from "./words.js";

const DRAWN = ["location", "button"];
const CLOCK = { hour: "2-digit", minute: "2-digit" };

/** `choose` shows it in the panel, `reply` quotes it; both by keys, too, so the buttons are no Tab stops. `press(choice)` answers by
 *  a button that the message has. */
export function asBubble(message, { choose, reply, press }) {
  const when = new Date(message.time * 1000);
  const out = message.out;
  const button = (name, act) => make("button", { type: "button", class: "act", tabindex: "-1", "aria-label": say(name), title: say(name),
    onclick: (event) => { event.stopPropagation(); act(); } }, icon(name));
  return make("li", {
    class: `bubble ${out ? "out" : "in"}`, "data-testid": out ? "bubble-out" : "bubble-in", "data-sid": message.sid,
    "data-turn": message.turn, "aria-keyshortcuts": "Enter R", onclick: choose,
  },
  message.quoted && make("blockquote", { class: "quoted" }, quotedWords(message.quoted)),
  message.file && asFile(message),
  make("div", { class: "text" }, DRAWN.includes(message.kind) && icon(message.kind), ...asApp(message)),
  message.choices.length > 0 && make("div", { class: "choices" }, ...message.choices.map((choice) => make("button", { type: "button",
    onclick: (event) => { event.stopPropagation(); press(choice); } }, choice.text))),
  make("footer", {},
    message.rest && tag(say("rest")),
    message.by_itself && !out && tag(say("by_itself")),
    message.delivery > 0 && tag(`${say("delivery")} ${message.delivery}`),
    message.note && tag(said(message.note), "bad"),
    !out && tag("", "bad problem-tag"),
    make("span", { class: "end" },
      make("time", { datetime: when.toISOString(), "data-text": when.toLocaleTimeString(language, CLOCK) }),
      button("reply", reply),
      button("details", choose)),
  ));
}

/** The text as its app shows it: rich where it is so, WhatsApp's marks there, and else plain. */
const asApp = ({ business, text, html }) => (html ? rich(html) : business.startsWith("whatsapp:") ? marked(text) : plain(text));

/** The words of a quoted message; without any, the name of its kind. */
function quotedWords(quoted) {
  return ["image", "audio", "video", "document", "sticker"].includes(quoted) ? say(quoted) : unmarked(quoted);
}

const tag = (text, more = "") => make("span", { class: `tag ${more}`, "data-text": text, hidden: !text });

function asFile({ file, kind }) {
  const source = `/api/files/${file.sid}`;
  if (kind === "image" || kind === "sticker") return make("img", { src: source, alt: file.name || say(kind) });
  if (kind === "audio") return make("audio", { src: source, controls: true, "aria-label": say("audio"), preload: "metadata" });
  if (kind === "video") return make("video", { src: source, controls: true, "aria-label": say("video"), preload: "metadata" });
  return make("a", { href: source, download: file.name || "file", class: "file", onclick: (event) => event.stopPropagation() },
    file.name || file.type);
}
