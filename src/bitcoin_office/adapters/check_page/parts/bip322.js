"use strict";

/**
 * BIP-322 (version 2.0.0): proof of control of a script by a signed message, in the forms `smp`, `ful` and `pof`, for
 * single keys, multisig in every wrapping, and taproot keys. Every other script "needs the program".
 */
const Bip322 = (() => {
  const PREFIX_CHARACTERS = 3;
  const MESSAGE_TAG = "BIP0322-signed-message";
  const OP_RETURN = 0x6a;
  const KNOWN_VERSIONS = new Set([0, 2]);
  // Consensus: no transaction weighs more than a block may.
  const MAX_WEIGHT = 4_000_000;
  // Each legacy input hashes the whole transaction anew: this much takes a phone some ten seconds.
  const MAX_LEGACY_BYTES = 100_000_000;
  const NATIVE = new Set(["p2wpkh", "p2wsh", "p2tr", "witness"]);

  const { Broken } = Openings;

  /** The identity of `to_spend`, whose only output is the challenge. @returns {Uint8Array} internal order */
  function challenge(message, script) {
    const scriptSig = Bytes.concat([0x00, 32], Sha256.tagged(MESSAGE_TAG, message));
    const nothing = { txid: new Uint8Array(32), index: Transactions.NO_OUTPUT_INDEX };
    const inputs = [{ ...nothing, scriptSig, sequence: 0, witness: [] }];
    return Transactions.txid({ version: 0, inputs, outputs: [{ sats: 0, script }], lockTime: 0 });
  }

  /** `smp`: the witness alone; everything else of `to_sign` follows from the message and the script. */
  function readSimple(payload, { script, spends }) {
    if (!NATIVE.has(Scripts.kindOf(script))) throw new Broken("the simple form is for native segwit addresses only");
    const reader = new Reader(payload, "witness", Transactions.MAX_BYTES);
    const witness = Transactions.readWitness(reader);
    reader.finish();
    const input = { txid: spends, index: 0, scriptSig: new Uint8Array(0), sequence: 0, witness };
    const nothing = { sats: 0, script: Uint8Array.of(OP_RETURN) };
    const transaction = { version: 0, inputs: [input], outputs: [nothing], lockTime: 0 };
    return { transaction, spent: [{ sats: 0, script }] };
  }

  /** `ful`: the whole transaction. */
  function readFull(payload, { script }) {
    const transaction = Transactions.parse(payload);
    if (transaction.inputs.length !== 1) throw new Broken("the full form has one input; more are a proof of funds");
    return { transaction, spent: [{ sats: 0, script }] };
  }

  /** `pof`: a finalised PSBT, whose further inputs are coins. */
  function readFunds(payload, { script, message }) {
    const found = Psbt.readFinal(payload);
    const first = found.spent[0];
    if (found.message && !Bytes.equal(found.message, message)) throw new Broken("its PSBT states another message");
    if (!first && found.spent.length > 1) throw new Broken("input 0 does not say which output it spends");
    if (first && (first.sats !== 0 || !Bytes.equal(first.script, script))) {
      throw new Broken("its first input is not for this address");
    }
    found.spent.forEach((output, index) => {
      if (index > 0) checkCoin(found, output, index);
    });
    return { transaction: found.transaction, spent: [{ sats: 0, script }, ...found.spent.slice(1)] };
  }

  function checkCoin(found, output, index) {
    if (!output) throw new Broken(`input ${index} does not say which output it spends`);
    if (!found.isWhole[index] && !signsAmount(output.script, found.transaction.inputs[index].scriptSig)) {
      throw new Broken(`input ${index} lacks the transaction that it spends from, and its signatures sign no amount`);
    }
  }

  /** Whether an input's signatures cover the amount that it spends. */
  function signsAmount(script, scriptSig) {
    const kind = Scripts.kindOf(script);
    return NATIVE.has(kind) || (kind === "p2sh" && NATIVE.has(Scripts.kindOf(scriptSig.slice(1))));
  }

  const READERS = { smp: readSimple, ful: readFull, pof: readFunds };

  /** The proof as a spending. Throws Broken and FormatError. */
  function present(text, claim) {
    const prefix = text.slice(0, PREFIX_CHARACTERS);
    // A text without prefix is read as simple, which older signers write.
    const isPrefixed = prefix === "smp" || prefix === "ful" || prefix === "pof";
    const variant = isPrefixed ? prefix : "smp";
    const payload = Bytes.fromBase64(isPrefixed ? text.slice(PREFIX_CHARACTERS) : text);
    return { variant, spending: READERS[variant](payload, claim) };
  }

  /** What `to_sign` must look like around its scripts, and the chain's rules for any transaction. */
  function checkShape({ transaction, spent }, spends) {
    const { inputs, outputs } = transaction;
    if (inputs[0].index !== 0 || !Bytes.equal(inputs[0].txid, spends)) {
      throw new Broken("it is for another message or another address");
    }
    const isNothing = outputs.length === 1 && outputs[0].sats === 0 && outputs[0].script.length === 1;
    if (!isNothing || outputs[0].script[0] !== OP_RETURN) {
      throw new Broken("it has other outputs than the one empty OP_RETURN");
    }
    const names = new Set(inputs.map((each) => Transactions.outPoint(each.txid, each.index)));
    if (names.size !== inputs.length) throw new Broken("it names a coin twice");
    if (inputs.some(Transactions.spendsNothing)) throw new Broken("it has an input that spends nothing");
    if (spent.reduce((sum, each) => sum + each.sats, 0) > Transactions.MAX_MONEY_SATS) {
      throw new Broken("it states more coins than there can be");
    }
    if (Transactions.weight(transaction) > MAX_WEIGHT) throw new Broken("it is larger than any transaction can be");
  }

  /**
   * What the proof shows about control of `script`; throws nothing, whatever its text is.
   * @param {Uint8Array} script @param {Uint8Array} message @param {string} text
   * @param {() => Promise<void>} pause awaited between inputs
   * @returns {Promise<{state: "valid"|"later"|"program"|"invalid", reason: string, lockTime: number, sequence: number,
   *   coins: {outpoint: string, sats: number, script: Uint8Array}[]}>}
   *   "later": valid only at that lock time and age; "program": the page cannot tell
   */
  async function verify(script, message, text, pause) {
    const found = { state: "invalid", reason: "", lockTime: 0, sequence: 0, coins: [] };
    try {
      const spends = challenge(message, script);
      const { variant, spending } = present(text, { script, message, spends });
      checkShape(spending, spends);
      const unknown = await judge(spending, pause);
      const { version, lockTime, inputs } = spending.transaction;
      const reason = unknown || (KNOWN_VERSIONS.has(version) ? "" : `its transaction has version ${version}`);
      const { sequence } = inputs[0];
      const coins = variant === "pof" ? coinsOf(spending) : [];
      const state = reason ? "program" : lockTime || sequence ? "later" : "valid";
      return { state, reason, lockTime, sequence, coins };
    } catch (error) {
      if (!(error instanceof Broken || error instanceof Bytes.FormatError)) throw error;
      return { ...found, reason: error.message };
    }
  }

  /** Judges every input. Throws Broken; returns why the page cannot tell, or an empty text. */
  async function judge(spending, pause) {
    const { inputs } = spending.transaction;
    const size = Transactions.stripped(spending.transaction).length;
    let legacyBytes = 0;
    let unknown = "";
    for (let index = 0; index < inputs.length; index++) {
      await pause();
      const opening = Openings.open(spending.spent[index].script, inputs[index]);
      if (opening.path === "legacy") legacyBytes += size;
      if (legacyBytes > MAX_LEGACY_BYTES) return "too many inputs of the oldest form";
      unknown = Openings.hold(spending, index, opening) || unknown;
    }
    return unknown;
  }

  function coinsOf({ transaction, spent }) {
    return transaction.inputs.slice(1).map((each, place) => ({
      outpoint: Transactions.outPoint(each.txid, each.index), ...spent[place + 1],
    }));
  }

  return Object.freeze({ challenge, verify });
})();
