"use strict";

/** Bytes: written and read as hexadecimal and base64 in their one canonical form, joined, compared. */
const Bytes = (() => {
  const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const BASE64_VALUE = new Map(Array.from(BASE64, (character, value) => [character, value]));

  /** Something that is not what it claims to be; `message` says what is wrong, for people. */
  class FormatError extends Error {}

  /** @param {Uint8Array} data @returns {string} small letters */
  function toHex(data) {
    let text = "";
    for (const byte of data) text += HEX[byte];
    return text;
  }

  /** Hexadecimal in small letters only: a value has one spelling. @param {string} text @returns {Uint8Array} */
  function fromHex(text) {
    if (text.length % 2 || !/^[0-9a-f]*$/.test(text)) throw new FormatError("not hexadecimal in small letters");
    const data = new Uint8Array(text.length / 2);
    for (let place = 0; place < data.length; place++) data[place] = parseInt(text.slice(2 * place, 2 * place + 2), 16);
    return data;
  }

  /** A hash as people write it: the bytes in reverse. @param {Uint8Array} hash @returns {string} */
  const shown = (hash) => toHex(hash.slice().reverse());

  /** The internal form of a hash that people wrote. @param {string} text @returns {Uint8Array} 32 bytes */
  function readHash(text) {
    if (text.length !== 64) throw new FormatError("a hash that does not have 64 hexadecimal digits");
    return fromHex(text).reverse();
  }

  /** @param {...(Uint8Array|number[])} parts @returns {Uint8Array} */
  const concat = (...parts) => join(parts);

  /** As `concat`, of a list, which may be longer than a call can have arguments. @param {Uint8Array[]} parts */
  function join(parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }

  /** @param {Uint8Array} left @param {Uint8Array} right */
  function equal(left, right) {
    if (left.length !== right.length) return false;
    for (let place = 0; place < left.length; place++) if (left[place] !== right[place]) return false;
    return true;
  }

  /** @param {string} text ASCII only, as tags and messages are @returns {Uint8Array} */
  function ascii(text) {
    const data = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      if (code > 0x7f) throw new FormatError("a character beyond ASCII");
      data[place] = code;
    }
    return data;
  }

  /** @param {Uint8Array} data big end first @returns {bigint} */
  const toNumber = (data) => (data.length ? BigInt("0x" + toHex(data)) : 0n);

  /** @param {bigint} value below 2 ** 256 @returns {Uint8Array} 32 bytes, big end first */
  const from256 = (value) => fromHex(value.toString(16).padStart(64, "0"));

  /** @param {Uint8Array} data @returns {string} */
  function toBase64(data) {
    let text = "";
    for (let place = 0; place < data.length; place += 3) {
      const left = data.length - place;
      const bits = (data[place] << 16) | ((data[place + 1] || 0) << 8) | (data[place + 2] || 0);
      text += BASE64[bits >> 18] + BASE64[(bits >> 12) & 63];
      text += (left > 1 ? BASE64[(bits >> 6) & 63] : "=") + (left > 2 ? BASE64[bits & 63] : "=");
    }
    return text;
  }

  /** Base64 in its one form: padded, without spaces, no bits that mean nothing. @param {string} text */
  function fromBase64(text) {
    if (text.length % 4) throw new FormatError("not base64");
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    const data = new Uint8Array((text.length / 4) * 3 - padding);
    const size = text.length - padding;
    let offset = 0;
    let bits = 0;
    for (let place = 0; place < size; place++) {
      const value = BASE64_VALUE.get(text[place]);
      if (value === undefined) throw new FormatError("not base64");
      bits = ((bits << 6) | value) & 0xffffff;
      if (place % 4) data[offset++] = bits >> (6 - 2 * (place % 4));
    }
    if (padding && bits & ((1 << (2 * padding)) - 1)) throw new FormatError("not in base64's canonical form");
    return data;
  }

  /** A length or count in Bitcoin's shortest variable form. @param {number} value below 2 ** 32 */
  function compactSize(value) {
    if (value < 0xfd) return [value];
    if (value <= 0xffff) return [0xfd, value & 0xff, value >> 8];
    return [0xfe, ...u32(value)];
  }

  /** @param {number} value @returns {number[]} four bytes, little end first */
  const u32 = (value) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];

  /** @param {number} value an integer below 2 ** 53 @returns {number[]} eight bytes, little end first */
  const u64 = (value) => [...u32(value >>> 0), ...u32(Math.floor(value / 0x100000000))];

  return Object.freeze({
    FormatError, toHex, fromHex, shown, readHash, concat, join, equal, ascii, toNumber, from256, toBase64, fromBase64,
    compactSize, u32, u64,
  });
})();
