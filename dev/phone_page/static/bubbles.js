/** The bubbles of one chat: oldest first, "typing…" after the last, ticks under the customer's, one Tab stop for all. */

import { asBubble } from "./bubble.js";
import { make } from "./elements.js";
import { Unseen } from "./unseen.js";
import { said, say } from "./words.js";

const TYPING_SECONDS = 25; // https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
const NEAR = 40; // pixels from the end that still count as there
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** A bubble, and after it what is in it that keys work. */
function setStops(bubble, tabindex) {
  for (const each of [bubble, ...bubble.querySelectorAll("a, audio, video, .choices button")]) each.setAttribute("tabindex", tabindex);
}

export class Bubbles {
  /** `choose(bubble, byKey)` shows a message in the panel, `reply(bubble)` quotes it, `press(bubble, choice)` answers by one of its
   *  buttons; `hint()` stands in an empty chat, `unseen(count)` is told
   *  how many new messages are out of view. */
  constructor({ choose, reply, press, hint, unseen }) {
    this.act = { choose, reply, press };
    this.atEnd = true;
    this.top = this.size = 0;
    this.known = new Map();
    this.marks = new Map();
    this.typing = make("li", { class: "typing", "data-testid": "typing", role: "status", hidden: true });
    this.hint = make("li", { class: "hint" });
    this.inEmpty = hint;
    this.unseen = new Unseen(unseen);
    this.list = make("ol", { class: "bubbles", role: "log", "aria-live": "polite", onkeydown: (event) => this.pressed(event),
      onscroll: () => this.scrolled() });
    for (const late of ["load", "loadedmetadata"]) this.list.addEventListener(late, () => this.follow(), true);
    new ResizeObserver(() => this.follow()).observe(this.list);
  }

  /** Begin anew with these. */
  show(bubbles, marks) {
    this.hideTyping();
    this.marks = marks;
    this.draw(bubbles);
  }

  draw(bubbles) {
    this.known.clear();
    this.typing.textContent = say("typing");
    this.hint.textContent = this.inEmpty();
    this.list.replaceChildren(this.hint, this.typing);
    for (const each of bubbles) this.put(each);
    this.unseen.redrawn(new Map([...this.known].map(([element, { sid }]) => [sid, element.lastChild])));
    this.goToEnd();
  }

  /** A new message. */
  add(bubble) {
    const element = this.put(bubble);
    if (!bubble.out) return this.goToEnd();
    this.follow();
    if (!bubble.by_itself) this.unseen.add(bubble.sid, element.lastChild);
  }

  put(bubble) {
    const element = asBubble(bubble, { choose: () => this.act.choose(bubble), reply: () => this.act.reply(bubble),
      press: (choice) => this.act.press(bubble, choice) });
    this.known.set(element, bubble);
    this.typing.before(element);
    this.hint.remove();
    this.stopAt(element);
    if (!bubble.out) this.mark(bubble.sid, this.marks.get(bubble.sid));
    return element;
  }

  /** How far a message has got. */
  mark(sid, mark) {
    if (!mark) return;
    this.marks.set(sid, mark);
    const element = this.list.querySelector(`.in[data-sid="${CSS.escape(sid)}"]`);
    if (!element) return;
    element.dataset.state = mark.state;
    element.querySelector("time").setAttribute("aria-label", `${element.querySelector("time").dataset.text} ${say(`is_${mark.state}`)}`);
    const problem = element.querySelector(".problem-tag");
    problem.hidden = !mark.problem;
    problem.dataset.text = [mark.state === "failed" && say("is_failed"), said(mark.problem)].filter(Boolean).join(" · ");
    this.follow();
  }

  showTyping(sid) {
    this.typing.hidden = false;
    this.typingFor = sid;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hideTyping(), TYPING_SECONDS * 1000);
    this.follow();
  }

  hideTyping() {
    clearTimeout(this.timer);
    this.typing.hidden = true;
  }

  /** Whoever scrolls up leaves the end; a list that has got another size was scrolled by the browser. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.atEnd = true;
    else if (scrollHeight - clientHeight !== this.size) return this.follow();
    else if (scrollTop < this.top) this.atEnd = false;
    this.scrolledTo();
  }

  scrolledTo() {
    this.top = this.list.scrollTop;
    this.size = this.list.scrollHeight - this.list.clientHeight;
  }

  /** Stay at the end, for whoever is there. */
  follow() {
    if (this.atEnd) this.goToEnd();
  }

  goToEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = true;
    this.scrolledTo();
  }

  stopAt(element) {
    if (this.stop) setStops(this.stop, "-1");
    setStops(element, "0");
    this.stop = element;
  }

  /** Arrows go from bubble to bubble, Enter shows one in the panel, R replies to it. */
  pressed(event) {
    const bubble = this.known.get(event.target);
    if (!bubble || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.known.keys()];
    const to = all.indexOf(event.target) + (STEPS[event.key] ?? 0);
    const act = event.key in STEPS ? () => this.focus(all[Math.min(Math.max(to, 0), all.length - 1)])
      : { Enter: () => this.act.choose(bubble, true), r: () => this.act.reply(bubble) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** To the bubble that is the Tab stop, from the composer. */
  goToStop() {
    this.stop?.focus();
  }

  focus(element) {
    this.stopAt(element);
    element.focus();
  }
}
