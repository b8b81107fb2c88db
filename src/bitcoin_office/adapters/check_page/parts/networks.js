"use strict";

/**
 * The networks, by the node's own word: prefixes of addresses, the easiest allowed target in compact form, and when the
 * difficulty changes. Source: Bitcoin Core, kernel/chainparams.cpp.
 *
 * `floors`: from each height on every block took more than so many hashes. A block alone could otherwise be made up in
 * seconds, with the easiest target that the rules know. Each is below the easiest target that came after it, up to
 * height 953,568 (June 2026; the targets are in the checkpoints of bitcoinj and Electrum). For the last to be wrong one
 * day, Bitcoin would have to lose nine tenths of the miners of November 2019.
 */
const Networks = (() => {
  const HASHES_OF_DIFFICULTY_1 = 2n ** 32n;
  const DIFFICULTY_BY_HEIGHT = [
    [604_800, 10n ** 13n], [500_000, 10n ** 12n], [400_000, 10n ** 11n], [300_000, 10n ** 9n], [200_000, 10n ** 6n],
    [100_000, 10n ** 4n],
  ];
  const floors = DIFFICULTY_BY_HEIGHT.map(([height, least]) => ({ height, work: least * HASHES_OF_DIFFICULTY_1 }));
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
