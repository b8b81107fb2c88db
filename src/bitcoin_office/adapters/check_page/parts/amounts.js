"use strict";

/** Amounts: satoshis and cents, whole numbers always. */
const Amounts = (() => {
  const SATS_PER_BITCOIN = 100_000_000n;

  /** The exact sum of satoshis, which a hundred thousand made-up coins could carry beyond JavaScript's own integers. */
  const sum = (parts) => parts.reduce((total, each) => total + BigInt(each.sats), 0n);

  /** @param {number|bigint} sats @returns {string} as "1,234.5 BTC" */
  function bitcoin(sats) {
    const whole = BigInt(sats) < 0n ? -BigInt(sats) : BigInt(sats);
    const rest = (whole % SATS_PER_BITCOIN).toString().padStart(8, "0").replace(/0+$/, "");
    const sign = BigInt(sats) < 0n ? "\u2212" : "";
    return `${sign}${Wording.grouped(whole / SATS_PER_BITCOIN)}${rest ? "." + rest : ""} BTC`;
  }

  /** @param {number} cents @returns {string} as "US$ 1,234.50" */
  const dollars = (cents) => `US$ ${Wording.grouped(Math.floor(cents / 100))}.${String(cents % 100).padStart(2, "0")}`;

  /** What satoshis come to at a price, half to even. @param {number} sats @param {number} cents of one bitcoin */
  function valueOf(sats, cents) {
    const product = BigInt(sats) * BigInt(cents);
    const [whole, rest] = [product / SATS_PER_BITCOIN, 2n * (product % SATS_PER_BITCOIN)];
    const isUp = rest > SATS_PER_BITCOIN || (rest === SATS_PER_BITCOIN && whole % 2n === 1n);
    return isUp ? whole + 1n : whole;
  }

  return Object.freeze({ sum, bitcoin, dollars, valueOf });
})();
