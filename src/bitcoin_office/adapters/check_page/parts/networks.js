"use strict";

/**
 * The networks, by the node's own word: prefixes of addresses, the easiest allowed target in compact form, and when the
 * difficulty changes. Source: Bitcoin Core, kernel/chainparams.cpp.
 *
 * `floor`: from this height on every block took at least this many hashes. A block alone could otherwise be made up in
 * seconds, with the easiest target that the rules know. The easiest since height 604,800 (November 2019) had a
 * difficulty of 12.9 million million; below ten, Bitcoin would have lost nine tenths of its miners of that year.
 */
const Networks = (() => {
  const HASHES_OF_DIFFICULTY_1 = 2n ** 32n;
  const FLOOR = { height: 604_800, work: 10n ** 13n * HASHES_OF_DIFFICULTY_1 };
  const TEST_PREFIXES = { keyHash: 111, scriptHash: 196, bech32: "tb", easiest: 0x1d00ffff };
  return Object.freeze({
    main: {
      title: "Bitcoin", keyHash: 0, scriptHash: 5, bech32: "bc", easiest: 0x1d00ffff, retargets: true, floor: FLOOR,
    },
    test: { title: "testnet 3", ...TEST_PREFIXES, retargets: true, resets: true },
    testnet4: { title: "testnet 4", ...TEST_PREFIXES, retargets: true, resets: true },
    signet: { title: "signet", ...TEST_PREFIXES, easiest: 0x1e0377ae, retargets: true },
    regtest: { title: "a made-up chain", ...TEST_PREFIXES, bech32: "bcrt", easiest: 0x207fffff },
  });
})();
