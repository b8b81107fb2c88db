"use strict";

/** Merkle inclusion: a transaction stands in a block. That its coins are unspent it does not show. */
const Merkle = (() => {
  // No block has room for more than 16,666 transactions.
  const MAX_DEPTH = 15;
  const MAX_MONEY_SATS = 21_000_000 * 100_000_000;

  /**
   * Whether 64 bytes read as a transaction of one input and one output, which could be passed off as an inner node
   * (CVE-2017-12842). An honest inner node meets it once in 2 ** 42.
   */
  function readsAsTransaction(data) {
    const scriptSig = data[41];
    if (data[4] !== 1 || scriptSig > 4 || data[46 + scriptSig] !== 1) return false;
    if (data[55 + scriptSig] !== 4 - scriptSig) return false;
    let sats = 0;
    for (let place = 7; place >= 0; place--) sats = sats * 256 + data[47 + scriptSig + place];
    return sats <= MAX_MONEY_SATS;
  }

  /**
   * Throws FormatError unless the path leads to the root. @param {Uint8Array} txid all hashes in internal order
   * @param {number} position @param {Uint8Array[]} branch leaf first @param {Uint8Array} root
   */
  function check(txid, position, branch, root) {
    const fail = (problem) => {
      throw new Bytes.FormatError(problem);
    };
    if (branch.length > MAX_DEPTH) fail("a path of more levels than a block can have");
    if (position >= 2 ** branch.length) fail(`the position ${position} does not fit in ${branch.length} levels`);
    let node = txid;
    for (const beside of branch) {
      const isRight = position % 2 === 1;
      // CVE-2012-2459.
      if (isRight && Bytes.equal(beside, node)) fail("the position stands in the repeated end of an odd level");
      const both = isRight ? Bytes.concat(beside, node) : Bytes.concat(node, beside);
      if (readsAsTransaction(both)) fail("an inner node of the path is itself a transaction");
      node = Sha256.twice(both);
      position = Math.floor(position / 2);
    }
    if (!Bytes.equal(node, root)) fail("the path does not lead to the block's Merkle root");
  }

  return Object.freeze({ MAX_DEPTH, check });
})();
