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

  function line({ state, text }) {
    const [sign, word] = MARKS[state];
    return make("li", { class: state },
      make("span", { class: "mark", "aria-hidden": "true" }, sign),
      make("span", { class: "text" }, make("span", { class: "unseen" }, `${word}: `), text));
  }

  function lines(found) {
    const list = make("ul", { class: "lines" }, ...found.slice(0, MOST_LINES).map(line));
    const more = found.length - MOST_LINES;
    if (more > 0) list.append(make("li", { class: "more" }, `and ${Wording.grouped(more)} more`));
    return list;
  }

  function step(each) {
    const item = make("li", { class: `step ${each.state}` }, make("h4", {}, each.title));
    if (each.lines.length) item.append(lines(each.lines));
    return item;
  }

  const all = ({ steps }, state) => steps.flatMap((each) => each.lines.filter((found) => found.state === state));

  /** The one finding, in words. @returns {string[]} the heading, and what belongs right below it */
  function finding(entry) {
    const { facts, verdict } = entry;
    if (!facts) return verdict === "running" ? ["Checking \u2026"] : ["Do not rely on this file: it is no disclosure."];
    const { body } = facts;
    const what = `${Amounts.bitcoin(body.sats)} at block ${Wording.grouped(body.stamp.height)}`;
    if (verdict === "running") return [`Checking ${what} \u2026`];
    if (verdict === "wrong") {
      const count = all(entry, "wrong").length;
      const things = count === 1 ? "One thing in it is wrong." : `${Wording.grouped(count)} things in it are wrong.`;
      return [`Do not rely on this disclosure of ${what}.`, things];
    }
    if (facts.supersededBy) {
      const { number, supersedes } = facts.supersededBy;
      return [`Superseded: ${what}.`, `Number ${number} replaces it, because of a ${supersedes.reason}.`];
    }
    if (verdict === "part") return [`Not enough to rely on: ${what}.`, "Nothing here is wrong.", ...missing(facts)];
    return [`This disclosure holds: ${what}.`, signedBy(facts), controlled(facts)];
  }

  /** What keeps a disclosure without fault from holding. */
  function missing({ signer, run }) {
    const found = [];
    if (!run) found.push("Its blocks are not linked: drop the .headers file as well.");
    if (signer.status === "unchecked") found.push("Its signature is not checked: this browser does not know Ed25519.");
    return found;
  }

  function signedBy({ signer }) {
    const whose = signer.status === "known" ? "with the key that you named" : "a key that you have not confirmed";
    return `Signed by ${signer.name}, ${whose}.`;
  }

  function controlled(facts) {
    const vaults = Tables.vaults(facts);
    const proved = vaults.filter((each) => each.sats > 0n && each.proved === each.sats).length;
    return `Control proved for ${proved} of ${Wording.counted(vaults.length, "vault")}.`;
  }

  const training = ({ network }) => (network === "regtest"
    ? "Training: made-up chain. None of these coins exists."
    : `Training: ${Networks[network].title}, a network for tests. These coins are worth nothing.`);

  function country(code) {
    return new Intl.DisplayNames(["en"], { type: "region", fallback: "code" }).of(code.toUpperCase());
  }

  function about({ name, facts: { body, hash, network } }) {
    const rows = [
      ["File", name],
      ["Office", `${country(body.country)}, disclosure ${body.number}, made on ${body.made_on}`],
      ["Network", network.title],
      ["Block", `${body.stamp.height} ${body.stamp.hash}`],
      ["Key", body.signer],
      ["SHA-256", hash],
    ];
    return make("dl", {}, ...rows.flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)]));
  }

  const section = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);

  /** Where the check stands: the step, and how much of it is done. */
  function progress({ steps }) {
    const { title, done, total } = steps[steps.length - 1];
    const bar = make("progress", { max: total || 1, value: done, "aria-label": title });
    return [make("p", { class: "below" }, `Step ${steps.length}: ${title}`), bar];
  }

  /** One disclosure, whole. @returns {HTMLElement} */
  function entry(found) {
    const [head, ...below] = finding(found);
    const isRead = found.verdict !== "running" && found.facts;
    const article = make("article", { class: found.verdict });
    if (found.facts && found.facts.body.kind === "training") {
      article.append(make("p", { class: "training" }, training(found.facts.body)));
    }
    article.append(make("h2", {}, head));
    if (found.verdict === "running" && found.steps.length) article.append(...progress(found));
    if (below.length) article.append(make("p", { class: "below" }, below.join(" ")));
    const wrong = all(found, "wrong");
    if (wrong.length) article.append(section("What is wrong", lines(wrong)));
    if (isRead) {
      article.append(section("What is not proved", lines(all(found, "open"))));
      article.append(section("The vaults", Tables.vaultTable(found.facts)));
    }
    article.append(section("Step by step", make("ol", { class: "steps" }, ...found.steps.map(step))));
    if (isRead) article.append(...Tables.details(found.facts), section("About this disclosure", about(found)));
    return article;
  }

  /** An earlier disclosure, folded. */
  function folded(found) {
    const summary = make("summary", {}, `${found.name}: ${finding(found)[0]}`);
    return make("details", { class: `earlier ${found.verdict}` }, summary, entry(found));
  }

  /** What is said aloud: the step while checking, the finding afterwards. @param {object[]} entries */
  function spoken(entries) {
    const running = entries.find((each) => each.verdict === "running" && each.steps.length);
    if (!running) return entries.length ? finding(entries[0]).join(" ") : "";
    const count = running.steps.length;
    return `Checking ${running.name}, step ${count}: ${running.steps[count - 1].title}`;
  }

  return Object.freeze({ make, entry, folded, spoken });
})();
