/** One message as a bubble: its text with WhatsApp's marks, its file, its quote, its time. */

import { make } from "./elements.js";
import { icon } from "./icons.js";
import { marked } from "./marks.js";
import { language, say } from "./words.js";

const DRAWN = ["location", "button"];
const CLOCK = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });

/** `choose` shows it in the panel, `reply` quotes it. */
export function asBubble(message, { choose, reply }) {
  const when = new Date(message.time * 1000);
  const out = message.out;
  const element = make("li", {
    class: `bubble ${out ? "out" : "in"}`, "data-testid": out ? "bubble-out" : "bubble-in",
    "data-sid": message.sid, "data-turn": message.turn, onclick: choose,
  },
  message.quoted && make("blockquote", { class: "quoted" }, message.quoted.slice(0, 200)),
  message.file && asFile(message),
  make("div", { class: "text" }, DRAWN.includes(message.kind) && icon(message.kind), ...marked(message.text)),
  make("footer", {},
    message.rest && make("span", { class: "tag", "data-text": say("rest") }),
    message.note && make("span", { class: "tag bad", "data-text": message.note }),
    make("time", { datetime: when.toISOString(), "data-text": CLOCK.format(when) }),
    make("button", { type: "button", class: "act", "aria-label": say("reply"), title: say("reply"),
      onclick: (event) => { event.stopPropagation(); reply(); } }, icon("reply")),
    make("button", { type: "button", class: "act", "aria-label": say("details"), title: say("details") }, icon("details")),
  ));
  return element;
}

function asFile({ file, kind }) {
  const source = `/api/files/${file.sid}`;
  if (kind === "image" || kind === "sticker") return make("img", { src: source, alt: file.name || say(kind) });
  if (kind === "audio") return make("audio", { src: source, controls: true, "aria-label": say("audio"), preload: "metadata" });
  if (kind === "video") return make("video", { src: source, controls: true, "aria-label": say("video"), preload: "metadata" });
  return make("a", { href: source, download: file.name || "file", class: "file", onclick: (event) => event.stopPropagation() },
    file.name || file.type);
}
