/** The new messages of one chat that are out of view: further down, or in a chat that is off to the side. */

const ENOUGH = 0.5; // of a bubble's last line

export class Unseen {
  /** `told(count)` is called with each change. */
  constructor(told) {
    this.told = told;
    this.waiting = new Map(); // from sid to {line, isOut}, oldest first
    this.observer = new IntersectionObserver((entries) => this.observed(entries), { threshold: ENOUGH });
  }

  /** A new message; `line` is the last of its bubble. It counts once it was found to be out of view. */
  add(sid, line) {
    this.waiting.set(sid, { line, isOut: this.waiting.get(sid)?.isOut ?? false });
    this.observer.observe(line);
  }

  /** The bubbles were drawn anew: `lines` by sid. */
  redrawn(lines) {
    this.observer.disconnect();
    for (const sid of [...this.waiting.keys()]) {
      if (lines.has(sid)) this.add(sid, lines.get(sid));
      else this.waiting.delete(sid);
    }
    this.tell();
  }

  observed(entries) {
    for (const { target, isIntersecting } of entries) {
      const sid = [...this.waiting.keys()].find((each) => this.waiting.get(each).line === target);
      if (sid && isIntersecting) this.seen(sid);
      else if (sid) this.waiting.get(sid).isOut = true;
    }
    this.tell();
  }

  /** Whoever sees a message has those before it behind them. */
  seen(last) {
    for (const [sid, { line }] of [...this.waiting]) {
      this.observer.unobserve(line);
      this.waiting.delete(sid);
      if (sid === last) return;
    }
  }

  tell() {
    this.told([...this.waiting.values()].filter(({ isOut }) => isOut).length);
  }
}
