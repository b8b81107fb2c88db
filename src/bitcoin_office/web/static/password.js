// Passwords that can be looked at while they are typed, and how hard a new one is to guess. Without this both are missing.
"use strict";
const PAUSE_MILLISECONDS = 300;
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet show";
  button.textContent = field.dataset.show;
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
  field.after(" ", button);
}
const judged = document.querySelector("input[data-strength]");
if (judged) {
  const meter = document.getElementById("strength");
  const said = document.getElementById("strength-said");
  let waiting = 0;
  const ask = async () => {
    const typed = judged.value;
    const body = new URLSearchParams({ form: judged.form.elements.form.value, new: typed });
    const answer = await fetch(judged.dataset.strength, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || judged.value !== typed) return;
    const found = await answer.json();
    meter.value = found.score;
    said.textContent = found.says;
  };
  meter.hidden = false;
  judged.addEventListener("input", () => {
    clearTimeout(waiting);
    if (judged.value) { waiting = setTimeout(ask, PAUSE_MILLISECONDS); }
  });
}
