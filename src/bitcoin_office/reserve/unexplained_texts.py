"""What the office says of each thing that a record cannot explain, in English: a sentence by a key that never changes.

Whoever says it in another language has a sentence of its own for each key, with the same names in braces.
"""

from __future__ import annotations

UNEXPLAINED: dict[str, str] = {
    "books-differ-from-record": "The books hold {booked} as announced, the record adds up to {announced}. Book the "
    "record with: bitcoin-office reserve book.",
    "never-announced": "About {coins} coins, {share} of those disclosed, were never announced as bought: how, when and "
    "at what cost they came is not on record.",
    "never-disclosed": "About {coins} coins, {share} of those disclosed, were announced as bought beyond what is "
    "disclosed.",
    "growth-differs": "From {after} to {until} the disclosed holding changed by {grown}, while {announced} were "
    "announced: {gap} unexplained.",
    "first-disclosure": "The first disclosure, {disclosed} on {day}, stood beside {announced} announced until then: "
    "{gap} unexplained.",
    "testimony-differs": "From {after} to {until} purchases of {announced} were announced, while {by} says: {says} "
    "Both cannot be so as said.",
    "unproved": "{addresses} addresses are reported; no valid signature by their keys is on file, so this office "
    "counts no coin as proved.",
    "unproved-no-address": "No address is on record, and no valid signature by their keys is on file, so this office "
    "counts no coin as proved.",
    "unproved-rest": "Proofs of control cover {proved}; nobody has proved the other {rest}.",
    "not-seen-since": "The daily purchase is last seen on {day}. Whether it went on in the {days} days since is "
    "unknown, and nothing is booked for them.",
    "no-later-disclosure": "Nothing is on record as disclosed after {day}, {days} days before this statement.",
}
