"use strict";

/** RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996): with SHA-256 before it, the hash inside older addresses. */
const Ripemd160 = (() => {
  const BLOCK_BYTES = 64;
  // Order of the words and rotations, five rounds of sixteen steps, for the left and the right line.
  const ORDER_LEFT = Uint8Array.from([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
    3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
  ]);
  const ORDER_RIGHT = Uint8Array.from([
    5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
    15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
  ]);
  const TURN_LEFT = Uint8Array.from([
    11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
    11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
  ]);
  const TURN_RIGHT = Uint8Array.from([
    8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
    9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
  ]);
  const ADDED_LEFT = [0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e];
  const ADDED_RIGHT = [0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0];
  const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

  function mix(round, x, y, z) {
    if (round === 0) return x ^ y ^ z;
    if (round === 1) return (x & y) | (~x & z);
    if (round === 2) return (x | ~y) ^ z;
    if (round === 3) return (x & z) | (y & ~z);
    return x ^ (y | ~z);
  }

  /** One line of eighty steps over the sixteen words; the right line mixes in the opposite order. */
  function line(start, words, order, turns, added, isRight) {
    let [a, b, c, d, e] = start;
    for (let step = 0; step < 80; step++) {
      const round = step >> 4;
      const sum = (a + mix(isRight ? 4 - round : round, b, c, d) + words[order[step]] + added[round]) | 0;
      const turned = (((sum << turns[step]) | (sum >>> (32 - turns[step]))) + e) | 0;
      a = e;
      e = d;
      d = (c << 10) | (c >>> 22);
      c = b;
      b = turned;
    }
    return [a, b, c, d, e];
  }

  function compress(state, data, offset) {
    const words = new Int32Array(16);
    for (let place = 0; place < BLOCK_BYTES; place++) words[place >> 2] |= data[offset + place] << (8 * (place & 3));
    const left = line(state, words, ORDER_LEFT, TURN_LEFT, ADDED_LEFT, false);
    const right = line(state, words, ORDER_RIGHT, TURN_RIGHT, ADDED_RIGHT, true);
    return state.map((_, place) => (state[(place + 1) % 5] + left[(place + 2) % 5] + right[(place + 3) % 5]) | 0);
  }

  /** @param {Uint8Array} data @returns {Uint8Array} 20 bytes */
  function hash(data) {
    const padded = new Uint8Array((((data.length + 8) >> 6) + 1) * BLOCK_BYTES);
    padded.set(data);
    padded[data.length] = 0x80;
    padded.set(Bytes.u64(data.length * 8), padded.length - 8);
    let state = START;
    for (let offset = 0; offset < padded.length; offset += BLOCK_BYTES) state = compress(state, padded, offset);
    return Bytes.concat(...state.map((word) => Bytes.u32(word)));
  }

  /** RIPEMD-160 of SHA-256, in addresses of keys and of scripts. @param {Uint8Array} data @returns {Uint8Array} */
  const hash160 = (data) => hash(Sha256.hash(data));

  return Object.freeze({ hash, hash160 });
})();
