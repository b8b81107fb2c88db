"use strict";

/** Walks over bytes once; every count is held against the bytes that are left before anything is made of it. */
class Reader {
  /** @param {Uint8Array} data @param {string} what names the thing in errors @param {number} limit in bytes */
  constructor(data, what, limit) {
    this.data = data;
    this.what = what;
    this.offset = 0;
    if (data.length > limit) this.fail(`${data.length} bytes, more than the ${limit} that it may have`);
  }

  fail(problem) {
    throw new Bytes.FormatError(`${problem} (in the ${this.what}, at byte ${this.offset})`);
  }

  /** @param {number} count @returns {Uint8Array} */
  take(count) {
    const left = this.data.length - this.offset;
    if (count > left) this.fail(`${count} bytes announced, ${left} left`);
    this.offset += count;
    return this.data.slice(this.offset - count, this.offset);
  }

  u8() {
    return this.take(1)[0];
  }

  u32() {
    const [a, b, c, d] = this.take(4);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  /** An unsigned 64-bit integer; beyond 2 ** 53 it is rounded, which every caller's limit refuses anyway. */
  u64() {
    const low = this.u32();
    return low + this.u32() * 0x100000000;
  }

  /** A length or count in Bitcoin's variable form; a longer form than needed is refused, as nodes do. */
  compactSize() {
    const first = this.u8();
    if (first < 0xfd) return first;
    const [value, least] = first === 0xfd ? [this.u8() | (this.u8() << 8), 0xfd]
      : first === 0xfe ? [this.u32(), 0x10000] : [this.u64(), 0x100000000];
    if (value < least) this.fail(`the count ${value} is not written in its shortest form`);
    return value;
  }

  /** How many things of at least so many bytes follow. @param {number} leastBytes @param {string} name */
  count(leastBytes, name) {
    const value = this.compactSize();
    const left = this.data.length - this.offset;
    if (value * leastBytes > left) this.fail(`${value} ${name} announced, ${left} bytes left`);
    return value;
  }

  /** Bytes with their length before them. */
  varBytes() {
    return this.take(this.compactSize());
  }

  /** Nothing may follow. */
  finish() {
    const left = this.data.length - this.offset;
    if (left) this.fail(`${left} bytes too many at the end`);
  }
}
