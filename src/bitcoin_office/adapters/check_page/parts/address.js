"use strict";

/** The address that stands for a locking script (BIP-13, BIP-173, BIP-350), and the networks' prefixes. */
const Addresses = (() => {
  const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const BECH32_END = 1;
  const BECH32M_END = 0x2bc830a3;

  /** @param {Uint8Array} payload @returns {string} with a checksum of four bytes */
  function base58Check(payload) {
    const data = Bytes.concat(payload, Sha256.twice(payload).slice(0, 4));
    let number = Bytes.toNumber(data);
    let text = "";
    for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
    const zeros = data.findIndex((byte) => byte !== 0);
    return BASE58[0].repeat(zeros) + text;
  }

  function polymod(values) {
    let residue = 1;
    for (const value of values) {
      const top = residue >>> 25;
      residue = ((residue & 0x1ffffff) << 5) ^ value;
      for (let bit = 0; bit < GENERATORS.length; bit++) if ((top >> bit) & 1) residue ^= GENERATORS[bit];
    }
    return residue;
  }

  /** Bytes as values of five bits, the last padded with zeros. */
  function fiveBits(data) {
    const found = [];
    let bits = 0;
    let count = 0;
    for (const byte of data) {
      bits = ((bits << 8) | byte) & 0xfff;
      for (count += 8; count >= 5; count -= 5) found.push((bits >> (count - 5)) & 31);
    }
    if (count) found.push((bits << (5 - count)) & 31);
    return found;
  }

  function bech32(prefix, version, program) {
    const values = [version, ...fiveBits(program)];
    const letters = Array.from(prefix, (character) => character.charCodeAt(0));
    const expanded = [...letters.map((code) => code >> 5), 0, ...letters.map((code) => code & 31)];
    const end = version === 0 ? BECH32_END : BECH32M_END;
    const rest = polymod([...expanded, ...values, 0, 0, 0, 0, 0, 0]) ^ end;
    const checksum = [0, 1, 2, 3, 4, 5].map((place) => (rest >>> (5 * (5 - place))) & 31);
    return prefix + "1" + [...values, ...checksum].map((value) => BECH32[value]).join("");
  }

  /**
   * @param {Uint8Array} script @param {{keyHash: number, scriptHash: number, bech32: string}} network
   * @returns {string|null} null where the script has no address
   */
  function ofScript(script, network) {
    const kind = Scripts.kindOf(script);
    if (kind === "p2pkh") return base58Check(Bytes.concat([network.keyHash], script.slice(3, 23)));
    if (kind === "p2sh") return base58Check(Bytes.concat([network.scriptHash], script.slice(2, 22)));
    if (kind === "other") return null;
    const { version, program } = Scripts.witnessProgram(script);
    return bech32(network.bech32, version, program);
  }

  return Object.freeze({ ofScript });
})();
