/** The page's drawings, since not every machine has a font with emoji. Each is one path on 24 by 24. */

const PATHS = {
  attach: "M16.5 6v10.5a4.5 4.5 0 0 1-9 0V5.5a3 3 0 0 1 6 0V15a1.5 1.5 0 0 1-3 0V6.5",
  button: "M4 7h16v7H4z M11 11.5l2.5 8 1.7-3 3-1z",
  details: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z M12 11v5.5 M12 7.5v.6",
  drop: "M6 6l12 12 M18 6L6 18",
  location: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0C18.5 15 12 21 12 21z M12 7.700a2.3 2.3 0 1 0 0 4.600a2.3 2.3 0 1 0 0-4.600z",
  reply: "M10 6L4.5 11.500L10 17 M5 11.500h9a5.5 5.5 0 0 1 5.5 5.500v2",
  send: "M4 4.500l17 7.5-17 7.5 2.5-7.500z M6.5 12H14",
  voice: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z M6 10.500v.500a6 6 0 0 0 12 0v-.5 M12 17v4",
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
