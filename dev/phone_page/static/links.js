/** Links to the function's public address, as messages hold them, lead to the function on this machine. */

let from = "";
let to = "";

/** `about`: what the server tells of both addresses. */
export function leadHome({ public_url, function_url }) {
  from = public_url;
  to = function_url;
}

/** The same path at the local function; an address of anybody else as it is. */
export function local(address) {
  const path = address.slice(from.length);
  return from && address.startsWith(from) && /^(?:[/?#]|$)/.test(path) ? to + path : address;
}
