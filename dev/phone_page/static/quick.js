/** Quick words below a composer: a click sends them at once, and shows a newcomer what can be written. */

import { make, oneStop } from "./elements.js";
import { say } from "./words.js";

// What a customer's quick words are; an agent's; and an agent's while a message is quoted, since they are about its ticket.
const CUSTOMERS = ["quick_person", "quick_data"];
const AGENTS = ["quick_tickets", "quick_help"];
const QUOTING = ["quick_take", "quick_close"];

export class Quick {
  /** `write(text)` sends; `page`: {about}. */
  constructor(page, isAgent, write) {
    this.page = page;
    this.isAgent = isAgent;
    this.write = write;
    this.element = make("div", { class: "quick", role: "toolbar", "aria-label": say("quick") });
    this.show(false);
  }

  show(isQuoting) {
    const agents = this.page.about.desk ? [...AGENTS, "quick_desk"] : AGENTS;
    const words = !this.isAgent ? CUSTOMERS : isQuoting ? QUOTING : agents;
    this.element.replaceChildren(...words.map((name) => make("button", { type: "button", "data-testid": name,
      onclick: () => this.write(say(name)) }, say(name))));
    oneStop(this.element);
  }
}
