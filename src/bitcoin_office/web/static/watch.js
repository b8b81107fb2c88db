// Watches a plan: says how far it is, and shows its answer once it is there. Without this the page says so itself.
"use strict";
const bar = document.getElementById("progress");
if (bar) {
  const said = document.getElementById("progress-said");
  const events = new EventSource(bar.dataset.events);
  events.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    if (["done", "failed", "cancelled"].includes(state.stands)) {
      events.close();
      location.reload();
      return;
    }
    if (state.done > 0) {
      bar.value = state.done;
      said.textContent = `${state.done.toLocaleString("en")} / ${Number(bar.max).toLocaleString("en")}`;
    }
  });
}
