"use strict";

/**
 * SHA-256 (FIPS 180-4) in plain steps. The browser's own works only on promises, and a disclosure asks for a million
 * small hashes: waiting for each would take longer than computing it.
 */
const Sha256 = (() => {
  const WORDS = 64;
  const BLOCK_BYTES = 64;
  // Where the length stands in the last block.
  const LENGTH_AT = 56;

  /** The first bits behind the point of a root of the first primes, as the standard derives its constants. */
  function primeRoots(count, root) {
    const found = [];
    for (let candidate = 2; found.length < count; candidate++) {
      let prime = true;
      for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
      if (prime) found.push(fractionBits(candidate, root));
    }
    return found;
  }

  /** floor(2 ** 32 * fraction of the root), in whole numbers: floating point would be one bit short for some. */
  function fractionBits(prime, root) {
    const power = BigInt(root);
    const scaled = BigInt(prime) << (32n * power);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** power <= scaled) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn) | 0;
  }

  const START = Int32Array.from(primeRoots(8, 2));
  const ROUND = Int32Array.from(primeRoots(WORDS, 3));
  const schedule = new Int32Array(WORDS);
  const state = new Int32Array(8);
  const lastBlocks = new Uint8Array(2 * BLOCK_BYTES);

  /** Fills the schedule from one block of 64 bytes. */
  function expand(data, offset) {
    const w = schedule;
    for (let i = 0; i < 16; i++, offset += 4) {
      w[i] = (data[offset] << 24) | (data[offset + 1] << 16) | (data[offset + 2] << 8) | data[offset + 3];
    }
    for (let i = 16; i < WORDS; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      const small = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const large = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      w[i] = (w[i - 16] + small + w[i - 7] + large) | 0;
    }
  }

  /** Mixes one block of 64 bytes into the state. */
  function compress(data, offset) {
    expand(data, offset);
    // One by one: taking an array apart walks an iterator, which costs more than the sixty-four rounds.
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < WORDS; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + schedule[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  /** @param {Uint8Array|number[]} data below 512 MB @returns {Uint8Array} 32 bytes */
  function hash(data) {
    state.set(START);
    const size = data.length;
    let offset = 0;
    for (; offset + BLOCK_BYTES <= size; offset += BLOCK_BYTES) compress(data, offset);
    const rest = size - offset;
    const end = rest < LENGTH_AT ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    lastBlocks.fill(0);
    for (let place = 0; place < rest; place++) lastBlocks[place] = data[offset + place];
    lastBlocks[rest] = 0x80;
    const bits = size * 8;
    for (let place = 0; place < 4; place++) lastBlocks[end - 1 - place] = bits >>> (8 * place);
    lastBlocks[end - 5] = Math.floor(bits / 0x100000000);
    compress(lastBlocks, 0);
    if (end > BLOCK_BYTES) compress(lastBlocks, BLOCK_BYTES);
    const digest = new Uint8Array(32);
    for (let place = 0; place < 32; place++) digest[place] = state[place >> 2] >>> (24 - 8 * (place & 3));
    return digest;
  }

  /** SHA-256 twice: identifies transactions and blocks. @param {Uint8Array} data @returns {Uint8Array} */
  const twice = (data) => hash(hash(data));

  /** BIP-340's tagged hash. @param {string} tag @param {...(Uint8Array|number[])} parts @returns {Uint8Array} */
  function tagged(tag, ...parts) {
    const prefix = hash(Bytes.ascii(tag));
    return hash(Bytes.concat(prefix, prefix, ...parts));
  }

  return Object.freeze({ hash, twice, tagged });
})();
