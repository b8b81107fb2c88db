"use strict";

/** Verifies the files that were dropped, each disclosure in the steps that docs/disclosure-format.md gives. */
const Verify = (() => {
  const STEPS = [
    ["Signature", checkSignature],
    ["Blocks and their proof of work", checkBlocks],
    ["Headers that link them", checkHeaders],
    ["Coins, each in its block", checkCoins],
    ["Movements that lead to them", checkMovements],
    ["Who can sign", checkControl],
    ["Value and cost", checkValue],
    ["The series", checkSeries],
    ["What no file can show", sayWhatNoFileShows],
  ];

  async function sayWhatNoFileShows({ body }, step) {
    const others = body.scope === "all" ? "says that it has no others" : "says that it may have others";
    step.open("unspent", "That the coins are unspent: only a node can say. Run: bitcoin-office verify --node URL");
    step.open("completeness", `That these are all its coins: the office ${others}.`);
    step.open("title", "That whoever can sign for the coins owns them.");
    step.open("most-work", "That this chain is the one with the most work: hold the stamp against your own node.");
  }

  /** @param {{name: string}} file @returns {object} an entry: what is known of one disclosure, and its steps */
  const newEntry = ({ name }) => ({ name, facts: null, steps: [], verdict: "running" });

  async function runStep(entry, title, check, report) {
    const step = new Step(title, report.changed, report.breathe);
    entry.steps.push(step);
    await step.run(check);
  }

  /** Reads the form; `facts` stays null where it is wrong. */
  async function open(entry, { bytes: data }, report) {
    await runStep(entry, "Form", async (step) => {
      try {
        const { body, note, bytes } = Form.readDisclosure(data);
        entry.facts = newFacts(body, note, await Dropped.sha256(bytes));
        step.proved("form", `A disclosure in its one byte form, with the SHA-256 ${entry.facts.hash}.`);
      } catch (error) {
        if (!(error instanceof Bytes.FormatError)) throw error;
        step.wrong("form", `This is no disclosure: ${error.message}.`);
      }
    }, report);
    if (!entry.facts) entry.verdict = "wrong";
  }

  function newFacts(body, note, hash) {
    const coinsOfScript = new Map();
    for (const coin of body.coins) {
      if (!coinsOfScript.has(coin.script)) coinsOfScript.set(coin.script, []);
      coinsOfScript.get(coin.script).push(coin);
    }
    return {
      body, note, hash, coinsOfScript, network: Networks[body.network],
      coinsByName: new Map(body.coins.map((coin) => [coin.outpoint, coin])),
      blocks: new Map(), transactions: new Map(), brokenCoins: new Set(), run: null, signer: null, control: null,
      supersededBy: null,
    };
  }

  /** Reads the auditor's file, where there is one. */
  async function openAuditorFile(entry, file, report) {
    entry.facts.auditor = null;
    if (!file) return;
    await runStep(entry, "The auditor's file", async (step) => {
      try {
        entry.facts.auditor = Form.readAuditorFile(file.bytes);
        step.proved("form", `${file.name} is in its one byte form.`);
      } catch (error) {
        if (!(error instanceof Bytes.FormatError)) throw error;
        step.wrong("form", `${file.name} is no auditor's file: ${error.message}.`);
      }
    }, report);
  }

  /** "wrong"; "part" where the signature or the link between the blocks is missing; else "holds". */
  function verdictOf({ steps, facts }) {
    if (steps.some((step) => step.has("wrong"))) return "wrong";
    const isSigned = facts.signer.status === "known" || facts.signer.status === "unknown";
    return isSigned && facts.run ? "holds" : "part";
  }

  /** Says of each disclosure which later one replaces it. @param {object[]} entries by number */
  function markSuperseded(entries) {
    for (const { facts: { body } } of entries) {
      if (!body.supersedes) continue;
      for (const { facts } of entries) {
        const isMeant = facts.body.number >= body.supersedes.number && facts.body.number < body.number;
        if (isMeant) facts.supersededBy = body;
      }
    }
  }

  /**
   * @param {{name: string, bytes: Uint8Array}[]} files @param {{expectedKey: string, today: string}} options
   * @param {(entries: object[]) => void} onChange called at every change
   * @returns {Promise<{entries: object[], unused: string[]}>} newest disclosure first, unreadable ones before it
   */
  async function run(files, options, onChange) {
    const { disclosure: disclosures, sidecar: sidecars, auditor: auditors } = await Dropped.sorted(files);
    const entries = disclosures.map(newEntry);
    const changed = () => onChange(entries);
    const report = { changed, breathe: makeBreathe(changed) };
    for (const [place, entry] of entries.entries()) await open(entry, disclosures[place], report);
    const byNumber = (left, right) => left.facts.body.number - right.facts.body.number;
    const readable = entries.filter((entry) => entry.facts).sort(byNumber);
    const isAlone = entries.length === 1;
    const earlier = [];
    for (const entry of readable) {
      const sidecar = Dropped.sidecarOf(entry, sidecars, isAlone);
      Object.assign(entry.facts, options, { sidecar, earlier: [...earlier] });
      await openAuditorFile(entry, Dropped.auditorOf(entry, auditors, isAlone), report);
      for (const [title, check] of STEPS) await runStep(entry, title, (step) => check(entry.facts, step), report);
      entry.verdict = verdictOf(entry);
      entry.facts.verdict = entry.verdict;
      earlier.push(entry.facts);
    }
    markSuperseded(readable);
    const unreadable = entries.filter((entry) => !entry.facts);
    const unused = [...sidecars, ...auditors].filter((each) => !each.isUsed).map((each) => each.name);
    return { entries: [...unreadable, ...readable.reverse()], unused };
  }

  return Object.freeze({ run });
})();
