"use strict";

/**
 * How an input opens the script that it spends, and whether the signatures in it hold, for those templates that need
 * no script to be run. Each accepts only what the script itself would accept.
 */
const Openings = (() => {
  /** A proof that does not hold; `message` says why. */
  class Broken extends Error {}

  const fail = (problem) => {
    throw new Broken(problem);
  };

  /**
   * {path: "legacy"|"segwit"|"taproot"|"unknown", script, items}: `script` is checked against `items`, for taproot it
   * is the key. Throws Broken and FormatError. @param {Uint8Array} script of the output that is spent
   */
  function open(script, input) {
    const found = Scripts.witnessProgram(script);
    if (found) {
      if (input.scriptSig.length) fail("a scriptSig, where everything belongs in the witness");
      return openWitness(found, input.witness, false);
    }
    const items = Scripts.pushedItems(input.scriptSig);
    if (items === null) return { path: "unknown", note: "a scriptSig that does more than push" };
    if (Scripts.kindOf(script) === "p2sh") return openScriptHash(script, input, items);
    if (input.witness.length) fail("a witness, where everything belongs in the scriptSig");
    return { path: "legacy", script, items };
  }

  function openScriptHash(script, input, items) {
    const redeem = items.length ? items[items.length - 1] : new Uint8Array(0);
    if (!items.length || !Bytes.equal(Ripemd160.hash160(redeem), script.slice(2, 22))) {
      fail("the address does not commit to this redeem script");
    }
    const found = Scripts.witnessProgram(redeem);
    if (found) {
      if (!Bytes.equal(input.scriptSig, Scripts.push(redeem))) fail("more in the scriptSig than the redeem script");
      return openWitness(found, input.witness, true);
    }
    if (input.witness.length) fail("a witness, where everything belongs in the scriptSig");
    return { path: "legacy", script: redeem, items: items.slice(0, -1) };
  }

  function openWitness({ version, program }, witness, isWrapped) {
    if (version === 0 && program.length === 20) {
      return { path: "segwit", script: Scripts.p2pkh(program), items: witness };
    }
    if (version === 0 && program.length === 32) {
      const last = witness[witness.length - 1];
      if (!last || !Bytes.equal(Sha256.hash(last), program)) fail("the address does not commit to this witness script");
      return { path: "segwit", script: last, items: witness.slice(0, -1) };
    }
    if (version === 0) fail("a witness program of a length that there is not");
    const isTaproot = version === 1 && program.length === 32 && !isWrapped;
    if (!isTaproot) return { path: "unknown", note: "a newer kind of address" };
    if (!witness.length) fail("an empty witness");
    if (witness.length > 1) return { path: "unknown", note: "a taproot script or annex" };
    return { path: "taproot", script: program, items: witness };
  }

  /**
   * Checks an opened input. Throws Broken where it does not hold.
   * @returns {string} empty where it holds, else why the page cannot tell
   */
  function hold(spending, index, opening) {
    if (opening.path === "unknown") return opening.note;
    if (opening.path === "taproot") return holdTaproot(spending, index, opening);
    const isKeyHash = Scripts.kindOf(opening.script) === "p2pkh";
    const multisig = isKeyHash ? null : Scripts.multisig(opening.script);
    if (!isKeyHash && !multisig) return "a script that is neither a single key nor a multisig";
    const digest = (opening.path === "legacy" ? Sighash.legacy : Sighash.segwit)(spending, index, opening.script);
    if (isKeyHash) holdKeyHash(opening, digest);
    else holdMultisig(opening, digest, multisig);
    return "";
  }

  /** The numbers of an ECDSA signature with its hash type. Throws Broken for every form but the one. */
  function readSignature(signature) {
    const found = Signatures.readDer(signature.slice(0, -1));
    if (found === null) fail("a signature that is not strictly DER encoded");
    if (found.s > Signatures.HALF_ORDER) fail("a signature in its high-S form");
    if (signature[signature.length - 1] !== Sighash.ALL) fail("a signature that does not sign everything (ALL)");
    return found;
  }

  function holdKeyHash({ script, items }, digest) {
    if (items.length !== 2) fail(`${items.length} items, where a signature and a key are expected`);
    const [signature, key] = items;
    if (!Bytes.equal(Ripemd160.hash160(key), script.slice(3, 23))) fail("the address does not commit to this key");
    if (!Signatures.isPlainKey(key)) fail("a public key that is neither compressed nor uncompressed");
    if (!Signatures.ecdsaHolds(key, readSignature(signature), digest)) {
      fail("the signature is not by the address's key over this message");
    }
  }

  /** As nodes do: each signature by one of the keys left, in their order; none empty, none too many. */
  function holdMultisig({ items }, digest, { needed, keys }) {
    const signatures = items.slice(1);
    if (signatures.length !== needed) fail(`${signatures.length} signatures, where the script takes ${needed}`);
    if (items[0].length) fail("CHECKMULTISIG's extra item is not empty");
    const numbers = signatures.map(readSignature);
    let position = 0;
    numbers.forEach((each, held) => {
      const last = keys.length - (needed - held);
      while (position <= last && !Signatures.ecdsaHolds(keys[position], each, digest)) position++;
      if (position > last) fail(`${held} of ${needed} signatures hold; the next is by none of the keys left`);
      position++;
    });
  }

  function holdTaproot(spending, index, { script, items }) {
    const [signature] = items;
    const isDefault = signature.length === Signatures.SCHNORR_BYTES;
    if (!isDefault && signature.length !== Signatures.SCHNORR_BYTES + 1) fail("a taproot signature of another length");
    const hashType = isDefault ? 0 : signature[Signatures.SCHNORR_BYTES];
    if (!isDefault && hashType !== Sighash.ALL) fail("a signature that does not sign everything (ALL)");
    const digest = Sighash.taproot(spending, index, hashType);
    if (!Signatures.schnorrHolds(script, signature.slice(0, Signatures.SCHNORR_BYTES), digest)) {
      fail("the signature is not by the address's key over this message");
    }
    return "";
  }

  return Object.freeze({ Broken, open, hold });
})();
