"use strict";

/** The office's signature: a signed note (C2SP) with one Ed25519 signature. */
const Note = (() => {
  const ED25519 = 1;
  const NAME = /^[!-*,-~]{1,100}$/;

  /** The text that follows from a disclosure, and that its note must have. @param {object} body @param {string} hash */
  function textOf(body, hash) {
    const lines = [
      body.schema, `kind: ${body.kind}`, `country: ${body.country}`, `network: ${body.network}`,
      `number: ${body.number}`, `height: ${body.stamp.height}`, `block: ${body.stamp.hash}`, `sha256: ${hash}`,
    ];
    return lines.join("\n") + "\n";
  }

  /** A verifier key NAME+ID+BASE64. Throws FormatError. @returns {{name: string, id: Uint8Array, key: Uint8Array}} */
  function readKey(text) {
    const [name, id, encoded] = splitKey(text);
    const isForm = encoded !== undefined && NAME.test(name) && /^[0-9a-f]{8}$/.test(id);
    if (!isForm) throw new Bytes.FormatError("the verifier key does not have the form NAME+ID+KEY");
    const data = Bytes.fromBase64(encoded);
    if (data.length !== 33 || data[0] !== ED25519) throw new Bytes.FormatError("the verifier key is no Ed25519 key");
    const expected = Sha256.hash(Bytes.concat(Bytes.ascii(name), [0x0a], data)).slice(0, 4);
    if (Bytes.toHex(expected) !== id) throw new Bytes.FormatError("the verifier key's id is not that of its key");
    return { name, id: expected, key: data.slice(1) };
  }

  /** Base64 has plus signs of its own: only the first two separate. */
  function splitKey(text) {
    const first = text.indexOf("+");
    const second = text.indexOf("+", first + 1);
    if (first < 0 || second < 0) return [text];
    return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
  }

  /**
   * The 64 bytes of signature in a note. Throws FormatError unless it is exactly `text`, an empty line, and one
   * signature line of this key. @param {string} note @param {string} text @param {{name: string, id: Uint8Array}} key
   */
  function signatureIn(note, text, key) {
    if (!note.startsWith(text)) throw new Bytes.FormatError("the note is not the one that follows from the disclosure");
    const head = `\n\u2014 ${key.name} `;
    const rest = note.slice(text.length);
    if (!rest.startsWith(head) || !rest.endsWith("\n")) throw new Bytes.FormatError("the note lacks the signer's line");
    const data = Bytes.fromBase64(rest.slice(head.length, -1));
    if (data.length !== 68 || !Bytes.equal(data.slice(0, 4), key.id)) {
      throw new Bytes.FormatError("the note's signature is by another key");
    }
    return data.slice(4);
  }

  /**
   * Whether the signature holds; null where this browser cannot tell, which is never a yes.
   * @param {Uint8Array} key @param {Uint8Array} signature @param {string} text @returns {Promise<boolean|null>}
   */
  async function holds(key, signature, text) {
    if (!globalThis.crypto || !crypto.subtle) return null;
    let imported;
    try {
      imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return null;
    }
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, new TextEncoder().encode(text));
  }

  return Object.freeze({ textOf, readKey, signatureIn, holds });
})();
