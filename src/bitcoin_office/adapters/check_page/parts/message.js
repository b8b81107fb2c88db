"use strict";

/** The message of a proof of control: which vault, at which block, for what, until when. */
const Message = (() => {
  const TITLE = "Bitcoin Office proof of control";
  const MAX_CHARACTERS = 330;
  const FIELDS = ["country", "vault", "network", "purpose", "expires", "block"];
  const FORMS = {
    country: /^[a-z]{2}$/,
    vault: /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    network: /^(main|test|testnet4|signet|regtest)$/,
    purpose: /^(primary|recovery|both)$/,
    expires: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
    // Height, hash and the header's time: how bip322-audit too ends its messages, after "block: ".
    block: /^(0|[1-9]\d{0,8}) ([0-9a-f]{64}) (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)$/,
  };
  const STAMP_LINE = "block: ";
  // Headers count seconds in 32 bits.
  const MAX_TIME = 0xffffffff;

  /** Whether there is such a day. @param {string} text */
  function isDay(text) {
    const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!found || found[1] === "0000") return false;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
  }

  /** A header's time in the one form that a message has it in. @param {number} seconds */
  const timeText = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

  /** The three parts of a stamp in its form. */
  function readStamp(value) {
    const [height, block, time] = value.split(" ");
    return { height: Number(height), block, time };
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
    const stamp = readStamp(found.block);
    const seconds = Date.parse(stamp.time) / 1000;
    const isTime = seconds >= 0 && seconds <= MAX_TIME && timeText(seconds) === stamp.time;
    return isTime && isDay(found.expires) ? { ...found, ...stamp } : null;
  }

  /** A message by bip322-audit, which binds the block and nothing else. @returns {object|null} */
  function readAudit(text) {
    // What calls itself ours and is not in our form must not pass for a message that binds less.
    if (text.startsWith(TITLE)) return null;
    const last = text.slice(text.lastIndexOf("\n") + 1);
    const value = last.slice(STAMP_LINE.length);
    return last.startsWith(STAMP_LINE) && FORMS.block.test(value) ? { form: "audit", ...readStamp(value) } : null;
  }

  /** @param {string} text @returns {object|null} {form, height, block, time} and, of our own form, the other fields */
  const read = (text) => readOwn(text) || readAudit(text);

  return Object.freeze({ read, isDay, timeText });
})();
