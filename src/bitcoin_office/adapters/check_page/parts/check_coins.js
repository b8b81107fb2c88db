"use strict";

/** Every transaction stands in its block, and every coin is an output of one. Fills `facts.transactions`. */
async function checkCoins(facts, step) {
  const { body } = facts;
  for (const [place, entry] of body.transactions.entries()) {
    await step.progress(place, body.transactions.length);
    facts.transactions.set(entry.txid, readEntry(facts, entry));
  }
  const good = [];
  for (const coin of body.coins) {
    const fault = faultOfCoin(facts, coin);
    if (fault) {
      facts.brokenCoins.add(coin.outpoint);
      step.wrong("inclusion", `The coin ${coin.outpoint} (${Amounts.bitcoin(coin.sats)}) does not hold: ${fault}.`);
    } else good.push(coin);
  }
  const total = Amounts.sum(body.coins);
  if (total !== BigInt(body.sats)) {
    step.wrong("sum", `The coins come to ${Amounts.bitcoin(total)}, not to ${Amounts.bitcoin(body.sats)}.`);
  }
  if (good.length) {
    const held = `${Wording.counted(good.length, "coin")}, ${Amounts.bitcoin(Amounts.sum(good))}`;
    step.proved("inclusion", `${held}: each is an output, with this value and script, of a transaction in its block.`);
  }
}

/** @returns {{height: number, transaction: object|null, fault: string}} */
function readEntry(facts, entry) {
  try {
    return { height: entry.height, transaction: checkedTransaction(facts, entry), fault: "" };
  } catch (error) {
    if (!(error instanceof Bytes.FormatError)) throw error;
    return { height: entry.height, transaction: null, fault: `its transaction: ${error.message}` };
  }
}

/** The transaction of an entry. Throws FormatError unless it hashes to its txid and stands in its block. */
function checkedTransaction({ blocks }, { raw, txid, height, position, branch }) {
  const bytes = Bytes.fromHex(raw);
  const transaction = Transactions.parse(bytes);
  const hash = Sha256.twice(bytes);
  if (Transactions.hasWitness(transaction)) throw new Bytes.FormatError("it carries a witness, which no txid covers");
  if (Bytes.shown(hash) !== txid) throw new Bytes.FormatError("its bytes do not hash to its txid");
  const block = blocks.get(height);
  if (block.fault) throw new Bytes.FormatError(block.fault);
  if (Transactions.isCoinbase(transaction) !== (position === 0)) {
    throw new Bytes.FormatError("a coinbase, and nothing else, stands first in its block");
  }
  // Such a transaction could be an inner node of the tree (CVE-2017-12842).
  if (bytes.length === 64) throw new Bytes.FormatError("one of 64 bytes cannot be told from two hashes");
  Merkle.check(hash, position, branch.map(Bytes.readHash), block.root);
  return transaction;
}

/** Why a coin does not hold; empty where it does. */
function faultOfCoin({ transactions, network }, coin) {
  const found = transactions.get(Form.txidOf(coin.outpoint));
  if (!found) return "its transaction is not in the file";
  if (found.fault) return found.fault;
  if (found.height !== coin.born_height) return `its transaction is at height ${found.height}`;
  const output = found.transaction.outputs[Form.indexOf(coin.outpoint)];
  if (!output) return "its transaction has no such output";
  if (output.sats !== coin.sats) return `the output has ${Amounts.bitcoin(output.sats)}`;
  if (Bytes.toHex(output.script) !== coin.script) return "the output has another script";
  const address = Addresses.ofScript(output.script, network);
  return address === coin.address ? "" : `the script's address is ${address || "none"}`;
}
