"use strict";

/** Numbers in sentences: counts, lists, work, times. */
const Wording = (() => {
  const NAMED = 6;

  /** With separators between thousands. @param {number|bigint} value @returns {string} */
  const grouped = (value) => value.toString().replace(/\B(?=(\d{3})+$)/g, ",");

  /** @param {number} count @param {string} noun @returns {string} as "3 coins" */
  const counted = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

  /** The first few of a list, and how many more. @param {(string|number)[]} items */
  function named(items) {
    const first = items.slice(0, NAMED).map(String);
    if (items.length > NAMED) first.push(`${grouped(items.length - NAMED)} more`);
    return first.length < 2 ? first.join("") : `${first.slice(0, -1).join(", ")} and ${first[first.length - 1]}`;
  }

  /** A number of hashes as a power of two, to one decimal and never too high. @param {bigint} hashes */
  function work(hashes) {
    const whole = hashes.toString(2).length - 1;
    // Ten times the binary logarithm is that of the tenth power: exact where a rounded number would not be.
    const tenths = (hashes ** 10n).toString(2).length - 1 - 10 * whole;
    return `2^${whole}.${tenths}`;
  }

  /** A time of seconds since 1970 as "2026-01-02 03:04 UTC". */
  const time = (seconds) => `${new Date(1000 * seconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;

  return Object.freeze({ grouped, counted, named, work, time });
})();
