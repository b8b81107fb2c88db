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
      // Without a known end the bar only shows that it goes on.
      const end = bar.hasAttribute("max") ? ` / ${Number(bar.max).toLocaleString("en")}` : "";
      if (end) bar.value = state.done;
      said.textContent = state.done.toLocaleString("en") + end;
    }
  });
}
