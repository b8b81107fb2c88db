"use strict";

/** What the checks of one disclosure found, step by step; whoever shows it is told of every change. */
class Step {
  /** @param {string} title @param {() => void} onChange @param {() => Promise<void>} breathe lets the browser draw */
  constructor(title, onChange, breathe) {
    this.title = title;
    this.lines = [];
    this.state = "waiting";
    this.done = 0;
    this.total = 0;
    this.onChange = onChange;
    this.breathe = breathe;
  }

  /** Something holds. */
  proved(code, text) {
    this.add("proved", code, text);
  }

  /** Something that could not be shown, and that nobody must take for shown. */
  open(code, text) {
    if (!this.lines.some((line) => line.text === text)) this.add("open", code, text);
  }

  /** Something is wrong. */
  wrong(code, text) {
    this.add("wrong", code, text);
  }

  add(state, code, text) {
    this.lines.push({ state, code, text });
    this.onChange();
  }

  has(state) {
    return this.lines.some((line) => line.state === state);
  }

  /** @param {number} done @param {number} total */
  async progress(done, total) {
    this.done = done;
    this.total = total;
    await this.breathe();
  }

  /** Runs the step's check; what it throws beyond what it foresaw is a fault of this page, never a yes. */
  async run(check) {
    this.state = "running";
    this.onChange();
    await this.breathe();
    try {
      await check(this);
    } catch (error) {
      this.wrong("page", `This page failed at this step (${error.message}). Use: bitcoin-office verify`);
    }
    this.state = this.has("wrong") ? "wrong" : this.has("open") ? "open" : "proved";
    this.onChange();
  }
}

/** Lets the browser draw and answer, when it has had no chance for a while. @param {() => void} onDue called before */
function makeBreathe(onDue) {
  const SLICE_MILLISECONDS = 40;
  const channel = new MessageChannel();
  let last = performance.now();
  let resume = null;
  channel.port1.onmessage = () => resume();
  return async () => {
    if (performance.now() - last < SLICE_MILLISECONDS) return;
    onDue();
    // A timer would be held back to once a second while the page is not in front.
    await new Promise((resolve) => {
      resume = resolve;
      channel.port2.postMessage(null);
    });
    last = performance.now();
  };
}
