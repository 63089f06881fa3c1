/** One customer's chat: the head with the customer, the bubbles, the composer. */

import { asBubble } from "./bubble.js";
import { make, post } from "./elements.js";
import { icon } from "./icons.js";
import { record, spoken } from "./voice.js";
import { say } from "./words.js";

const TYPING_SECONDS = 25; // https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
const PLACE = { latitude: 19.432608, longitude: -99.133209, label: "Zócalo", address: "Plaza de la Constitución, Ciudad de México" };
const COORDINATES = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*,?\s*(.*)$/s;

export class Chat {
  /** `page`: {troubles(), choose(sid), complain(text), about}. */
  constructor(customer, page) {
    this.page = page;
    this.bubbles = [];
    this.file = this.quote = this.recorder = null;
    this.build(customer.id);
    this.update(customer);
  }

  build(id) {
    const why = (name) => (say(`${name}_why`) === `${name}_why` ? say(name) : `${say(name)}. ${say(`${name}_why`)}`);
    const button = (name, act, testid) => make("button", { type: "button", class: "tool", "aria-label": say(name),
      title: why(name), "data-testid": testid, onclick: act }, icon(name));
    this.title = make("h2");
    this.address = make("p");
    this.list = make("ol", { class: "bubbles", role: "log", "aria-live": "polite", tabindex: "0" });
    this.typing = make("p", { class: "typing", "data-testid": "typing", role: "status", hidden: true }, say("typing"));
    this.input = make("textarea", { rows: "1", "data-testid": "composer", "aria-label": say("message"), placeholder: say("message"),
      maxlength: "4096", onkeydown: (event) => this.pressed(event), oninput: () => this.grow() });
    this.picker = make("input", { type: "file", "data-testid": "attach", "aria-label": say("attach"), title: say("attach"),
      onchange: () => this.attach(this.picker.files[0] ?? null) });
    this.chips = make("div", { class: "chips" });
    this.mic = button("voice", () => this.voice(), "voice");
    if (this.page.about.openai) this.mic.title = say("voice_standin");
    this.composer = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.chips,
      make("label", { class: "tool attach", title: say("attach") }, icon("attach"), this.picker),
      button("location", () => this.place(), "location"),
      button("button", () => this.press(), "button-reply"),
      this.mic,
      this.input,
      make("button", { type: "submit", class: "send", "data-testid": "send", "aria-label": say("send") },
        icon("send")));
    this.element = make("section", { class: "chat", "data-testid": `chat-${id}` },
      make("header", {}, this.title, this.address, this.about()), this.list, this.typing, this.composer);
  }

  about() {
    const field = (name, input) => make("label", {}, make("span", {}, say(name)), input);
    const option = (value) => make("option", { value }, say(`id_${value}`));
    this.fields = {
      name: make("input", { name: "name", maxlength: "100" }),
      number: make("input", { name: "number", inputmode: "tel", maxlength: "16" }),
      business: make("input", { name: "business", maxlength: "40", list: "businesses" }),
      identity: make("select", { name: "identity" }, ...["number", "both", "hidden"].map(option)),
    };
    const rows = Object.entries(this.fields).map(([name, input]) => field(name, input));
    return make("details", {}, make("summary", {}, say("settings")),
      make("form", { onchange: () => this.change(), onsubmit: (event) => { event.preventDefault(); this.change(); } }, ...rows));
  }

  /** The customer as the server knows it now. A chat is with one business number at a time. */
  update(customer) {
    const moved = this.customer && this.customer.business !== customer.business;
    this.customer = customer;
    this.title.textContent = customer.name;
    this.address.textContent = `${customer.sender.replace("whatsapp:", "")} → ${customer.business.replace("whatsapp:", "")}`;
    this.list.setAttribute("aria-label", customer.name);
    this.element.setAttribute("aria-label", customer.name);
    for (const [name, input] of Object.entries(this.fields)) input.value = customer[name];
    if (moved) this.show(this.bubbles);
  }

  async change() {
    const to = Object.fromEntries(Object.entries(this.fields).map(([name, input]) => [name, input.value.trim()]));
    if (to.business && !to.business.startsWith("whatsapp:")) to.business = `whatsapp:${to.business}`;
    await this.attempt(() => post(`/api/customers/${this.customer.id}`, to));
    this.update(this.customer); // what was refused goes back to what it was
  }

  /** Redraw all bubbles. */
  show(bubbles) {
    this.bubbles = bubbles.slice();
    this.list.replaceChildren();
    this.hideTyping();
    for (const each of bubbles) this.draw(each);
  }

  add(bubble) {
    this.bubbles.push(bubble);
    this.draw(bubble);
    if (bubble.out && bubble.business === this.customer.business) this.hideTyping();
  }

  draw(bubble) {
    if (bubble.business !== this.customer.business) return;
    const choose = () => this.page.choose(bubble.turn, bubble.sid);
    const reply = () => { this.quote = bubble; this.showChips(); this.input.focus(); };
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    this.list.append(asBubble(bubble, { choose, reply }));
    if (atEnd || !bubble.out) this.list.scrollTop = this.list.scrollHeight;
  }

  showTyping({ sid, business }) {
    if (business !== this.customer.business) return;
    this.list.querySelector(`[data-sid="${sid}"]`)?.classList.add("read");
    this.typing.hidden = false;
    this.typingFor = sid;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hideTyping(), TYPING_SECONDS * 1000);
  }

  hideTyping() {
    clearTimeout(this.timer);
    this.typing.hidden = true;
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  attach(file) {
    this.file = file;
    this.showChips();
    if (file) this.input.focus();
  }

  showChips() {
    const chip = (drawing, text, name, drop) => make("span", { class: "chip" }, icon(drawing), text.slice(0, 60),
      make("button", { type: "button", "aria-label": say(name), onclick: drop }, icon("drop")));
    this.chips.replaceChildren(...[
      this.quote && chip("reply", this.quote.text || say(this.quote.kind), "drop_quote", () => { this.quote = null; this.showChips(); }),
      this.file && chip("attach", this.file.name, "drop_file", () => { this.picker.value = ""; this.attach(null); }),
    ].filter(Boolean));
  }

  async send() {
    const { file } = this;
    const text = this.input.value;
    if (!file && !text.trim()) return;
    await this.out({ text }, file);
  }

  place() {
    const found = this.input.value.match(COORDINATES);
    const place = found ? { latitude: Number(found[1]), longitude: Number(found[2]), label: found[3].trim() } : PLACE;
    return this.out({ location: place }, null, Boolean(found));
  }

  press() {
    const [text, payload] = (this.input.value.trim() || "Sí|confirm").split("|", 2);
    return this.out({ button: { text: text.trim(), payload: (payload ?? text).trim() } });
  }

  async voice() {
    if (this.recorder) return this.recorder.stop();
    const words = this.input.value.trim();
    if (words && this.page.about.openai) return this.out({ text: "" }, spoken(words));
    try {
      this.recorder = await record((sound) => { this.listen(null); this.out({ text: "" }, sound, false); });
      this.listen(this.recorder);
    } catch {
      this.page.complain(say("no_microphone"));
    }
  }

  listen(recorder) {
    this.recorder = recorder;
    this.mic.classList.toggle("recording", Boolean(recorder));
    this.mic.setAttribute("aria-label", say(recorder ? "voice_stop" : "voice"));
  }

  /** Send, and clear the composer at once: the next message does not wait for this one. */
  async out(message, file = null, clears = true) {
    const asked = { ...message, quote: this.quote?.sid ?? "", troubles: this.page.troubles() };
    this.quote = null;
    if (file && file === this.file) {
      this.picker.value = "";
      this.file = null;
    }
    if (clears) this.input.value = "";
    this.grow();
    this.showChips();
    await this.attempt(async () => {
      if (file) asked.file = (await post(`/api/files?name=${encodeURIComponent(file.name ?? "")}`, file)).sid;
      const { sid } = await post(`/api/customers/${this.customer.id}/messages`, asked);
      this.page.choose(sid, sid);
    });
  }

  async attempt(act) {
    try {
      await act();
    } catch (problem) {
      this.page.complain(problem.message);
    }
  }
}
