"use strict";

/** Block headers: 80 bytes each, their proof of work, and runs of them that link. */
const Headers = (() => {
  const HEADER_BYTES = 80;
  // Consensus: the difficulty is set anew every 2,016 blocks, so that they take two weeks, by at most a factor of four.
  const RETARGET_BLOCKS = 2016;
  const RETARGET_SECONDS = 14 * 24 * 60 * 60;
  const RETARGET_FACTOR = 4;
  const HASH_SPACE = 1n << 256n;
  const SIGN_BIT = 0x00800000;

  const u32At = (data, at) => (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> 0;

  const merkleRoot = (header) => header.slice(36, 68);
  const time = (header) => u32At(header, 68);
  const bits = (header) => u32At(header, 72);
  const compactText = (compact) => compact.toString(16).padStart(8, "0");

  /** The 256-bit target that a compact form means. Throws FormatError where it means none. @param {number} compact */
  function targetOf(compact) {
    const size = compact >>> 24;
    const mantissa = BigInt(compact & 0x007fffff);
    const target = size <= 3 ? mantissa >> BigInt(8 * (3 - size)) : mantissa << BigInt(8 * (size - 3));
    const isNegative = compact & SIGN_BIT && mantissa;
    if (isNegative || target === 0n || target >= HASH_SPACE) {
      throw new Bytes.FormatError(`${compactText(compact)} is no target that there can be`);
    }
    return target;
  }

  /** The compact form of a target, rounded down as nodes do. @param {bigint} target @returns {number} */
  function compactOf(target) {
    let size = Math.ceil(target.toString(16).length / 2);
    let mantissa = size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3));
    if (mantissa & BigInt(SIGN_BIT)) {
      mantissa >>= 8n;
      size++;
    }
    return ((size << 24) | Number(mantissa)) >>> 0;
  }

  /** How many hashes it takes on average to meet a target. @returns {bigint} */
  const workOf = (target) => HASH_SPACE / (target + 1n);

  /** The target in compact form after a period at `old` that took so many seconds. */
  function nextBits(old, seconds, network) {
    const held = Math.min(Math.max(seconds, RETARGET_SECONDS / RETARGET_FACTOR), RETARGET_SECONDS * RETARGET_FACTOR);
    const target = (targetOf(old) * BigInt(held)) / BigInt(RETARGET_SECONDS);
    const easiest = targetOf(network.easiest);
    return compactOf(target < easiest ? target : easiest);
  }

  function checkTarget(compact, network) {
    if (targetOf(compact) > targetOf(network.easiest)) {
      throw new Bytes.FormatError(`the target ${compactText(compact)} is easier than the network allows`);
    }
  }

  /** Whether a hash (internal order) is at most a target in 32 bytes, big end first. */
  function meets(hash, highest) {
    for (let place = 0; place < 32; place++) {
      if (hash[31 - place] !== highest[place]) return hash[31 - place] < highest[place];
    }
    return true;
  }

  /** Throws FormatError unless the header's work is done. @returns {bigint} the work @param {Uint8Array} header */
  function checkWork(header, hash, network) {
    checkTarget(bits(header), network);
    const target = targetOf(bits(header));
    if (!meets(hash, Bytes.from256(target))) throw new Bytes.FormatError("its hash does not meet its target");
    return workOf(target);
  }

  /** Whether the target at place `index` of a run may follow the one before it. */
  function mayFollow(run, index, network) {
    const [before, now] = [bits(run.at(index - 1)), bits(run.at(index))];
    if (network.retargets && network.resets) return true;
    if (!network.retargets || (run.firstHeight + index) % RETARGET_BLOCKS) return now === before;
    if (index < RETARGET_BLOCKS) return isWithinFactor(targetOf(before), targetOf(now));
    return now === nextBits(before, time(run.at(index - 1)) - time(run.at(index - RETARGET_BLOCKS)), network);
  }

  function isWithinFactor(old, target) {
    const factor = BigInt(RETARGET_FACTOR);
    // Compact forms round down, so that the bounds are taken in compact form too.
    return targetOf(compactOf(old / factor)) <= target && target <= targetOf(compactOf(old * factor));
  }

  /**
   * Checks a run of headers: each names the one before, has its work done, and changes the target as it may.
   * @param {Uint8Array} data 80 bytes a header @param {number} firstHeight @param {object} network
   * @param {(done: number, total: number) => Promise<void>} pause
   * @returns {Promise<{hashes: Uint8Array, work: bigint}>} 32 bytes a hash, in a row; throws FormatError
   */
  async function link(data, firstHeight, network, pause) {
    const count = data.length / HEADER_BYTES;
    const run = { firstHeight, at: (index) => data.subarray(index * HEADER_BYTES, (index + 1) * HEADER_BYTES) };
    const hashes = new Uint8Array(32 * count);
    let [work, workEach, highest, last] = [0n, 0n, null, -1];
    for (let index = 0; index < count; index++) {
      if (index % 256 === 0) await pause(index, count);
      const header = run.at(index);
      const fail = (problem) => {
        throw new Bytes.FormatError(`at height ${firstHeight + index} ${problem}`);
      };
      if (index && !Bytes.equal(header.subarray(4, 36), hashes.subarray(32 * index - 32, 32 * index))) {
        fail("the header does not follow the one before");
      }
      const isRetarget = (firstHeight + index) % RETARGET_BLOCKS === 0;
      if (bits(header) !== last || isRetarget) {
        checkTarget(bits(header), network);
        if (index && !mayFollow(run, index, network)) fail("the target changes as it may not");
        last = bits(header);
        highest = Bytes.from256(targetOf(last));
        workEach = workOf(targetOf(last));
      }
      const hash = Sha256.twice(header);
      if (!meets(hash, highest)) fail("the hash does not meet its target");
      hashes.set(hash, 32 * index);
      work += workEach;
    }
    return { hashes, work };
  }

  return Object.freeze({ HEADER_BYTES, merkleRoot, time, bits, targetOf, compactOf, nextBits, checkWork, link });
})();
