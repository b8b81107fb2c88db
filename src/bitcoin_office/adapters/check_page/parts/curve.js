"use strict";

/**
 * The curve secp256k1: y² = x³ + 7 over the integers modulo P. Everything that passes through here is public, so that
 * speed may depend on it and nothing has to be hidden. Points are [x, y] or, while computing, Jacobian [X, Y, Z] with
 * x = X / Z² and y = Y / Z³; Z is 0n for the point at infinity.
 *
 * Source: SEC 2, section 2.4.1; formulas: the Explicit-Formulas Database, short Weierstrass curves with a = 0.
 */
const Curve = (() => {
  const P = 2n ** 256n - 2n ** 32n - 977n;
  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const GENERATOR = [
    0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
    0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  ];
  const INFINITY = [1n, 1n, 0n];

  // Multiplying x by BETA multiplies the point by LAMBDA. With that a factor splits into two of half the length, by
  // the short vectors (A1, B1), (A2, B2) of the lattice of those (a, b) with a + b * LAMBDA = 0 modulo the order.
  // Source: Gallant, Lambert, Vanstone 2001; the values are libsecp256k1's.
  const BETA = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
  const LAMBDA = 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n;
  const A1 = 0x3086d221a7d46bcde86c90e49284eb15n;
  const B1 = -0xe4437ed6010e88286f547fa90abfe4c3n;
  const A2 = 0x114ca50f7a8e2f3f657c1108d9d44cfd8n;
  const B2 = A1;

  // Odd multiples kept of each point: many of the generator, made once; few of a key, made for every signature.
  const WINDOW_GENERATOR = 9;
  const WINDOW_KEY = 5;

  /** @param {bigint} value @returns {bigint} from 0 to P - 1 */
  function modP(value) {
    const rest = value % P;
    return rest < 0n ? rest + P : rest;
  }

  /** @param {bigint} value not a multiple of the prime `modulus` @returns {bigint} its inverse */
  function inverse(value, modulus) {
    let [a, b] = [((value % modulus) + modulus) % modulus, modulus];
    let [x, y] = [1n, 0n];
    while (a !== 0n) {
      const quotient = b / a;
      [a, b] = [b - quotient * a, a];
      [x, y] = [y - quotient * x, x];
    }
    return y < 0n ? y + modulus : y;
  }

  /** @returns {bigint} value ** (2 ** times) modulo P */
  function squared(value, times) {
    for (let round = 0; round < times; round++) value = (value * value) % P;
    return value;
  }

  /** A square root modulo P, value ** ((P + 1) / 4), or null where there is none. @param {bigint} value */
  function root(value) {
    // The exponent is 223 ones, a zero, 22 ones, 4 zeros, 2 ones, 2 zeros; x_n is the value to the power of n ones.
    const x2 = (squared(value, 1) * value) % P;
    const x3 = (squared(x2, 1) * value) % P;
    const x6 = (squared(x3, 3) * x3) % P;
    const x9 = (squared(x6, 3) * x3) % P;
    const x11 = (squared(x9, 2) * x2) % P;
    const x22 = (squared(x11, 11) * x11) % P;
    const x44 = (squared(x22, 22) * x22) % P;
    const x88 = (squared(x44, 44) * x44) % P;
    const x176 = (squared(x88, 88) * x88) % P;
    const x220 = (squared(x176, 44) * x44) % P;
    const x223 = (squared(x220, 3) * x3) % P;
    const found = squared((squared((squared(x223, 23) * x22) % P, 6) * x2) % P, 2);
    return (found * found) % P === value ? found : null;
  }

  /** The point with this x and a y that is odd or even, or null where the curve has none. @param {bigint} x */
  function pointAt(x, isOdd) {
    if (x >= P) return null;
    const y = root((((x * x) % P) * x + 7n) % P);
    if (y === null) return null;
    return [x, ((y & 1n) === 1n) === isOdd ? y : P - y];
  }

  /** @param {bigint} x @param {bigint} y */
  const isOnCurve = (x, y) => x < P && y < P && (y * y - (((x * x) % P) * x + 7n)) % P === 0n;

  /** dbl-2009-l. */
  function double(point) {
    const [x, y, z] = point;
    const a = (x * x) % P;
    const b = (y * y) % P;
    const c = (b * b) % P;
    const sum = x + b;
    const d = 2n * (((sum * sum) % P) - a - c);
    const e = 3n * a;
    const x3 = modP(e * e - 2n * d);
    return [x3, modP(e * (d - x3) - 8n * c), (2n * y * z) % P];
  }

  /** A Jacobian point plus one in [x, y]: madd-2007-bl without its shortcuts. */
  function addAffine(left, right) {
    const [x1, y1, z1] = left;
    if (z1 === 0n) return [right[0], right[1], 1n];
    const zz = (z1 * z1) % P;
    const h = modP(right[0] * zz - x1);
    const r = modP(right[1] * ((zz * z1) % P) - y1);
    if (h === 0n) return r === 0n ? double(left) : INFINITY;
    const hh = (h * h) % P;
    const hhh = (hh * h) % P;
    const v = (x1 * hh) % P;
    const x3 = modP(r * r - hhh - 2n * v);
    return [x3, modP(r * (v - x3) - y1 * hhh), (z1 * h) % P];
  }

  /** [x, y] of Jacobian points, none at infinity, with one inversion for all (Montgomery's trick). */
  function toAffine(points) {
    const products = [];
    let product = 1n;
    for (const point of points) {
      products.push(product);
      product = (product * point[2]) % P;
    }
    let rest = inverse(product, P);
    const found = new Array(points.length);
    for (let place = points.length - 1; place >= 0; place--) {
      const [x, y, z] = points[place];
      const over = (rest * products[place]) % P;
      rest = (rest * z) % P;
      const square = (over * over) % P;
      found[place] = [(x * square) % P, (y * ((square * over) % P)) % P];
    }
    return found;
  }

  /** 1, 3, 5, ... times a point, as far as a window reaches; and the same times LAMBDA. */
  function oddMultiples(point, window) {
    const [twice] = toAffine([double([...point, 1n])]);
    const multiples = [[...point, 1n]];
    for (let count = 1; count < 1 << (window - 2); count++) multiples.push(addAffine(multiples[count - 1], twice));
    const plain = toAffine(multiples);
    return { plain, turned: plain.map(([x, y]) => [(x * BETA) % P, y]), window };
  }

  const halfUp = (numerator) => (2n * numerator + ORDER) / (2n * ORDER);

  /** @param {bigint} factor from 0 to the order @returns {[bigint, bigint]} k1 + k2 * LAMBDA, each of some 128 bits */
  function split(factor) {
    const c1 = halfUp(B2 * factor);
    const c2 = halfUp(-B1 * factor);
    return [factor - c1 * A1 - c2 * A2, -c1 * B1 - c2 * B2];
  }

  /** Digits of a factor, lowest first: zero or odd and below 2 ** (window - 1), with window - 1 zeros after each. */
  function digits(factor, window) {
    const found = [];
    const isNegative = factor < 0n;
    let rest = isNegative ? -factor : factor;
    const [size, half, mask] = [1 << window, 1 << (window - 1), BigInt((1 << window) - 1)];
    while (rest > 0n) {
      if ((rest & 1n) === 0n) {
        found.push(0);
        rest >>= 1n;
        continue;
      }
      const low = Number(rest & mask);
      const digit = low >= half ? low - size : low;
      found.push(isNegative ? -digit : digit);
      for (let zero = 1; zero < window; zero++) found.push(0);
      rest = (rest - BigInt(digit)) >> BigInt(window);
    }
    return found;
  }

  let generatorMultiples = null;

  /** a * G + b * point, in Jacobian form. @param {bigint} a @param {bigint} b both from 0 to the order less one */
  function combine(a, b, point) {
    generatorMultiples = generatorMultiples || oddMultiples(GENERATOR, WINDOW_GENERATOR);
    const lines = [];
    for (const [factor, multiples] of [[a, generatorMultiples], [b, oddMultiples(point, WINDOW_KEY)]]) {
      const [plain, turned] = split(factor);
      lines.push([digits(plain, multiples.window), multiples.plain]);
      lines.push([digits(turned, multiples.window), multiples.turned]);
    }
    let sum = INFINITY;
    for (let place = Math.max(...lines.map(([line]) => line.length)) - 1; place >= 0; place--) {
      sum = double(sum);
      for (const [line, table] of lines) {
        const digit = line[place];
        if (digit > 0) sum = addAffine(sum, table[digit >> 1]);
        else if (digit < 0) sum = addAffine(sum, [table[-digit >> 1][0], P - table[-digit >> 1][1]]);
      }
    }
    return sum;
  }

  return Object.freeze({
    P, ORDER, GENERATOR, LAMBDA, BETA, inverse, root, pointAt, isOnCurve, toAffine, split, combine,
  });
})();
