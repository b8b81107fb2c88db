"use strict";

/** A finalised PSBT (BIP-174), as a proof of funds carries one: its signed transaction and the outputs it spends. */
const Psbt = (() => {
  const MAGIC = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff);
  const MAX_BYTES = 64_000_000;
  const GLOBAL_UNSIGNED_TX = "00";
  const GLOBAL_MESSAGE = "09";
  const GLOBAL_VERSION = "fb";
  const IN_NON_WITNESS_UTXO = "00";
  const IN_WITNESS_UTXO = "01";
  const IN_FINAL_SCRIPT_SIG = "07";
  const IN_FINAL_WITNESS = "08";

  /** One map of fields by their keys in hex, each key once. @returns {Map<string, Uint8Array>} */
  function readFields(reader) {
    const fields = new Map();
    for (let key = reader.varBytes(); key.length; key = reader.varBytes()) {
      const name = Bytes.toHex(key);
      if (fields.has(name)) reader.fail(`the field ${name.slice(0, 2)} stands twice with the same key`);
      fields.set(name, reader.varBytes());
    }
    return fields;
  }

  /** Exactly one thing at a reader's start. */
  function whole(data, what, limit, read) {
    const reader = new Reader(data, what, limit);
    const found = read(reader);
    reader.finish();
    return found;
  }

  function readUnsigned(reader, globals) {
    if ((globals.get(GLOBAL_VERSION) || []).some((byte) => byte)) reader.fail("a version other than 0");
    if (!globals.has(GLOBAL_UNSIGNED_TX)) reader.fail("no unsigned transaction");
    const unsigned = Transactions.parse(globals.get(GLOBAL_UNSIGNED_TX));
    const isSigned = Transactions.hasWitness(unsigned) || unsigned.inputs.some((each) => each.scriptSig.length);
    if (isSigned) reader.fail("the transaction that should be unsigned is signed");
    return unsigned;
  }

  /** The output that an input spends, from either field; null where neither is there. */
  function spentOutput(input, fields, previous) {
    const stated = fields.has(IN_WITNESS_UTXO)
      ? whole(fields.get(IN_WITNESS_UTXO), "witness UTXO", MAX_BYTES, Transactions.readOutput) : null;
    if (!previous) return stated;
    const isItsOwn = Bytes.equal(Transactions.txid(previous), input.txid) && input.index < previous.outputs.length;
    if (!isItsOwn) throw new Bytes.FormatError("an input spends no output of the transaction beside it");
    const found = previous.outputs[input.index];
    if (stated && !(stated.sats === found.sats && Bytes.equal(stated.script, found.script))) {
      throw new Bytes.FormatError("an input states its output in two ways that differ");
    }
    return found;
  }

  function finalInput(input, fields) {
    if (!fields.has(IN_FINAL_SCRIPT_SIG) && !fields.has(IN_FINAL_WITNESS)) {
      throw new Bytes.FormatError("an input that is not finalised");
    }
    const witness = fields.has(IN_FINAL_WITNESS)
      ? whole(fields.get(IN_FINAL_WITNESS), "final witness", Transactions.MAX_BYTES, Transactions.readWitness) : [];
    return { ...input, scriptSig: fields.get(IN_FINAL_SCRIPT_SIG) || new Uint8Array(0), witness };
  }

  /**
   * Throws FormatError. @param {Uint8Array} data
   * @returns {{message: Uint8Array|undefined, transaction: object, spent: (object|null)[], isWhole: boolean[]}}
   *   `isWhole`: whether the transaction that an input spends from is there as a whole
   */
  function readFinal(data) {
    const reader = new Reader(data, "PSBT", MAX_BYTES);
    if (!Bytes.equal(reader.take(MAGIC.length), MAGIC)) reader.fail("it does not start as a PSBT does");
    const globals = readFields(reader);
    const unsigned = readUnsigned(reader, globals);
    const inputs = unsigned.inputs.map(() => readFields(reader));
    unsigned.outputs.forEach(() => readFields(reader));
    reader.finish();
    const beside = inputs.map((fields) =>
      fields.has(IN_NON_WITNESS_UTXO) ? Transactions.parse(fields.get(IN_NON_WITNESS_UTXO)) : null);
    // BIP-322: inputs from the same transaction may share one copy of it.
    const shared = new Map(beside.filter(Boolean).map((each) => [Bytes.toHex(Transactions.txid(each)), each]));
    const previous = unsigned.inputs.map((each, place) => beside[place] || shared.get(Bytes.toHex(each.txid)));
    return {
      message: globals.get(GLOBAL_MESSAGE),
      transaction: { ...unsigned, inputs: unsigned.inputs.map((each, place) => finalInput(each, inputs[place])) },
      spent: unsigned.inputs.map((each, place) => spentOutput(each, inputs[place], previous[place])),
      isWhole: previous.map(Boolean),
    };
  }

  return Object.freeze({ readFinal });
})();
