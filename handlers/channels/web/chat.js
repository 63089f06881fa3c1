// The chat for a site of the business's: one line of HTML, no framework, no request to anybody but the function.
(() => {
  const script = document.currentScript;
  const base = script.src.replace(/\/chat\.js.*/, "");
  const WORDS = "WORDS";
  const { user = "", name, time, mark, title, color } = script.dataset;
  const spoken = [document.documentElement.lang, navigator.language, WORDS[""].language];
  const language = spoken.map((each) => each.slice(0, 2).toLowerCase()).find((each) => each && WORDS[each]);
  const t = WORDS[language];
  const LARGEST = 700000, AGAIN = 5000, PATIENCE = 10 * 60000, KEPT = 15 * 60000;
  const REASONS = { 401: t.over, 403: t.over, 413: t.large, 429: t.many };

  // What the browser keeps: only our tokens, and what is not answered yet.
  const place = `recado ${base} ${user}`, kept = { open: [] };
  try { Object.assign(kept, JSON.parse(localStorage.getItem(place))); } catch { /* it lets nothing be kept */ }
  const keep = (more) => {
    Object.assign(kept, more);
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* then for this page alone */ }
  };

  // ---- elements
  const el = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const button = (label, sign, kind = "") => el("button", { type: "button", class: kind, "aria-label": label }, sign);
  const KNOWN = new Set("p ul li blockquote thead tbody tr th td strong em s code pre br hr".split(" "));
  const nodes = (list) => list.map((node) => {
    if (typeof node === "string") return node;
    const [tag, about, ...rest] = node, inside = nodes(rest);
    if (tag === "a" && /^(https?:|mailto:|tel:)/i.test(about)) {
      return el("a", { href: about, target: "_blank", rel: "noopener noreferrer" }, ...inside);
    }
    if (tag === "file") return about.startsWith("image/") ? `🖼 ${t.picture}` : `📎 ${t.file}`;
    if (tag === "h") return el("p", {}, el("strong", {}, ...inside));
    if (tag === "ol") return el("ol", { start: about }, ...inside);
    if (tag === "table") return el("div", { class: "wide", tabindex: "0" }, el("table", {}, ...inside));
    return el(KNOWN.has(tag) ? tag : "span", {}, ...inside);
  });

  const list = el("div", {});  // its end stays in view when a phone is turned, or shows its keyboard
  const log = el("div", { role: "log", "aria-label": t.title, tabindex: "0" }, list);
  const notice = el("p", { role: "status" });
  const box = el("textarea", { rows: "1", maxlength: "8000", "aria-label": t.message, placeholder: t.message });
  const file = el("input", { type: "file", hidden: "" });
  const chosen = button(t.remove, "", "chosen");
  chosen.hidden = true;
  const attach = button(t.attach, "📎");
  const send = el("button", { class: "main", "aria-label": t.send }, "➤");
  const form = el("form", {}, chosen, attach, file, box, send);
  const close = button(t.close, "✕");
  const head = el("header", {}, el("div", {}, el("h2", { id: "title" }, title || t.title), el("small", {}, t.by)), close);
  const panel = el("section", { role: "dialog", "aria-labelledby": "title", hidden: "" }, head, log, notice, form);
  const opener = button(t.open, "💬", "main opener");
  opener.ariaExpanded = false;
  const host = el("div", { lang: language, "data-recado": "" });
  const shadow = host.attachShadow({ mode: "open" });
  // Canvas and CanvasText are the browser's own, dark where the visitor's system is. A page's rules win over :host.
  const css = `
    :host { all: initial; color-scheme: light dark; --main: #0b6b53; --on: #fff; --soft: #8883; }
    @media (prefers-color-scheme: dark) { :host { --main: #5fd0ae; --on: #06251c; } }
    * { box-sizing: border-box; margin: 0; }
    [hidden] { display: none; }
    section, .opener { position: fixed; right: 20px; z-index: 2147483000; font: 16px/1.4 system-ui, sans-serif;
      box-shadow: 0 4px 20px #0007; }
    button, textarea { font: inherit; color: inherit; background: none; }
    button { border: 0; border-radius: 50%; width: 44px; height: 44px; flex: none; cursor: pointer; }
    button:disabled { opacity: .5; }
    :focus-visible { outline: 3px solid CanvasText; outline-offset: 2px; box-shadow: 0 0 0 2px Canvas; }
    .opener { bottom: 20px; width: 60px; height: 60px; font-size: 26px; }
    .new::after { content: ""; position: absolute; top: 2px; right: 2px; width: 14px; height: 14px;
      border-radius: 50%; background: #d3302f; border: 2px solid #fff; }
    section { bottom: 92px; width: 380px; height: min(600px, 100dvh - 112px); background: Canvas; color: CanvasText;
      border-radius: 14px; overflow: hidden; animation: in .15s ease-out; }
    @keyframes in { from { opacity: 0; translate: 0 12px; } }
    section, [role=log] > div { display: flex; flex-direction: column; }
    header { display: flex; justify-content: space-between; align-items: center; padding: 8px 8px 8px 16px; }
    h2 { font-size: 18px; }
    [role=log] { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 12px; display: flex;
      flex-direction: column-reverse; }
    [role=log] > div { gap: 8px; margin-bottom: auto; }
    .m { max-width: 88%; padding: 8px 12px; border-radius: 14px; background: var(--soft); align-self: start;
      overflow-wrap: anywhere; }
    .m::before { content: attr(data-by); position: absolute; clip-path: inset(50%); }
    .mine { align-self: end; white-space: pre-wrap; }
    header, .mine, .main { background: var(--main); color: var(--on); }
    .m > * + * { margin-top: 8px; }
    .m a { color: inherit; } ul, ol { padding-left: 22px; } pre { white-space: pre-wrap; }
    blockquote { border-left: 3px solid gray; padding-left: 10px; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; }
    td, th { border: 1px solid gray; padding: 3px 7px; text-align: left; }
    .dots { animation: dots 1.2s infinite; } @keyframes dots { 50% { opacity: .3; } }
    [role=status] { padding: 0 16px; font-size: 14px; }
    form { display: flex; flex-wrap: wrap; align-items: end; gap: 4px; padding: 8px;
      border-top: 1px solid var(--soft); }
    textarea { flex: 1; min-width: 0; resize: none; padding: 10px 12px; border-radius: 20px; border: 1px solid gray; }
    .chosen { width: 100%; height: auto; border-radius: 8px; background: var(--soft); text-align: left;
      padding: 5px 10px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    @media (max-width: 480px) { section { inset: 0; width: auto; height: auto; border-radius: 0; }
      section:not([hidden]) + .opener { display: none; } }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; } }`;
  try {  // a sheet that is made by a script needs no 'unsafe-inline' of the site's policy
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch { shadow.append(el("style", {}, css)); }
  if (/^#[0-9a-f]{6}$/i.test(color)) host.style.cssText = `--main: ${color}; --on: #fff`;
  shadow.append(panel, opener);

  // ---- what is shown
  const shown = new Map();
  const note = (words) => { notice.textContent = words; };
  const news = () => { if (panel.hidden) { opener.classList.add("new"); opener.ariaLabel = t.new; } };
  const bubble = (id, mine, before = null) => {
    if (!shown.has(id)) {
      const made = el("div", mine ? { class: "m mine", "data-by": t.you } : { class: "m", "data-by": t.them });
      list.insertBefore(made, before);
      shown.set(id, made);
      if (!mine) news();
    }
    return shown.get(id);
  };
  const say = (id, words, files) => { bubble(id, true).textContent = ("📎 ".repeat(files) + words).trim(); };
  const tell = (id, texts) => texts.forEach((blocks, number) => {
    bubble(`${id} ${number}`).replaceChildren(...nodes(blocks));
  });

  // ---- asking the function
  const refused = (status) => Object.assign(new Error(), { status });
  let session = "", beginning, since = "";
  const fetched = async (path, body, type = "application/json") => {
    const headers = { Authorization: `Bearer ${session}`, "Content-Type": type }, method = body ? "POST" : "GET";
    const answer = await fetch(base + path, { method, headers, body, credentials: "omit", referrerPolicy: "origin" });
    if (!answer.ok) throw refused(answer.status);
    return answer;
  };
  const begin = () => {
    beginning ||= (async () => {
      const body = JSON.stringify({ user, name, time, mark, session, visitor: kept.visitor });
      const begun = await (await fetched("/chat/session", body)).json();
      session = begun.session;
      keep({ visitor: begun.visitor });
    })().finally(() => { beginning = null; });
    return beginning;
  };
  const ask = async (...asked) => {
    if (!session) await begin();
    try { return await fetched(...asked); } catch (problem) {
      if (problem.status !== 401) throw problem;
      await begin();
      return fetched(...asked);
    }
  };
  const awaits = (expects) => keep({ expects, at: Date.now() });
  const take = ({ entries, since: next, person }) => {
    for (const { id, mine, files, texts } of entries) {
      if (mine !== undefined) say(id, mine, files);
      tell(id, texts);
    }
    since = next;
    if (person !== undefined) awaits(person);
    if (entries.length) keep({ at: Date.now() });
  };
  const look = async () => {
    try {
      take(await (await ask(since ? `/chat?since=${encodeURIComponent(since)}` : "/chat")).json());
    } catch ({ status }) {
      if (REASONS[status] === t.over) { keep({ expects: false }); note(t.over); }
    }
  };
  setInterval(() => { if (!document.hidden && since && kept.expects && Date.now() - kept.at < PATIENCE) look(); }, AGAIN);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && since && (kept.expects || !panel.hidden)) look();
  });

  // ---- writing
  // Each line of the response is the answer from its block `at` on; the last one tells how it ends.
  const once = async (message, dots) => {
    const { body } = await ask("/chat", JSON.stringify(message));
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      if (done) throw refused(0);  // cut off
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const told = JSON.parse(line);
        if (!told.blocks) return told;
        const made = bubble(`${message.id} 0`, false, dots);
        made.ariaBusy = true;
        [...made.childNodes].slice(told.at).forEach((node) => node.remove());
        made.append(...nodes(told.blocks));
      }
    }
  };
  const post = async ({ id, text, files }) => {
    const dots = el("div", { class: "m dots", "data-by": t.writing }, "…");
    say(id, text, files.length);
    list.append(dots);
    log.scrollTop = 0;  // its end
    for (let tries = 0, hop = 0; ;) {
      try {
        const end = await once({ id, text, files, hop, lang: language }, dots);
        note("");
        if (end.hop) { hop = end.hop; continue; }
        if (end.again) throw refused(503);
        const first = shown.get(`${id} 0`);
        if (first) first.ariaBusy = false;
        if (first && !end.texts.length) { first.remove(); shown.delete(`${id} 0`); }
        tell(id, end.texts);
        if (end.texts.length) news();
        awaits(end.waits);
        break;
      } catch ({ status }) {
        tries += 1;
        if (tries > 5 || (status >= 400 && status < 500)) {
          note(REASONS[status] || t.lost);
          box.value ||= text;
          break;
        }
        note(t.failed);
        await new Promise((go) => setTimeout(go, 1000 * 2 ** tries));
      }
    }
    dots.remove();
    keep({ open: kept.open.filter((each) => each.id !== id) });
    if (!since) look();
  };
  const shrunk = async (given) => {
    if (given.size <= LARGEST || !/^image\/(jpeg|png|webp)$/.test(given.type)) return given;
    const picture = await createImageBitmap(given);
    for (let most = 1600; most > 300; most *= 0.7) {
      const part = Math.min(1, most / Math.max(picture.width, picture.height));
      const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * part));
      const canvas = el("canvas", { width, height });
      canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (made?.size <= LARGEST) return made;
    }
    return given;
  };
  const upload = async (given) => {
    const small = await shrunk(given);
    if (small.size > LARGEST) throw refused(413);
    return (await (await ask("/chat/file", small, small.type)).json()).file;
  };
  const choose = (given) => {
    chosen.hidden = !given;
    chosen.textContent = given ? `📎 ${given.name} ✕` : "";
    if (!given) file.value = "";
    box.focus();
  };
  const grow = () => { box.rows = Math.min(4, box.value.split("\n").length); };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const text = box.value.trim(), given = file.files[0];
    if ((!text && !given) || send.disabled) return;
    send.disabled = true;
    try {
      const files = given ? [await upload(given)] : [];
      const message = { id: crypto.randomUUID().replaceAll("-", ""), text, files, at: Date.now() };
      note("");
      box.value = "";
      choose();
      grow();
      keep({ open: [...kept.open, message] });
      post(message);
    } catch ({ status }) { note(REASONS[status] || t.lost); }
    send.disabled = false;
    box.focus();
  };
  box.oninput = grow;
  box.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  };
  attach.onclick = () => file.click();
  file.onchange = () => choose(file.files[0]);
  chosen.onclick = () => choose();

  // ---- opening and closing
  const show = (open) => {
    panel.hidden = !open;
    opener.classList.remove("new");
    opener.ariaExpanded = open;
    opener.ariaLabel = open ? t.close : t.open;
    opener.textContent = open ? "✕" : "💬";
    if (open) { look(); box.focus(); } else opener.focus();
  };
  opener.onclick = () => show(panel.hidden);
  close.onclick = () => show(false);
  panel.onkeydown = (event) => { if (event.key === "Escape") show(false); };

  // ---- what was not answered when the page went away; and who has just talked may be waiting for a person
  const start = async () => {
    document.body.append(host);
    const now = Date.now(), open = kept.open = kept.open.filter((each) => now - each.at < KEPT);
    if (open.length || (kept.expects && now - kept.at < 3 * KEPT)) await look();
    open.forEach(post);
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
