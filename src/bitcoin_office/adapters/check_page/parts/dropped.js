"use strict";

/** The files that were given, and which of them belong together. */
const Dropped = (() => {
  const startsWith = (bytes, text) => Array.from(text).every((each, place) => bytes[place] === each.charCodeAt(0));

  /** "auditor", "disclosure" or "sidecar", by how it starts. */
  function kindOf({ name, bytes }) {
    if (startsWith(bytes, '{"disclosure":"')) return "auditor";
    return startsWith(bytes, "{") || name.endsWith(".json") ? "disclosure" : "sidecar";
  }

  /** SHA-256 in hex: the browser's own where there is one, as a sidecar may have many megabytes. */
  async function sha256(bytes) {
    if (!globalThis.crypto || !crypto.subtle) return Bytes.toHex(Sha256.hash(bytes));
    return Bytes.toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  /** @param {{name: string, bytes: Uint8Array}[]} files @returns {{disclosure: [], sidecar: [], auditor: []}} */
  async function sorted(files) {
    const found = { disclosure: [], sidecar: [], auditor: [] };
    for (const file of files) {
      const kind = kindOf(file);
      const digest = kind === "sidecar" ? await sha256(file.bytes) : "";
      found[kind].push({ name: file.name, bytes: file.bytes, sha256: digest, isUsed: false });
    }
    return found;
  }

  /** The one that fits; else the one beside it by its name; else the only one, which is then a wrong one. */
  function belonging(files, { fits, name, isAlone }) {
    const found = files.find(fits) || files.find((each) => each.name === name);
    const file = found || (isAlone && files.length === 1 ? files[0] : null);
    if (file) file.isUsed = true;
    return file;
  }

  /** The headers of a disclosure, or null. @param {boolean} isAlone whether there is no other disclosure */
  const sidecarOf = ({ name, facts }, sidecars, isAlone) => belonging(sidecars, {
    fits: (each) => each.sha256 === facts.body.headers.sha256, name: name.replace(/\.json$/, ".headers"), isAlone,
  });

  /** The auditor's file of a disclosure, or null: it names the disclosure's hash right behind its first key. */
  const auditorOf = ({ name, facts }, auditors, isAlone) => belonging(auditors, {
    fits: ({ bytes }) => startsWith(bytes, `{"disclosure":"${facts.hash}"`),
    name: name.replace(/\.json$/, ".auditor.json"),
    isAlone,
  });

  return Object.freeze({ sha256, sorted, sidecarOf, auditorOf });
})();
