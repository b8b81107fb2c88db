"use strict";

/** Draws what was found. Texts of the files are only ever set as text, never read as markup. */
const View = (() => {
  const MARKS = { proved: ["\u2713", "Proved"], open: ["\u25cb", "Not proved"], wrong: ["\u2715", "Wrong"] };
  // A browser draws this many lines at once; a file with more says how many are left.
  const MOST_LINES = 30;

  /** @param {string} tag @param {object} attributes @param {...(Node|string)} children @returns {HTMLElement} */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function mark(state) {
    const [sign, word] = MARKS[state];
    return [make("span", { class: "mark", "aria-hidden": "true" }, sign), make("span", { class: "said" }, `${word}: `)];
  }

  const line = ({ state, text }) => make("li", { class: state }, ...mark(state), make("span", { class: "text" }, text));

  function lines(found) {
    const list = make("ul", { class: "lines" }, ...found.slice(0, MOST_LINES).map(line));
    const more = found.length - MOST_LINES;
    if (more > 0) list.append(make("li", { class: "more" }, `and ${Wording.grouped(more)} more`));
    return list;
  }

  function step(each) {
    const states = { waiting: "waiting", running: "running", ...Object.fromEntries(Object.keys(MARKS).map((key) => [key, key])) };
    const item = make("li", { class: `step ${states[each.state]}` }, make("h4", {}, each.title));
    if (each.state === "running" && each.total) {
      item.append(make("progress", { max: each.total, value: each.done, "aria-label": each.title }));
    }
    if (each.lines.length) item.append(lines(each.lines));
    return item;
  }

  const all = (entry, state) => entry.steps.flatMap((each) => each.lines.filter((found) => found.state === state));

  /** The one finding, in words. @returns {string[]} the heading, and what belongs right below it */
  function finding(entry) {
    const { facts, verdict } = entry;
    if (verdict === "running") return ["Checking \u2026"];
    if (!facts) return ["Do not rely on this file.", "It is not a disclosure in its one form."];
    const { body } = facts;
    const what = `${Amounts.bitcoin(body.sats)} at block ${Wording.grouped(body.stamp.height)}`;
    if (verdict === "wrong") {
      const count = all(entry, "wrong").length;
      const are = count === 1 ? "One thing is wrong" : `${Wording.grouped(count)} things are wrong`;
      return [`Do not rely on this disclosure of ${what}.`, `${are} with it.`];
    }
    const head = verdict === "holds" ? `This disclosure holds: ${what}.` : `Nothing here is wrong, but something is missing: ${what}.`;
    return [head, signedBy(facts), controlled(facts)];
  }

  function signedBy({ signer, run }) {
    const by = {
      known: `Signed by ${signer.name}, with the key that you named.`,
      unknown: `Signed by ${signer.name}, a key that you have not confirmed.`,
      unchecked: "The signature is not checked: this browser does not know Ed25519.",
    }[signer.status];
    return run ? by : `${by} Its blocks are not linked: drop the .headers file as well.`;
  }

  function controlled(facts) {
    const vaults = Tables.vaults(facts);
    const proved = vaults.filter((each) => each.sats > 0n && each.proved === each.sats).length;
    return `Control proved for ${proved} of ${Wording.counted(vaults.length, "vault")}.`;
  }

  function about({ facts }) {
    const { body, hash } = facts;
    const country = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" }).of(body.country.toUpperCase());
    const rows = [
      ["Office", `${country}, disclosure ${body.number}, made on ${body.made_on}`],
      ["Network", facts.network.title],
      ["Block", `${Wording.grouped(body.stamp.height)}, ${body.stamp.hash}`],
      ["Key", body.signer],
      ["SHA-256", hash],
    ];
    return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  }

  function section(title, ...children) {
    return make("section", {}, make("h3", {}, title), ...children);
  }

  const training = ({ network }) => (network === "regtest"
    ? "Training: made-up chain. None of these coins exists."
    : `Training: ${Networks[network].title}, a network for tests. These coins are worth nothing.`);

  /** One disclosure, whole. @returns {HTMLElement} */
  function entry(found) {
    const [head, ...below] = finding(found);
    const article = make("article", { class: found.verdict });
    if (found.facts && found.facts.body.kind === "training") article.append(make("p", { class: "training" }, training(found.facts.body)));
    article.append(make("h2", {}, head));
    if (below.length) article.append(make("p", { class: "below" }, below.join(" ")));
    const [wrong, open] = [all(found, "wrong"), all(found, "open")];
    if (wrong.length) article.append(section("What is wrong", lines(wrong)));
    if (found.verdict !== "running" && found.facts) {
      article.append(section("What is not proved", lines(open)), section("The vaults", Tables.vaultTable(found.facts)));
    }
    article.append(section("Step by step", make("ol", { class: "steps" }, ...found.steps.map(step))));
    if (found.verdict !== "running" && found.facts) {
      article.append(...Tables.details(found.facts), section("About this file", make("p", {}, found.name), about(found)));
    }
    return article;
  }

  /** An earlier disclosure, folded. */
  function folded(found) {
    const [head] = finding(found);
    return make("details", { class: `earlier ${found.verdict}` }, make("summary", {}, `${found.name}: ${head}`), entry(found));
  }

  /** What is said aloud: the step while checking, the finding afterwards. @param {object[]} entries */
  function spoken(entries) {
    const running = entries.find((each) => each.verdict === "running");
    if (!running) return entries.length ? finding(entries[0]).join(" ") : "";
    return `Checking ${running.name}, step ${running.steps.length}: ${running.steps[running.steps.length - 1].title}`;
  }

  return Object.freeze({ make, entry, folded, spoken });
})();
