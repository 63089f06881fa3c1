/** One chat, a customer's or an agent's: the head with who it is, the bubbles, the composer. */

import { chooser, isOnWhatsApp, why } from "./apps.js";
import { Bubbles } from "./bubbles.js";
import { Composer } from "./composer.js";
import { make, post } from "./elements.js";
import { Site } from "./site.js";
import { say } from "./words.js";

export class Chat {
  /** `page`: {troubles, choose(turn, sid), look(turn, sid, byKey), attempt(act), about}. */
  constructor(customer, page) {
    this.page = page;
    this.all = [];
    this.bubbles = new Bubbles({
      choose: (bubble, byKey) => page.look(bubble.turn, bubble.sid, byKey),
      reply: (bubble) => this.composer.reply(bubble),
      press: (bubble, choice) => this.composer.out({ button: choice, quote: bubble.sid }, null, false),
      hint: () => this.hint(),
      unseen: (count) => this.tellUnseen(count),
    });
    this.composer = new Composer(page, customer.is_agent, (message, file) => this.deliver(message, file), () => this.bubbles.goToStop());
    this.build(customer);
    this.update(customer);
    addEventListener("resize", () => this.stay());
  }

  build({ id, is_agent }) {
    this.title = make("h2");
    this.app = chooser(is_agent ? [] : this.page.about.apps ?? [], () => this.change());
    this.label = make("span");
    this.count = make("span", { class: "count", hidden: true });
    this.name = make("button", { type: "button", "data-testid": `go-${id}`, onclick: () => this.goThere() }, this.label, this.count);
    this.address = make("p");
    this.site = new Site(id, () => this.page.about.site_port);
    this.element = make("section", { class: is_agent ? "chat agent" : "chat", "data-testid": `chat-${id}` },
      make("header", {}, make("div", { class: "who" }, this.title, this.app), this.address, this.folded = this.about(is_agent)),
      this.bubbles.list, this.composer.element, this.site.element);
  }

  /** An agent's name and number are those of AGENTS; only the business can be another. Numbers are for WhatsApp. */
  about(isAgent) {
    const field = (name, input) => make("label", { class: name === "name" ? "" : "numbers" }, make("span", {}, say(name)), input);
    const option = (value) => make("option", { value }, say(`id_${value}`));
    const business = make("input", { name: "business", maxlength: "40", list: "businesses" });
    this.fields = isAgent ? { business } : {
      name: make("input", { name: "name", maxlength: "100" }),
      number: make("input", { name: "number", inputmode: "tel", maxlength: "16" }),
      business,
      identity: make("select", { name: "identity" }, ...["number", "both", "hidden"].map(option)),
    };
    const rows = Object.entries(this.fields).map(([name, input]) => field(name, input));
    return make("details", {}, make("summary", {}, say(isAgent ? "agent" : "settings")),
      make("form", { onchange: () => this.change(), onsubmit: (event) => { event.preventDefault(); this.change(); } }, ...rows));
  }

  /** The customer as the server knows it now. A chat is in one app, with one business number at a time. */
  update(customer) {
    const moved = this.customer && (this.customer.peer !== customer.peer || this.customer.app !== customer.app);
    this.customer = customer;
    this.title.textContent = this.label.textContent = customer.name;
    const addresses = [customer.sender, customer.peer].map((address) => address.split(":")[1]);
    this.address.textContent = customer.app === "web" ? this.site.host : addresses.join(" → ");
    this.app.value = customer.app;
    this.app.title = why(customer.app);
    const isSite = customer.app === "web";
    this.bubbles.list.hidden = this.composer.element.hidden = isSite;
    this.site.show(isSite, customer.name);
    for (const row of this.element.querySelectorAll(".numbers")) row.hidden = !isOnWhatsApp(customer.app);
    this.bubbles.list.setAttribute("aria-label", `${customer.name}. ${say("keys")}`);
    this.element.setAttribute("aria-label", customer.name);
    for (const [name, input] of Object.entries(this.fields)) input.value = customer[name].replace("whatsapp:", "");
    this.bubbles.unseen.tell();
    if (moved) this.show(this.all, this.bubbles.marks);
  }

  /** The mark at the customer's name, and the same in words. */
  tellUnseen(count) {
    this.count.textContent = count;
    this.count.hidden = !count;
    if (count) this.name.setAttribute("aria-label", `${this.customer.name}. ${say("unseen")}: ${count}`);
    else this.name.removeAttribute("aria-label");
  }

  /** What stands in an empty chat: where it is, and what this app is like. */
  hint() {
    if (this.customer.is_agent) return say("empty_team");
    const empty = say(this.page.about.store === "memory" ? "empty_chat" : "empty_chat_kept");
    return this.app.hidden ? empty : `${empty} ${why(this.customer.app)}`;
  }

  async change() {
    const to = this.app.hidden ? {} : { app: this.app.value };
    for (const [name, input] of Object.entries(this.fields)) to[name] = input.value.trim();
    if (to.business && !to.business.startsWith("whatsapp:")) to.business = `whatsapp:${to.business}`;
    await this.page.attempt(() => post(`/api/customers/${this.customer.id}`, to));
    this.update(this.customer); // what was refused goes back to what it was
  }

  /** Bring the chat into view, for somebody who wants to write. */
  goThere() {
    if (!this.count.hidden) this.bubbles.goToEnd();
    this.element.scrollIntoView({ inline: "center", block: "nearest" });
    (this.site.isShown ? this.site.frame : this.composer.input).focus({ preventScroll: true });
  }

  /** Stay in view in a window of another size, if it is here that somebody writes. */
  stay() {
    if (this.element.contains(document.activeElement)) this.element.scrollIntoView({ inline: "center", block: "nearest" });
  }

  /** Redraw all bubbles, with their marks by sid. */
  show(bubbles, marks) {
    this.all = bubbles.slice();
    this.bubbles.show(this.here(), marks);
  }

  /** Draw it anew, in another language. Where somebody is, and what is being written, stay. */
  redraw() {
    const { element, name, folded } = this;
    this.composer.redraw();
    this.build(this.customer);
    this.folded.open = folded.open;
    element.replaceWith(this.element);
    name.replaceWith(this.name);
    this.update(this.customer);
    this.bubbles.draw(this.here());
    this.composer.grow();
  }

  here() {
    return this.all.filter((bubble) => this.isHere(bubble));
  }

  add(bubble) {
    this.all.push(bubble);
    if (!this.isHere(bubble)) return;
    this.bubbles.add(bubble);
    if (bubble.out) this.bubbles.hideTyping();
  }

  showTyping(typing) {
    if (this.isHere(typing)) this.bubbles.showTyping(typing.sid);
  }

  /** A message has got further; nothing more is typed for it when it is `open` no more. */
  news({ sid, open, mark }) {
    this.bubbles.mark(sid, mark);
    if (open === 0 && this.bubbles.typingFor === sid) this.bubbles.hideTyping();
  }

  isHere({ business }) {
    return business === this.customer.peer;
  }

  async deliver(message, file) {
    const kept = file && { file: (await post(`/api/files?name=${encodeURIComponent(file.name ?? "")}`, file)).sid };
    const { sid } = await post(`/api/customers/${this.customer.id}/messages`, { ...message, ...kept });
    this.page.choose(sid, sid);
  }
}
