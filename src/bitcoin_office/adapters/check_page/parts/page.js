"use strict";

/** The page: takes files, has them checked, and shows what was found while it is found. */
(() => {
  // The largest file of the format is a sidecar of 2,000,000 headers.
  const MAX_FILE_BYTES = 160_000_000;
  const { make } = View;
  const byId = (id) => document.getElementById(id);
  const [input, drop, key, result, status, again] = ["files", "drop", "key", "result", "status", "again"].map(byId);
  const files = new Map();
  let round = 0;
  let isDrawing = false;

  /** Adds files to those that were given before: a sidecar may come later than its disclosure. */
  async function take(list) {
    for (const file of list) {
      if (file.size > MAX_FILE_BYTES) return refuse(`${file.name} is too large to be part of a disclosure.`);
      try {
        files.set(file.name, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      } catch {
        // A folder is dropped like a file, and cannot be read like one.
        return refuse(`${file.name} cannot be read. Drop files, not a folder.`);
      }
    }
    return check();
  }

  /** Nothing is checked until what cannot be used is gone. */
  function refuse(text) {
    round++;
    document.body.dataset.state = "none";
    result.replaceChildren(make("p", { class: "below" }, text));
    again.hidden = false;
    say(text);
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  /** Checks all files that were given so far; a newer round makes an older one stop showing itself. */
  async function check() {
    if (!files.size) return;
    const mine = ++round;
    const started = performance.now();
    document.body.dataset.state = "checking";
    const options = { expectedKey: key.value.trim(), today: new Date().toISOString().slice(0, 10) };
    const { entries, unused } = await Verify.run([...files.values()], options, (found) => drawSoon(found, mine));
    if (mine !== round) return;
    document.body.dataset.state = entries.length ? entries[0].verdict : "none";
    draw(entries, [...rest(entries, unused), took((performance.now() - started) / 1000)]);
    again.hidden = false;
    const heading = result.querySelector("h2");
    if (heading) heading.scrollIntoView({ block: "nearest" });
  }

  /** At most one drawing for each picture of the screen. */
  function drawSoon(entries, mine) {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      if (mine === round && document.body.dataset.state === "checking") draw([...entries], []);
    });
  }

  function draw(entries, notes) {
    const [newest, ...others] = entries;
    const shown = newest ? [View.entry(newest)] : [];
    if (others.length) shown.push(make("h2", {}, "The other disclosures"), ...others.map(View.folded));
    result.replaceChildren(...shown, ...notes);
    say(View.spoken(entries));
  }

  function rest(entries, unused) {
    const note = (text) => make("p", { class: "below" }, text);
    if (!entries.length) return [note("There is no disclosure among these files: drop its .json file.")];
    return unused.length ? [note(`Not used: ${unused.join(", ")}.`)] : [];
  }

  function took(seconds) {
    return make("p", { class: "time" }, `Checked in ${seconds.toFixed(1)} seconds, in this browser alone.`);
  }

  function clear() {
    round++;
    files.clear();
    input.value = "";
    result.replaceChildren();
    say("");
    again.hidden = true;
    delete document.body.dataset.state;
    input.focus();
  }

  input.addEventListener("change", () => take(input.files));
  key.addEventListener("change", check);
  again.addEventListener("click", clear);
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) drop.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(event.dataTransfer.files);
  });
})();
