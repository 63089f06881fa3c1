/** The composer of one chat: text, files, quote, place, button, voice note. What could not be sent comes back to it. */

import { make } from "./elements.js";
import { icon } from "./icons.js";
import { unmarked } from "./marks.js";
import { Quick } from "./quick.js";
import { record, spoken } from "./voice.js";
import { say } from "./words.js";

const MOST_BYTES = 16 * 1024 * 1024; // https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
const PLACE = { latitude: 19.432608, longitude: -99.133209, label: "Zócalo", address: "Plaza de la Constitución, Ciudad de México" };
const COORDINATES = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*,?\s*(.*)$/s;

export class Composer {
  /** `deliver(message, file)` sends, or throws; `up()` goes to the bubbles; `page`: {about, troubles}. */
  constructor(page, isAgent, deliver, up) {
    this.isAgent = isAgent;
    this.page = page;
    this.deliver = deliver;
    this.up = up;
    this.files = []; // the next message takes the first
    this.quote = this.recorder = null;
    this.build();
    addEventListener("resize", () => this.grow());
  }

  build() {
    const why = (name) => (say(`${name}_why`) === `${name}_why` ? say(name) : `${say(name)}. ${say(`${name}_why`)}`);
    const button = (name, act, testid) => make("button", { type: "button", class: "tool", "aria-label": say(name),
      title: why(name), "data-testid": testid, onclick: act }, icon(name));
    this.input = make("textarea", { rows: "1", "data-testid": "composer", "aria-label": say("message"), placeholder: say("message"),
      maxlength: "4096", onkeydown: (event) => this.pressed(event), oninput: () => this.grow() });
    this.picker = make("input", { type: "file", "data-testid": "attach", "aria-label": say("attach"), title: say("attach"),
      onchange: () => this.attach() });
    this.problem = make("p", { class: "problem", role: "alert", "data-testid": "problem", hidden: true });
    this.chips = make("div", { class: "chips" });
    this.mic = button("voice", () => this.voice(), "voice");
    this.quick = new Quick(this.page, this.isAgent, (text) => this.out({ text }, null, false));
    this.element = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.problem, this.chips,
      make("div", { class: "row" },
        make("label", { class: "tool attach", title: say("attach") }, icon("attach"), this.picker),
        button("location", () => this.place(), "location"),
        button("button", () => this.press(), "button-reply"),
        this.mic,
        this.input,
        make("button", { type: "submit", class: "send", "data-testid": "send", "aria-label": say("send") }, icon("send"))),
      this.quick.element);
    this.listen(this.recorder);
  }

  /** Draw it anew, in another language; the draft stays, and a recording goes on. */
  redraw() {
    const { input } = this;
    this.build();
    this.input.value = input.value;
  }

  /** Enter sends; the arrow up leads from an empty composer to the bubbles. */
  pressed(event) {
    if (event.key === "ArrowUp" && !this.input.value && !event.isComposing) {
      event.preventDefault();
      return this.up();
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  complain(text = "") {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  attach() {
    const [file] = this.picker.files;
    this.picker.value = ""; // so that the same file can be chosen again
    if (!file) return;
    if (file.size > MOST_BYTES) return this.complain(say("too_large"));
    this.complain();
    this.files.push(file);
    this.showChips();
    this.input.focus();
  }

  drop(file) {
    this.files = this.files.filter((each) => each !== file);
    this.showChips();
  }

  reply(bubble) {
    this.quote = bubble;
    this.showChips();
    this.input.focus();
  }

  showChips() {
    const drop = (name, act) => make("button", { type: "button", "aria-label": say(name), title: say(name), onclick: act }, icon("drop"));
    const chip = (drawing, text, end) => make("span", { class: "chip" }, icon(drawing), make("span", { class: "words" }, text), end);
    this.seconds = make("span", { class: "seconds" });
    this.quick.show(Boolean(this.quote));
    this.chips.replaceChildren(...[
      this.quote && chip("reply", unmarked(this.quote.text) || say(this.quote.kind), drop("drop_quote", () => { this.quote = null; this.showChips(); })),
      ...this.files.map((file) => chip("attach", file.name || say("audio"), drop("drop_file", () => this.drop(file)))),
      this.recorder && make("span", { class: "chip bad", "data-testid": "recording", role: "status" }, icon("voice"), say("recording"),
        this.seconds, drop("drop_recording", () => this.recorder.drop())),
    ].filter(Boolean));
  }

  send() {
    const [file = null] = this.files;
    const text = this.input.value;
    return file || text.trim() ? this.out({ text }, file) : undefined;
  }

  place() {
    const found = this.input.value.match(COORDINATES);
    const place = found ? { latitude: Number(found[1]), longitude: Number(found[2]), label: found[3].trim() } : PLACE;
    return this.out({ location: place }, null, Boolean(found));
  }

  press() {
    const [text, payload] = (this.input.value.trim() || say("button_default")).split("|", 2);
    return this.out({ button: { text: text.trim(), payload: (payload ?? text).trim() } });
  }

  async voice() {
    if (this.recorder) return this.recorder.stop();
    const words = this.input.value.trim();
    if (words && this.page.about.openai) return this.out({ text: "" }, spoken(words));
    try {
      this.listen(await record({ done: (sound) => this.recorded(sound), tick: (time) => this.count(time) }));
      this.count("0:00");
    } catch {
      this.complain(say("no_microphone"));
    }
  }

  recorded(sound) {
    this.listen(null);
    if (sound) this.out({ text: "" }, sound, false);
  }

  listen(recorder) {
    this.recorder = recorder;
    this.mic.classList.toggle("recording", Boolean(recorder));
    this.mic.setAttribute("aria-label", say(recorder ? "voice_stop" : "voice"));
    this.mic.title = say(recorder ? "voice_stop" : this.page.about.openai ? "voice_standin" : "voice");
    this.showChips();
  }

  count(time) {
    this.seconds.textContent = ` ${time} `;
  }

  /** Send, and clear the composer at once: the next message does not wait for this one. */
  async out(message, file = null, clears = true) {
    const troubles = this.page.troubles.take();
    if (!troubles) {
      if (file && !clears) this.putBack({ text: "", file, quote: null }, false); // a recording: nothing else holds it
      return this.complain(say("trouble_range"));
    }
    const text = this.input.value;
    const isSpoken = clears && text && message.text === ""; // made of the text, and made again when it is sent again
    const isPressed = message.quote !== undefined; // a button of a message, beside whatever is being written
    const kept = { text, file: isSpoken ? null : file, quote: isPressed ? null : this.quote };
    if (!isPressed) this.quote = null;
    this.drop(file);
    if (clears) this.input.value = "";
    this.complain();
    this.grow();
    try {
      await this.deliver({ quote: kept.quote?.sid ?? "", ...message, troubles }, file);
    } catch (problem) {
      this.putBack(kept, clears);
      this.page.troubles.putBack(troubles);
      this.complain(problem.message);
    }
  }

  /** Give back what could not be sent, before what has been written since. */
  putBack({ text, file, quote }, cleared) {
    if (cleared) this.input.value = [text, this.input.value].filter(Boolean).join("\n");
    if (file) this.files.unshift(file);
    this.quote ??= quote;
    this.grow();
    this.showChips();
  }
}
