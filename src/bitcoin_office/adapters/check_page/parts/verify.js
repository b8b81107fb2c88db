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
  ];

  const CANNOT = [
    ["unspent", "That the coins are still unspent: only a node can say. Run: bitcoin-office verify --node URL"],
    ["title", "That whoever can sign for a coin owns it."],
    ["most-work", "That this chain is the one with the most work: compare the stamp with your own node."],
  ];

  /** SHA-256 in hex; the browser's own where there is one, as a sidecar may have many megabytes. */
  async function sha256(bytes) {
    if (!globalThis.crypto || !crypto.subtle) return Bytes.toHex(Sha256.hash(bytes));
    return Bytes.toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  const startsWith = (bytes, text) => Array.from(text).every((each, place) => bytes[place] === each.charCodeAt(0));

  /** "auditor", "disclosure" or "sidecar". */
  function kindOf({ name, bytes }) {
    if (startsWith(bytes, '{"disclosure":"')) return "auditor";
    return startsWith(bytes, "{") || name.endsWith(".json") ? "disclosure" : "sidecar";
  }

  /** @param {{name: string, bytes: Uint8Array}[]} files */
  function sorted(files) {
    const found = { auditor: [], disclosure: [], sidecar: [] };
    for (const file of files) {
      let digest = null;
      found[kindOf(file)].push({ ...file, sha256: () => (digest ||= sha256(file.bytes)) });
    }
    return found;
  }

  /** Reads a disclosure's form; `facts` is null where it has none. */
  async function open(file, report) {
    const steps = [];
    const entry = { name: file.name, facts: null, steps, verdict: "running" };
    const step = new Step("Form", () => report(), report.breathe);
    steps.push(step);
    await step.run(async () => {
      try {
        const { body, note, bytes } = Form.readDisclosure(file.bytes);
        entry.facts = { body, note, hash: await sha256(bytes) };
        step.proved("form", `The file is in its one byte form: disclosure ${body.number}, SHA-256 ${entry.facts.hash}.`);
      } catch (error) {
        if (!(error instanceof Bytes.FormatError)) throw error;
        step.wrong("form", `This is no disclosure: ${error.message}.`);
      }
    });
    if (!entry.facts) entry.verdict = "wrong";
    return entry;
  }

  function fillFacts(entry, { earlier, sidecar, auditor, expectedKey, today }) {
    const coinsOfScript = new Map();
    for (const coin of entry.facts.body.coins) {
      if (!coinsOfScript.has(coin.script)) coinsOfScript.set(coin.script, []);
      coinsOfScript.get(coin.script).push(coin);
    }
    Object.assign(entry.facts, {
      network: Networks[entry.facts.body.network], blocks: new Map(), transactions: new Map(), brokenCoins: new Set(),
      coinsOfScript, coinsByName: new Map(entry.facts.body.coins.map((coin) => [coin.outpoint, coin])),
      earlier, sidecar, auditor, expectedKey, today, run: null, control: null,
    });
  }

  /** The sidecar with the hash that the disclosure states; else the one that has its name, or is the only one. */
  async function sidecarOf(entry, sidecars, isOnly) {
    for (const each of sidecars) if ((await each.sha256()) === entry.facts.body.headers.sha256) return each;
    const name = entry.name.replace(/\.json$/, ".headers");
    return sidecars.find((each) => each.name === name) || (isOnly && sidecars[0]) || null;
  }

  /** The auditor's file for this disclosure, or one that cannot be for any other. Its form is checked as a step. */
  async function auditorOf(entry, auditors, isOnly, report) {
    const read = [];
    for (const file of auditors) {
      try {
        read.push({ file, value: Form.readAuditorFile(file.bytes) });
      } catch (error) {
        if (!(error instanceof Bytes.FormatError)) throw error;
        if (isOnly) await failed(entry, `The auditor's file ${file.name} cannot be read: ${error.message}.`, report);
      }
    }
    const own = read.find(({ value }) => value.disclosure === entry.facts.hash) || (isOnly && read[0]);
    if (own) own.file.isUsed = true;
    return own ? own.value : null;
  }

  async function failed(entry, text, report) {
    const step = new Step("Files beside it", () => report(), report.breathe);
    entry.steps.push(step);
    await step.run(async () => step.wrong("form", text));
  }

  async function check(entry, report) {
    for (const [title, run] of STEPS) {
      const step = new Step(title, () => report(), report.breathe);
      entry.steps.push(step);
      await step.run((it) => run(entry.facts, it));
    }
    const last = new Step("What no file can show", () => report(), report.breathe);
    entry.steps.push(last);
    await last.run(async () => {
      for (const [code, text] of CANNOT) last.open(code, text);
      const all = entry.facts.body.scope === "all";
      last.open("completeness", all ? "That there are no other coins: the office says so." : "What else there is: the office says that it may hold more.");
    });
    entry.verdict = verdictOf(entry);
    report();
  }

  /** "wrong", "part" where what makes a disclosure worth anything is missing, or "holds". */
  function verdictOf({ steps, facts }) {
    if (steps.some((step) => step.has("wrong"))) return "wrong";
    const isSigned = facts.signer.status === "known" || facts.signer.status === "unknown";
    return isSigned && facts.run ? "holds" : "part";
  }

  /**
   * @param {{name: string, bytes: Uint8Array}[]} files @param {{expectedKey: string, today: string}} options
   * @param {(entries: object[]) => void} onChange called at every change
   * @returns {Promise<{entries: object[], unused: string[]}>} newest disclosure first
   */
  async function run(files, { expectedKey, today }, onChange) {
    const entries = [];
    const report = () => onChange(entries);
    report.breathe = makeBreathe();
    const { auditor: auditors, disclosure: disclosures, sidecar: sidecars } = sorted(files);
    for (const file of disclosures) entries.push(await open(file, report));
    const readable = entries.filter((entry) => entry.facts);
    readable.sort((left, right) => left.facts.body.number - right.facts.body.number);
    const used = new Set();
    for (const entry of readable) {
      const isOnly = entries.length === 1;
      const sidecar = await sidecarOf(entry, sidecars, isOnly && sidecars.length === 1);
      const auditor = await auditorOf(entry, auditors, isOnly && auditors.length === 1, report);
      if (sidecar) used.add(sidecar.name);
      const earlier = readable.slice(0, readable.indexOf(entry)).map((each) => each.facts);
      fillFacts(entry, { earlier, sidecar, auditor, expectedKey, today });
      await check(entry, report);
    }
    entries.sort((left, right) => numberOf(right) - numberOf(left));
    const unused = [...sidecars, ...auditors].filter((each) => !used.has(each.name) && !each.isUsed);
    return { entries, unused: unused.map((each) => each.name) };
  }

  const numberOf = (entry) => (entry.facts ? entry.facts.body.number : Infinity);

  return Object.freeze({ run });
})();
