/** The web chat: a page of a site with the script in it, in a frame. It is of another origin, and talks to the function by itself. */

import { make } from "./elements.js";
import { language, say } from "./words.js";

export class Site {
  /** Of the customer with this id; `port()` is the site's. */
  constructor(id, port) {
    this.id = id;
    this.port = port;
    this.frame = make("iframe", { "data-testid": "site", title: say("site") });
    this.link = make("a", { target: "_blank", rel: "noopener" }, say("site_anonymous"));
    this.element = make("div", { class: "site", hidden: true }, this.frame, make("p", {}, say("why_web"), " ", this.link));
  }

  get isShown() {
    return !this.element.hidden;
  }

  get host() {
    return `${location.hostname}:${this.port()}`;
  }

  /** Show it or not; anew for a customer with another `name`, who is signed in there. */
  show(isShown, name) {
    const was = this.isShown && this.name === name;
    this.element.hidden = !isShown;
    this.name = name;
    if (!isShown) return this.frame.removeAttribute("src");
    if (was) return;
    const site = `${location.protocol}//${this.host}/?lang=${language}`;
    this.frame.src = `${site}&customer=${this.id}`;
    this.link.href = site;
  }
}
