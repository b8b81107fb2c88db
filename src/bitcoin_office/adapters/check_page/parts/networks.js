"use strict";

/**
 * The networks, by the node's own word: prefixes of addresses, the easiest allowed target in compact form, and when the
 * difficulty changes. Source: Bitcoin Core, kernel/chainparams.cpp.
 *
 * `floors`: from each height on every block took more than so many hashes, as the program knows them (LEAST_WORKS). A
 * block alone could otherwise be made up in seconds, with the easiest target that the rules know.
 */
const Networks = (() => {
  const floors = LEAST_WORKS.main.map(([height, work]) => ({ height, work: BigInt(work) }));
  const TEST_PREFIXES = { keyHash: 111, scriptHash: 196, bech32: "tb", easiest: 0x1d00ffff };
  return Object.freeze({
    main: {
      title: "Bitcoin", keyHash: 0, scriptHash: 5, bech32: "bc", easiest: 0x1d00ffff, retargets: true, floors,
    },
    test: { title: "testnet 3", ...TEST_PREFIXES, retargets: true, resets: true },
    testnet4: { title: "testnet 4", ...TEST_PREFIXES, retargets: true, resets: true },
    signet: { title: "signet", ...TEST_PREFIXES, easiest: 0x1e0377ae, retargets: true },
    regtest: { title: "a made-up chain", ...TEST_PREFIXES, bech32: "bcrt", easiest: 0x207fffff },
  });
})();
