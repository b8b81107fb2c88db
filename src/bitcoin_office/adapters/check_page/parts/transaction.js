"use strict";

/**
 * Transactions: {version, inputs: [{txid, index, scriptSig, sequence, witness}], outputs: [{sats, script}], lockTime};
 * hashes in internal order. Read with limits, and written with and without witness (BIP-144).
 */
const Transactions = (() => {
  // Consensus: a block weighs at most 4,000,000 and a byte weighs at least 1.
  const MAX_BYTES = 4_000_000;
  const MAX_MONEY_SATS = 21_000_000 * 100_000_000;
  // The shortest forms: outpoint, empty script, sequence; value, empty script.
  const LEAST_INPUT_BYTES = 36 + 1 + 4;
  const LEAST_OUTPUT_BYTES = 8 + 1;
  const WITNESS_SCALE = 4;
  const NO_OUTPUT_INDEX = 0xffffffff;

  function readInput(reader) {
    const txid = reader.take(32);
    const index = reader.u32();
    const scriptSig = reader.varBytes();
    return { txid, index, scriptSig, sequence: reader.u32(), witness: [] };
  }

  function readOutput(reader) {
    const sats = reader.u64();
    if (sats > MAX_MONEY_SATS) reader.fail("an output of more satoshis than there can be");
    return { sats, script: reader.varBytes() };
  }

  /** One input's witness stack. @param {Reader} reader @returns {Uint8Array[]} */
  const readWitness = (reader) => readMany(reader, 1, "witness items", (each) => each.varBytes());

  function readMany(reader, leastBytes, name, read) {
    return Array.from({ length: reader.count(leastBytes, name) }, () => read(reader));
  }

  /** Exactly one transaction. Throws FormatError. @param {Uint8Array} data */
  function parse(data) {
    const reader = new Reader(data, "transaction", MAX_BYTES);
    const version = reader.u32();
    const isSegwit = data[4] === 0 && data[5] === 1;
    if (isSegwit) reader.take(2);
    const inputs = readMany(reader, LEAST_INPUT_BYTES, "inputs", readInput);
    if (!inputs.length) reader.fail("no inputs");
    const outputs = readMany(reader, LEAST_OUTPUT_BYTES, "outputs", readOutput);
    if (isSegwit) for (const each of inputs) each.witness = readWitness(reader);
    const found = { version, inputs, outputs, lockTime: reader.u32() };
    if (isSegwit && !hasWitness(found)) reader.fail("a witness is announced, and no input has one");
    reader.finish();
    return found;
  }

  const hasWitness = (transaction) => transaction.inputs.some((each) => each.witness.length);

  const outPointBytes = (input) => Bytes.concat(input.txid, Bytes.u32(input.index));

  const scriptBytes = (script) => Bytes.concat(Bytes.compactSize(script.length), script);

  const inputBytes = (input) =>
    Bytes.concat(outPointBytes(input), scriptBytes(input.scriptSig), Bytes.u32(input.sequence));

  const outputBytes = (output) => Bytes.concat(Bytes.u64(output.sats), scriptBytes(output.script));

  const witnessBytes = (witness) => Bytes.join([Bytes.compactSize(witness.length), ...witness.map(scriptBytes)]);

  /** The bytes that the txid covers. @returns {Uint8Array} */
  function stripped({ version, inputs, outputs, lockTime }) {
    return Bytes.join([
      Bytes.u32(version), Bytes.compactSize(inputs.length), ...inputs.map(inputBytes),
      Bytes.compactSize(outputs.length), ...outputs.map(outputBytes), Bytes.u32(lockTime),
    ]);
  }

  /** BIP-141's weight: bytes outside the witness count four times. */
  function weight(transaction) {
    const inside = transaction.inputs.reduce((sum, each) => sum + witnessBytes(each.witness).length, 0);
    return stripped(transaction).length * WITNESS_SCALE + (hasWitness(transaction) ? inside + 2 : 0);
  }

  /** Whether it pays a block's miner: one input that spends nothing. */
  const isCoinbase = ({ inputs }) => inputs.length === 1 && spendsNothing(inputs[0]);

  /** Whether an input names the output that no transaction has. */
  const spendsNothing = ({ txid, index }) => index === NO_OUTPUT_INDEX && txid.every((byte) => byte === 0);

  /** Its identity without witness, internal order. */
  const txid = (transaction) => Sha256.twice(stripped(transaction));

  /** As people and nodes write it. @returns {string} */
  const outPoint = (txid, index) => `${Bytes.shown(txid)}:${index}`;

  return Object.freeze({
    MAX_BYTES, MAX_MONEY_SATS, NO_OUTPUT_INDEX, parse, readOutput, readWitness, hasWitness, isCoinbase, spendsNothing,
    outPointBytes, scriptBytes, outputBytes, stripped, weight, txid, outPoint,
  });
})();
