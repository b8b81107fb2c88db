"use strict";

/** The note's text follows from the disclosure, and its signature is by the signer that the disclosure names. */
async function checkSignature(facts, step) {
  const { body, hash, note } = facts;
  facts.signer = { name: "", status: "invalid" };
  let key;
  let signature;
  const text = Note.textOf(body, hash);
  try {
    key = Note.readKey(body.signer);
    facts.signer.name = key.name;
    signature = Note.signatureIn(note, text, key);
  } catch (error) {
    if (!(error instanceof Bytes.FormatError)) throw error;
    return step.wrong("signature", `The signature: ${error.message}.`);
  }
  const holds = await Note.holds(key.key, signature, text);
  if (holds === false) return step.wrong("signature", `The signature is not by ${key.name} over this disclosure.`);
  if (holds === null) {
    facts.signer.status = "unchecked";
    return step.open("signature", "The signature is NOT CHECKED: this browser does not know Ed25519. Use a newer one.");
  }
  step.proved("signature", `Signed by ${key.name}; not a byte was changed since.`);
  return compareSigner(facts, step);
}

/** Whose key it is nobody can tell from the file: the reader names it, or it stays unknown. */
function compareSigner({ body, expectedKey, signer }, step) {
  if (!expectedKey) {
    signer.status = "unknown";
    return step.open("signer-unknown", `That the key is the office's: enter the key that it published, above.`);
  }
  if (expectedKey !== body.signer) {
    signer.status = "wrong";
    return step.wrong("wrong-signer", "It is signed with another key than the one that you named.");
  }
  signer.status = "known";
  return step.proved("signer", "The key is the one that you named.");
}
