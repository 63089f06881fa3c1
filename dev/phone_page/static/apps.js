/** The apps that a customer's phone has: their names, what each is like, and the choice among them. */

import { make } from "./elements.js";
import { say } from "./words.js";

const NAMES = {
  "whatsapp-twilio": "WhatsApp (Twilio)", "whatsapp-meta": "WhatsApp (Meta)", messenger: "Messenger", instagram: "Instagram",
  telegram: "Telegram",
};

const key = (app) => app.replace("-", "_");

const nameOf = (app) => NAMES[app] ?? say(`app_${key(app)}`);

/** What this app does differently, in a sentence. */
export const why = (app) => say(`why_${key(app)}`);

/** True where a customer has a number, and the business may have several. */
export const isOnWhatsApp = (app) => app.startsWith("whatsapp");

/** A choice among these apps, hidden where there is none; `chosen` is called with each change. */
export function chooser(apps, chosen) {
  return make("select", { name: "app", class: "app", "data-testid": "app", "aria-label": say("app"), hidden: apps.length < 2, onchange: chosen },
    ...apps.map((app) => make("option", { value: app }, nameOf(app))));
}
