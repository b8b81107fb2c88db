"use strict";

/** Locking scripts: their kinds, what they push, and multisig. */
const Scripts = (() => {
  // Consensus limits.
  const MAX_SCRIPT_BYTES = 10_000;
  const MAX_ITEM_BYTES = 520;
  const MAX_MULTISIG_KEYS = 20;

  const OP_PUSHDATA1 = 0x4c;
  const OP_PUSHDATA4 = 0x4e;
  const OP_1NEGATE = 0x4f;
  const OP_1 = 0x51;
  const OP_16 = 0x60;
  const OP_CHECKMULTISIG = 0xae;

  const startsWith = (script, ...bytes) => bytes.every((byte, place) => script[place] === byte);
  const endsWith = (script, ...bytes) => startsWith(script.slice(script.length - bytes.length), ...bytes);

  /** Version and program of a witness script (BIP-141), or null. @param {Uint8Array} script */
  function witnessProgram(script) {
    const size = script.length - 2;
    if (size < 2 || size > 40 || script[1] !== size) return null;
    if (script[0] === 0) return { version: 0, program: script.slice(2) };
    const isVersion = script[0] >= OP_1 && script[0] <= OP_16;
    return isVersion ? { version: script[0] - OP_1 + 1, program: script.slice(2) } : null;
  }

  /** "p2pkh", "p2sh", "p2wpkh", "p2wsh", "p2tr", "witness" (other versions) or "other". @param {Uint8Array} script */
  function kindOf(script) {
    if (script.length === 23 && startsWith(script, 0xa9, 20) && endsWith(script, 0x87)) return "p2sh";
    if (script.length === 25 && startsWith(script, 0x76, 0xa9, 20) && endsWith(script, 0x88, 0xac)) return "p2pkh";
    const found = witnessProgram(script);
    if (found === null) return "other";
    const size = found.program.length;
    if (found.version === 0) return size === 20 ? "p2wpkh" : size === 32 ? "p2wsh" : "other";
    return found.version === 1 && size === 32 ? "p2tr" : "witness";
  }

  /** @param {Uint8Array} keyHash 20 bytes */
  const p2pkh = (keyHash) => Bytes.concat([0x76, 0xa9, 20], keyHash, [0x88, 0xac]);

  /** Each operation with the data that it pushes. Throws FormatError at a push past the end. */
  function* stepsOf(script) {
    let offset = 0;
    while (offset < script.length) {
      const code = script[offset];
      let start = offset + 1;
      let length = code < OP_PUSHDATA1 ? code : 0;
      if (code >= OP_PUSHDATA1 && code <= OP_PUSHDATA4) {
        const width = 1 << (code - OP_PUSHDATA1);
        for (let place = 0; place < width; place++) length += (script[start + place] || 0) * 256 ** place;
        start += width;
      }
      if (start + length > script.length) throw new Bytes.FormatError("a push reaches past the script's end");
      offset = start + length;
      yield [code, script.slice(start, offset)];
    }
  }

  /** The shortest ordinary push. @param {Uint8Array} data up to 65,535 bytes @returns {Uint8Array} */
  function push(data) {
    const size = data.length;
    if (size < OP_PUSHDATA1) return Bytes.concat([size], data);
    if (size <= 0xff) return Bytes.concat([OP_PUSHDATA1, size], data);
    return Bytes.concat([OP_PUSHDATA1 + 1, size & 0xff, size >> 8], data);
  }

  /** The operation that a push of this data must use to be in its shortest form (BIP-62). */
  function leastPush(data) {
    if (data.length === 1 && data[0] >= 1 && data[0] <= 16) return OP_1 + data[0] - 1;
    if (data.length === 1 && data[0] === 0x81) return OP_1NEGATE;
    return push(data)[0];
  }

  /**
   * The items that a scriptSig pushes, or null where it does more than push. Throws FormatError for a push that is
   * too long or not in its shortest form. @param {Uint8Array} script @returns {Uint8Array[]|null}
   */
  function pushedItems(script) {
    if (script.length > MAX_SCRIPT_BYTES) throw new Bytes.FormatError("a scriptSig that is too long");
    const items = [];
    for (const [code, data] of stepsOf(script)) {
      if (code > OP_16) return null;
      if (data.length > MAX_ITEM_BYTES) throw new Bytes.FormatError("an item that is too long");
      if (code > OP_1NEGATE && code < OP_1) throw new Bytes.FormatError("the reserved operation 0x50");
      if (code >= OP_1NEGATE) items.push(Uint8Array.of(code === OP_1NEGATE ? 0x81 : code - OP_1 + 1));
      else if (code === leastPush(data)) items.push(data);
      else throw new Bytes.FormatError("a push that is not in its shortest form");
    }
    return items;
  }

  /** The number that a multisig's first or last step means; zero for none. Seventeen and more are a one-byte push. */
  function smallNumber([code, data]) {
    if (code >= OP_1 && code <= OP_16) return code - OP_1 + 1;
    return code === 1 && data[0] > 16 ? data[0] : 0;
  }

  /** How many of which keys `m <keys> n CHECKMULTISIG` asks for, in its one minimal form; null for other scripts. */
  function multisig(script) {
    if (script[script.length - 1] !== OP_CHECKMULTISIG) return null;
    let steps;
    try {
      steps = [...stepsOf(script.slice(0, -1))];
    } catch {
      return null;
    }
    if (steps.length < 3) return null;
    const needed = smallNumber(steps[0]);
    const keys = steps.slice(1, -1).map(([, data]) => data);
    const arePlain = steps.slice(1, -1).every(([code, data]) => code === data.length && Signatures.isPlainKey(data));
    const isSound = keys.length === smallNumber(steps[steps.length - 1]) && needed >= 1 && needed <= keys.length;
    return arePlain && isSound && keys.length <= MAX_MULTISIG_KEYS ? { needed, keys } : null;
  }

  return Object.freeze({ kindOf, witnessProgram, p2pkh, push, pushedItems, multisig });
})();
