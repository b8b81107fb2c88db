"use strict";

/** The page: takes files, has them checked, and shows what was found while it is found. */
(() => {
  // The largest file of the format is a sidecar of 2,000,000 headers.
  const MAX_FILE_BYTES = 160_000_000;
  const byId = (id) => document.getElementById(id);
  const [input, drop, key, result, status, again] = ["files", "drop", "key", "result", "status", "again"].map(byId);
  const files = new Map();
  let round = 0;

  async function take(list) {
    for (const file of list) {
      if (file.size > MAX_FILE_BYTES) {
        status.textContent = `${file.name} is too large to be part of a disclosure.`;
        return;
      }
      files.set(file.name, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    }
    await check();
  }

  /** Checks all files that were given so far; a newer round makes an older one stop showing itself. */
  async function check() {
    if (!files.size) return;
    const mine = ++round;
    const started = performance.now();
    let isDrawing = false;
    const onChange = (entries) => {
      if (mine !== round || isDrawing) return;
      isDrawing = true;
      requestAnimationFrame(() => {
        isDrawing = false;
        if (mine === round && document.body.dataset.state === "checking") draw(entries);
      });
    };
    document.body.dataset.state = "checking";
    const options = { expectedKey: key.value.trim(), today: new Date().toISOString().slice(0, 10) };
    const { entries, unused } = await Verify.run([...files.values()], options, onChange);
    if (mine !== round) return;
    document.body.dataset.state = entries.length ? entries[0].verdict : "none";
    draw(entries, unused, (performance.now() - started) / 1000);
  }

  function draw(entries, unused = [], seconds = null) {
    const { make } = View;
    const [newest, ...earlier] = entries;
    const shown = newest ? [View.entry(newest)] : [];
    if (earlier.length) shown.push(make("h2", {}, "Earlier disclosures"), ...earlier.map(View.folded));
    if (!newest && seconds !== null) shown.push(make("p", { class: "below" }, "There is no disclosure among these files: drop its .json file."));
    if (unused.length && newest) shown.push(make("p", { class: "below" }, `Not used: ${unused.join(", ")}.`));
    if (seconds !== null) shown.push(make("p", { class: "time" }, `Checked in ${seconds.toFixed(1)} seconds, in this browser alone.`));
    result.replaceChildren(...shown);
    again.hidden = seconds === null;
    const said = View.spoken(entries);
    if (status.textContent !== said) status.textContent = said;
  }

  function clear() {
    round++;
    files.clear();
    input.value = "";
    result.replaceChildren();
    status.textContent = "";
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
