"use strict";

/** Signatures on secp256k1: ECDSA in BIP-66's strict encoding, and BIP-340 (Schnorr). */
const Signatures = (() => {
  const COMPRESSED_BYTES = 33;
  const UNCOMPRESSED_BYTES = 65;
  const SCHNORR_BYTES = 64;
  // BIP-66: tag, length, two integers of at most 33 bytes with tag and length each; at least one byte an integer.
  const LEAST_DER_BYTES = 8;
  const MOST_DER_BYTES = 72;
  const { P, ORDER } = Curve;
  const HALF_ORDER = ORDER / 2n;

  /** The integer at `start`, or null where it is not in its one form: positive, no needless leading zero. */
  function derInteger(der, start) {
    const size = der[start + 1];
    if (der[start] !== 0x02 || size === 0 || der[start + 2] & 0x80) return null;
    if (size > 1 && der[start + 2] === 0 && !(der[start + 3] & 0x80)) return null;
    return Bytes.toNumber(der.subarray(start + 2, start + 2 + size));
  }

  /** The two numbers of a strictly encoded signature (without the hash type), or null. @param {Uint8Array} der */
  function readDer(der) {
    const size = der.length;
    if (size < LEAST_DER_BYTES || size > MOST_DER_BYTES || der[0] !== 0x30 || der[1] !== size - 2) return null;
    const rSize = der[3];
    if (5 + rSize >= size || rSize + der[5 + rSize] + 6 !== size) return null;
    const r = derInteger(der, 2);
    const s = derInteger(der, 4 + rSize);
    return r === null || s === null ? null : { r, s };
  }

  /** Whether this is a compressed or an uncompressed key; the hybrid form is neither. @param {Uint8Array} key */
  function isPlainKey(key) {
    if (key.length === COMPRESSED_BYTES) return key[0] === 2 || key[0] === 3;
    return key.length === UNCOMPRESSED_BYTES && key[0] === 4;
  }

  /** The point of a plain key, or null for one off the curve. @param {Uint8Array} key */
  function readKey(key) {
    if (!isPlainKey(key)) return null;
    const x = Bytes.toNumber(key.subarray(1, 33));
    if (key.length === COMPRESSED_BYTES) return Curve.pointAt(x, key[0] === 3);
    const y = Bytes.toNumber(key.subarray(33));
    return Curve.isOnCurve(x, y) ? [x, y] : null;
  }

  /** Whether the numbers of a signature over `digest` (32 bytes) are by `key`; false for a key off the curve. */
  function ecdsaHolds(key, { r, s }, digest) {
    const point = readKey(key);
    if (point === null || r <= 0n || s <= 0n || r >= ORDER || s > HALF_ORDER) return false;
    const over = Curve.inverse(s, ORDER);
    const [x, , z] = Curve.combine((Bytes.toNumber(digest) * over) % ORDER, (r * over) % ORDER, point);
    if (z === 0n) return false;
    // x / z² is r modulo the order: r itself, or for a few x the order more. So no division is needed.
    const square = (z * z) % P;
    return (r * square) % P === x || (r + ORDER < P && ((r + ORDER) * square) % P === x);
  }

  /** Whether 64 bytes are a signature over `digest` by an x-only key of 32 bytes; false for a key off the curve. */
  function schnorrHolds(key, signature, digest) {
    if (key.length !== 32 || signature.length !== SCHNORR_BYTES) return false;
    const point = Curve.pointAt(Bytes.toNumber(key), false);
    const r = Bytes.toNumber(signature.subarray(0, 32));
    const s = Bytes.toNumber(signature.subarray(32));
    if (point === null || r >= P || s >= ORDER) return false;
    const tagged = Sha256.tagged("BIP0340/challenge", signature.subarray(0, 32), key, digest);
    const e = Bytes.toNumber(tagged) % ORDER;
    const sum = Curve.combine(s, (ORDER - e) % ORDER, point);
    if (sum[2] === 0n) return false;
    const [[x, y]] = Curve.toAffine([sum]);
    return x === r && (y & 1n) === 0n;
  }

  return Object.freeze({ HALF_ORDER, SCHNORR_BYTES, readDer, isPlainKey, readKey, ecdsaHolds, schnorrHolds });
})();
