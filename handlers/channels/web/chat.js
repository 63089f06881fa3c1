// The chat for a site of the business's: one line of HTML, no framework, no request to anybody but the function.
(() => {
  const script = document.currentScript;
  const base = new URL(script.src).origin + new URL(script.src).pathname.replace(/\/chat\.js$/, "");
  const WORDS = "WORDS";
  const { user = "", name = "", time = "", mark = "", title = "", color = "" } = script.dataset;
  const spoken = [document.documentElement.lang, navigator.language, WORDS[""].language];
  const language = spoken.map((each) => (each || "").slice(0, 2).toLowerCase()).find((each) => each && WORDS[each]);
  const t = WORDS[language];
  const LARGEST = 700000, AGAIN = 5000, PATIENCE = 10 * 60000, KEPT = 15 * 60000;

  // What the browser keeps: nothing but tokens of the function's, and what was written and is not answered yet.
  const place = `recado ${base} ${user}`;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(place)) || {}; } catch { /* it lets nothing be kept */ }
  const keep = (more) => {
    Object.assign(kept, more);
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* then for this page alone */ }
  };

  // ---- elements
  const el = (tag, attributes = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const KNOWN = new Set("p ul ol li blockquote table thead tbody tr th td strong em s code pre br hr".split(" "));
  const nodes = (list) => list.map((node) => {
    if (typeof node === "string") return node;
    const [tag, about, ...inside] = node;
    if (tag === "a" && /^(https?:|mailto:|tel:)/i.test(about)) {
      return el("a", { href: about, target: "_blank", rel: "noopener noreferrer nofollow" }, ...nodes(inside));
    }
    if (tag === "file") return about.startsWith("image/") ? `🖼 ${t.picture}` : `📎 ${t.file}`;
    if (tag === "h") return el("p", { class: "h" }, ...nodes(inside));
    if (!KNOWN.has(tag)) return el("span", {}, ...nodes(inside));
    const made = el(tag, tag === "ol" && about ? { start: about } : {}, ...nodes(inside));
    return tag === "table" ? el("div", { class: "wide", tabindex: "0" }, made) : made;
  });

  const log = el("div", { role: "log", "aria-live": "polite", "aria-label": t.title, tabindex: "0" });
  const notice = el("p", { role: "status", class: "notice" });
  const text = el("textarea", { rows: "1", maxlength: "8000", "aria-label": t.message, placeholder: t.hint });
  const file = el("input", { type: "file", hidden: "", tabindex: "-1", "aria-hidden": "true" });
  const chosen = el("button", { type: "button", class: "chosen", hidden: "", "aria-label": t.remove });
  const attach = el("button", { type: "button", class: "plain", "aria-label": t.attach }, "📎");
  const send = el("button", { type: "submit", "aria-label": t.send }, "➤");
  const form = el("form", {}, chosen, attach, file, text, send);
  const close = el("button", { type: "button", class: "plain", "aria-label": t.close }, "✕");
  const head = el("header", {}, el("div", {}, el("h2", { id: "title" }, title || t.title), el("small", {}, t.by)), close);
  const panel = el("section", { role: "dialog", "aria-labelledby": "title", hidden: "" }, head, log, notice, form);
  const opener = el("button", { type: "button", class: "opener", "aria-expanded": "false", "aria-label": t.open }, "💬");
  const host = el("div", { lang: language, "data-recado": "" });
  const shadow = host.attachShadow({ mode: "open" });
  const css = `
    :host { all: initial; --main: #0b6b53; --on: #fff; --back: #fff; --ink: #1c1c1c; --soft: #eef1f0; --line: #767676;
      --grey: #5a5a5a; }
    @media (prefers-color-scheme: dark) { :host { --main: #5fd0ae; --on: #06251c; --back: #1d2120; --ink: #f1f1f1;
      --soft: #2d3331; --line: #9aa; --grey: #bcc4c1; } }
    * { box-sizing: border-box; font: 16px/1.4 system-ui, sans-serif; }
    [hidden] { display: none !important; }
    button { border: 0; border-radius: 50%; width: 44px; height: 44px; flex: none; background: var(--main);
      color: var(--on); cursor: pointer; }
    button:disabled { opacity: .5; cursor: default; }
    button.plain { background: none; color: inherit; }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; box-shadow: 0 0 0 2px var(--back); }
    .opener { position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px; font-size: 26px; z-index: 2147483000;
      box-shadow: 0 2px 10px #0006; }
    .opener.new::after { content: ""; position: absolute; top: 2px; right: 2px; width: 14px; height: 14px;
      border-radius: 50%; background: #d3302f; border: 2px solid #fff; }
    section { position: fixed; right: 20px; bottom: 92px; width: 380px; height: min(600px, calc(100dvh - 112px));
      display: flex; flex-direction: column; background: var(--back); color: var(--ink); border-radius: 14px;
      overflow: hidden; box-shadow: 0 6px 30px #0007; z-index: 2147483001; animation: in .15s ease-out; }
    @keyframes in { from { opacity: 0; transform: translateY(12px); } }
    header { display: flex; justify-content: space-between; align-items: center; padding: 8px 8px 8px 16px;
      background: var(--main); color: var(--on); }
    h2 { margin: 0; font-weight: 600; font-size: 18px; } small { font-size: 13px; }
    [role=log] { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 12px; display: flex;
      flex-direction: column; gap: 8px; }
    .m { max-width: 88%; padding: 8px 12px; border-radius: 14px; background: var(--soft); align-self: flex-start;
      overflow-wrap: anywhere; }
    .m.mine { align-self: flex-end; background: var(--main); color: var(--on); white-space: pre-wrap; }
    .m > * { margin: 0 0 8px; } .m > :last-child { margin-bottom: 0; }
    .m a { color: inherit; } .h, strong, th { font-weight: 600; } em { font-style: italic; } ul, ol { padding-left: 22px; }
    blockquote { border-left: 3px solid var(--line); padding-left: 10px; margin: 0; }
    code, pre { font-family: ui-monospace, monospace; font-size: 14px; } pre { white-space: pre-wrap; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; } td, th { border: 1px solid var(--line);
      padding: 3px 7px; text-align: left; }
    .dots::after { content: "…"; animation: dots 1.2s infinite; } @keyframes dots { 50% { opacity: .3; } }
    .notice { margin: 0; padding: 0 16px; color: var(--grey); font-size: 14px; } .notice:empty { padding: 0; }
    form { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 4px; padding: 8px; border-top: 1px solid var(--soft); }
    textarea { flex: 1; min-width: 0; resize: none; max-height: 120px; padding: 10px 12px; border-radius: 20px;
      border: 1px solid var(--line); background: var(--back); color: var(--ink); }
    .chosen { width: 100%; height: auto; min-height: 32px; border-radius: 8px; background: var(--soft); color: var(--ink);
      text-align: left; padding: 4px 10px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 480px) { section { inset: 0; width: auto; height: auto; border-radius: 0; }
      section:not([hidden]) + .opener { display: none; } }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; } }`;
  try {  // a sheet that is made by a script needs no 'unsafe-inline' of the site's policy
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch { shadow.append(el("style", {}, css)); }
  if (/^#[0-9a-f]{6}$/i.test(color)) { host.style.setProperty("--main", color); host.style.setProperty("--on", "#fff"); }
  shadow.append(panel, opener);

  // ---- what is shown
  const shown = new Map();
  const down = () => { log.scrollTop = log.scrollHeight; };
  let atEnd = true;
  log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8; });
  new ResizeObserver(() => { if (atEnd) down(); }).observe(log); // a phone that is turned, or shows its keyboard
  const bubble = (id, mine, before = null) => {
    if (!shown.has(id)) {
      const made = el("div", { class: mine ? "m mine" : "m" });
      log.insertBefore(el("div", { class: "off" }, mine ? t.you : t.them), before);
      log.insertBefore(made, before);
      shown.set(id, made);
    }
    return shown.get(id);
  };
  const say = (id, words, files) => {
    bubble(id, true).replaceChildren(...[...Array(files).fill("📎"), words].filter(Boolean).join(" "));
  };
  const tell = (id, texts) => texts.forEach((blocks, number) => {
    const own = `${id} ${number}`;
    if (!shown.has(own) && panel.hidden) { opener.classList.add("new"); opener.setAttribute("aria-label", t.new); }
    bubble(own, false).replaceChildren(...nodes(blocks));
  });

  // ---- asking the function
  class Refused extends Error { constructor(status) { super(); this.status = status; } }
  let session = "", beginning = null, since = "", expects = false, until = 0, loaded = false;
  const fetched = async (path, how = {}) => {
    const answer = await fetch(base + path, { credentials: "omit", cache: "no-store", referrerPolicy: "origin", ...how });
    if (!answer.ok) throw new Refused(answer.status);
    return answer;
  };
  const begin = () => {
    beginning = beginning || (async () => {
      const body = JSON.stringify({ user, name, time, mark, session, visitor: kept.visitor || "" });
      const headers = { "Content-Type": "application/json" };
      const begun = await (await fetched("/chat/session", { method: "POST", headers, body })).json();
      session = begun.session;
      if (begun.visitor) keep({ visitor: begun.visitor });
    })().finally(() => { beginning = null; });
    return beginning;
  };
  const ask = async (path, how = {}, headers = {}) => {
    const go = () => fetched(path, { ...how, headers: { ...headers, Authorization: `Bearer ${session}` } });
    if (!session) await begin();
    try { return await go(); } catch (problem) {
      if (problem.status !== 401) throw problem;
      await begin();
      return go();
    }
  };
  const awaits = (more) => { expects = more; until = Date.now() + PATIENCE; keep({ expects, at: Date.now() }); };
  const take = ({ entries, since: next, person }) => {
    for (const { id, mine, files, texts } of entries) {
      if (mine !== undefined) say(id, mine, files);
      tell(id, texts);
    }
    since = next;
    if (person !== undefined) awaits(person);
    if (entries.length) { until = Date.now() + PATIENCE; down(); }
  };
  const look = async () => {
    try {
      if (!loaded) { loaded = true; take(await (await ask("/chat")).json()); } else {
        take(await (await ask(`/chat?since=${encodeURIComponent(since)}`)).json());
      }
    } catch (problem) {
      if (!since) loaded = false;
      if ([401, 403].includes(problem.status)) { expects = false; notice.textContent = t.over; }
    }
  };
  setInterval(() => {
    if (document.visibilityState === "visible" && expects && since && Date.now() < until) look();
  }, AGAIN);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && since && (expects || !panel.hidden)) look();
  });

  // ---- writing
  const lines = async function* (answer) {
    const reader = answer.body.getReader(), decoder = new TextDecoder();
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = parts.pop();
      for (const part of parts) if (part) yield JSON.parse(part);
    }
  };
  const once = async (message, dots) => {
    const body = JSON.stringify({ ...message, lang: language });
    let blocks = [];
    for await (const line of lines(await ask("/chat", { method: "POST", body }, { "Content-Type": "application/json" }))) {
      if (line.blocks) {
        blocks = [...blocks.slice(0, line.at), ...line.blocks];
        const made = bubble(`${message.id} 0`, false, dots);
        made.setAttribute("aria-busy", "true");
        [...made.childNodes].slice(line.at).forEach((node) => node.remove());
        made.append(...nodes(line.blocks));
        down();
      } else return line;
    }
    throw new Refused(0);  // cut off
  };
  const post = async (message) => {
    const dots = el("div", { class: "m dots" }, el("span", { class: "off" }, t.writing));
    log.append(dots);
    down();
    let tries = 0;
    for (;;) {
      try {
        const end = await once(message, dots);
        notice.textContent = "";
        if (end.hop) { message.hop = end.hop; continue; }
        if (end.again) throw new Refused(503);
        const first = shown.get(`${message.id} 0`);
        first?.removeAttribute("aria-busy");
        if (first && !end.texts.length) { first.previousSibling.remove(); first.remove(); shown.delete(`${message.id} 0`); }
        tell(message.id, end.texts);
        awaits(end.waits);
        break;
      } catch (problem) {
        const told = { 401: t.over, 403: t.over, 429: t.many }[problem.status];
        tries += 1;
        if (told || tries > 5 || (problem.status >= 400 && problem.status < 500)) {
          notice.textContent = told || t.lost;
          if (!told || problem.status === 429) text.value = text.value || message.text;
          break;
        }
        notice.textContent = t.failed;
        await new Promise((go) => setTimeout(go, 1000 * 2 ** tries));
      }
    }
    dots.remove();
    keep({ open: (kept.open || []).filter((each) => each.id !== message.id) });
    down();
    if (!since) look();
  };
  const shrunk = async (given) => {
    if (given.size <= LARGEST || !/^image\/(jpeg|png|webp)$/.test(given.type)) return given;
    const picture = await createImageBitmap(given);
    for (let most = 1600; most > 300; most *= 0.7) {
      const part = Math.min(1, most / Math.max(picture.width, picture.height));
      const canvas = el("canvas", { width: Math.round(picture.width * part), height: Math.round(picture.height * part) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (made && made.size <= LARGEST) return made;
    }
    return given;
  };
  const upload = async (given) => {
    const small = await shrunk(given);
    if (small.size > LARGEST) throw new Refused(413);
    const kind = small.type || "application/octet-stream";
    const answer = await ask("/chat/file", { method: "POST", body: small }, { "Content-Type": kind });
    return (await answer.json()).file;
  };
  const choose = (given) => {
    chosen.hidden = !given;
    chosen.textContent = given ? `📎 ${given.name} ✕` : "";
    if (!given) file.value = "";
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim(), given = file.files[0];
    if ((!words && !given) || send.disabled) return;
    send.disabled = true;
    try {
      const files = given ? [await upload(given)] : [];
      const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const message = { id, text: words, files };
      notice.textContent = text.value = "";
      choose(null);
      grow();
      keep({ open: [...(kept.open || []), { ...message, at: Date.now() }] });
      say(id, words, files.length);
      post(message);
    } catch (problem) {
      notice.textContent = { 413: t.large, 429: t.many, 401: t.over, 403: t.over }[problem.status] || t.lost;
    }
    send.disabled = false;
    text.focus();
  });
  const grow = () => { text.rows = Math.min(5, text.value.split("\n").length); };
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  attach.addEventListener("click", () => file.click());
  file.addEventListener("change", () => { choose(file.files[0]); text.focus(); });
  chosen.addEventListener("click", () => { choose(null); text.focus(); });

  // ---- opening and closing
  const show = (open) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    opener.classList.remove("new");
    opener.setAttribute("aria-label", open ? t.close : t.open);
    opener.textContent = open ? "✕" : "💬";
    if (open) { look(); text.focus(); down(); } else opener.focus();
  };
  opener.addEventListener("click", () => show(panel.hidden));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });

  // ---- what was written and not answered when the page went away; and who has just talked may be waiting for a person
  const start = async () => {
    document.body.append(host);
    const now = Date.now(), open = (kept.open || []).filter((each) => now - each.at < KEPT);
    if (open.length || (kept.expects && now - kept.at < 3 * KEPT)) await look();
    for (const { id, text: words, files } of open) {
      say(id, words, files.length);
      post({ id, text: words, files });
    }
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
