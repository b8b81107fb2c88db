"use strict";

/**
 * What signatures sign, with the hash types that BIP-322 allows: ALL, and for taproot DEFAULT. A spending is
 * {transaction, spent}: a transaction and, in order, the outputs that its inputs spend.
 */
const Sighash = (() => {
  const ALL = 1;
  const NO_SCRIPT = [0];

  const outPoints = ({ transaction }) => Bytes.join(transaction.inputs.map(Transactions.outPointBytes));

  const sequences = ({ transaction }) => Bytes.join(transaction.inputs.map((each) => Bytes.u32(each.sequence)));

  const outputs = ({ transaction }) => Bytes.join(transaction.outputs.map(Transactions.outputBytes));

  // What all inputs of a transaction share is hashed once; a proof of funds may have thousands of inputs.
  const kept = new WeakMap();

  function once(spending, name, compute) {
    if (!kept.has(spending)) kept.set(spending, new Map());
    const found = kept.get(spending);
    if (!found.has(name)) found.set(name, compute(spending));
    return found.get(name);
  }

  /** BIP-143: an input of a version 0 witness program. @returns {Uint8Array} 32 bytes */
  function segwit(spending, index, scriptCode) {
    const { transaction, spent } = spending;
    const each = transaction.inputs[index];
    return Sha256.twice(Bytes.concat(
      Bytes.u32(transaction.version),
      once(spending, "outpoints twice", (of) => Sha256.twice(outPoints(of))),
      once(spending, "sequences twice", (of) => Sha256.twice(sequences(of))),
      Transactions.outPointBytes(each), Transactions.scriptBytes(scriptCode), Bytes.u64(spent[index].sats),
      Bytes.u32(each.sequence),
      once(spending, "outputs twice", (of) => Sha256.twice(outputs(of))),
      Bytes.u32(transaction.lockTime), Bytes.u32(ALL),
    ));
  }

  /** The first form: the transaction with the script in the input's place, and all others empty. */
  function legacy(spending, index, scriptCode) {
    const { transaction } = spending;
    const emptied = (each) => Bytes.concat(Transactions.outPointBytes(each), NO_SCRIPT, Bytes.u32(each.sequence));
    const empty = once(spending, "inputs", () => transaction.inputs.map(emptied));
    const each = transaction.inputs[index];
    const mine = Bytes.join([
      Transactions.outPointBytes(each), Transactions.scriptBytes(scriptCode), Bytes.u32(each.sequence),
    ]);
    return Sha256.twice(Bytes.join([
      Bytes.u32(transaction.version), Bytes.compactSize(empty.length), ...empty.slice(0, index), mine,
      ...empty.slice(index + 1), Bytes.compactSize(transaction.outputs.length), outputs(spending),
      Bytes.u32(transaction.lockTime), Bytes.u32(ALL),
    ]));
  }

  function taprootFrame(spending) {
    const { transaction, spent } = spending;
    return Bytes.concat(
      Bytes.u32(transaction.version), Bytes.u32(transaction.lockTime), Sha256.hash(outPoints(spending)),
      Sha256.hash(Bytes.join(spent.map((each) => Bytes.u64(each.sats)))),
      Sha256.hash(Bytes.join(spent.map((each) => Transactions.scriptBytes(each.script)))),
      Sha256.hash(sequences(spending)), Sha256.hash(outputs(spending)),
    );
  }

  /** BIP-341, key path, without annex. @param {number} hashType 0 (DEFAULT) or 1 (ALL) */
  function taproot(spending, index, hashType) {
    const epoch = 0;
    const keyPath = 0;
    const frame = once(spending, "taproot", taprootFrame);
    return Sha256.tagged("TapSighash", [epoch, hashType], frame, [keyPath], Bytes.u32(index));
  }

  return Object.freeze({ ALL, segwit, legacy, taproot });
})();
