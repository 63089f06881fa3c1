/** The troubles for the next message: a form that sending it resets. */

const form = document.getElementById("troubles");
const CHECKED = ["twice", "signature"];
const NUMBERS = ["cut", "delay", "fail"];

export const troubles = {
  /** What is chosen, and reset; null, with the field marked, while a number is out of its range. */
  take() {
    if (!form.checkValidity()) return null;
    const chosen = Object.fromEntries(CHECKED.map((name) => [name, form.elements[name].checked]));
    for (const name of NUMBERS) chosen[name] = Number(form.elements[name].value) || 0;
    form.reset();
    return chosen;
  },

  /** Choose again what a message took with it that was not sent. */
  putBack(chosen) {
    for (const name of CHECKED) form.elements[name].checked ||= chosen[name];
    for (const name of NUMBERS) form.elements[name].value ||= chosen[name] || "";
  },
};
