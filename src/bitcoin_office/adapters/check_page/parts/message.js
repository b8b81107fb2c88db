"use strict";

/** The message of a proof of control: which vault, at which block, for what, until when. */
const Message = (() => {
  const TITLE = "Bitcoin Office proof of control";
  const MAX_CHARACTERS = 330;
  const FIELDS = ["country", "vault", "network", "height", "block", "purpose", "expires"];
  const FORMS = {
    country: /^[a-z]{2}$/,
    vault: /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    network: /^(main|test|testnet4|signet|regtest)$/,
    height: /^(0|[1-9][0-9]{0,8})$/,
    block: /^[0-9a-f]{64}$/,
    purpose: /^(primary|recovery|both)$/,
    expires: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  };
  // What bip322-audit writes as the last line of its messages.
  const AUDIT_LINE = /^block: (0|[1-9]\d{0,8}) ([0-9a-f]{64}) \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

  /** Whether there is such a day. @param {string} text */
  function isDay(text) {
    const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!found || found[1] === "0000") return false;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
  }

  /** Our own message in its one form. @returns {object|null} null where it is not one */
  function readOwn(text) {
    const [title, ...lines] = text.split("\n");
    if (text.length > MAX_CHARACTERS || title !== TITLE || lines.length !== FIELDS.length) return null;
    const found = { form: "office" };
    for (const [place, name] of FIELDS.entries()) {
      const value = lines[place].slice(name.length + 2);
      if (!lines[place].startsWith(`${name}: `) || !FORMS[name].test(value)) return null;
      found[name] = value;
    }
    return isDay(found.expires) ? { ...found, height: Number(found.height) } : null;
  }

  /** A message by bip322-audit, which binds the block and nothing else. @returns {object|null} */
  function readAudit(text) {
    const found = AUDIT_LINE.exec(text.slice(text.lastIndexOf("\n") + 1));
    return found ? { form: "audit", height: Number(found[1]), block: found[2] } : null;
  }

  /** @param {string} text @returns {object|null} {form, height, block} and, of our own form, the other fields */
  const read = (text) => readOwn(text) || readAudit(text);

  return Object.freeze({ read, isDay });
})();
