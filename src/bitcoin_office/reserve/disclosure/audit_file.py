"""The proofs file of bip322-audit: read and written, so that its users and ours can check each other's proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import Network
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.reserve.coins import Coin
from bitcoin_office.reserve.disclosure.control_message import binding_of
from bitcoin_office.reserve.disclosure.document import MAX_FILE_BYTES, MAX_ITEMS
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.terms.amount import sats

_WHAT: Final = "proofs file of bip322-audit"
# Besides this form it hands over none.
_SIMPLE: Final = "smp"
_TOOL: Final = "bitcoin-office"


class AuditProof(msgspec.Struct, frozen=True, kw_only=True):
    """The proof for one address; the outputs that are listed with it are the other program's business."""

    address: Annotated[str, Meta(max_length=90)]
    signature: Annotated[str, Meta(min_length=1)]


class AuditFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of the file. ``chain`` is the node's word for the network; one of the two messages is given."""

    chain: str | None = None
    message: str | None = None
    message_hex: str | None = None
    proofs: Annotated[tuple[AuditProof, ...], Meta(min_length=1, max_length=MAX_ITEMS)]

    @property
    def text(self) -> str:
        """The message that was signed. Raises ``ProofFormatError`` where the two contradict, or there is none."""
        try:
            from_hex = None if self.message_hex is None else bytes.fromhex(self.message_hex).decode("utf-8")
        except ValueError as error:
            raise _bad("message_hex is no text in hexadecimal") from error
        found = self.message if from_hex is None else from_hex
        if found is None or (self.message is not None and self.message != found):
            raise _bad("it has no message, or two that differ")
        return found


def is_audit_file(data: bytes) -> bool:
    """Whether these bytes begin as such a file does, and as no PSBT, transaction or proof."""
    return data.lstrip()[:1] == b"{"


def read_audit_file(data: bytes) -> AuditFile:
    """Reads the file. Raises ``ProofFormatError``; whether its proofs hold is not looked at."""
    if len(data) > MAX_FILE_BYTES:
        raise _bad(f"{len(data)} bytes, more than the {MAX_FILE_BYTES} that are read")
    try:
        return msgspec.json.decode(data, type=AuditFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(str(error)) from error


def write_audit_file(
    proofs: Sequence[KeptProof],
    coins: Mapping[str, Sequence[Coin]],
    network: Network,
    *,
    made_at: str,
    block_hashes: Mapping[int, str],
) -> bytes:
    """The file for proofs of one message; ``coins`` by script in hex, ``made_at`` as ``2026-01-02T03:04:05Z``.

    Only proofs in the simple form and of scripts with an address can stand in it; others raise ``ProofFormatError``.
    """
    messages = {each.message for each in proofs}
    if len(messages) != 1:
        raise _bad(f"it holds the proofs of one message, not of {len(messages)}")
    message = messages.pop()
    rows = sorted((_row(each, coins, network, block_hashes) for each in proofs), key=lambda row: row["address"])
    total = sum(row["total_sat"] for row in rows)
    bound = binding_of(message)
    document = {
        "tool": _TOOL,
        "chain": network.name,
        "stamp": None if bound is None else {"height": bound.height, "hash": bound.block, "time": bound.time},
        "message": message,
        "message_hex": message.encode().hex(),
        "policy": None,
        "finalized_utc": made_at,
        "proofs": rows,
        "total_sat": total,
        "total_btc": sats(total).plain(),
        "spends": None,
        "spends_utc": None,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _row(
    proof: KeptProof, coins: Mapping[str, Sequence[Coin]], network: Network, block_hashes: Mapping[int, str]
) -> dict[str, Any]:
    address = address_of_script(bytes.fromhex(proof.script), network)
    if address is None or not proof.proof.startswith(_SIMPLE):
        raise _bad(f"a proof for {proof.script} that is not in the simple form, or a script without address")
    held = coins.get(proof.script, ())
    return {
        "address": address,
        "utxos": [
            {
                "txid": shown(coin.outpoint.txid),
                "vout": coin.outpoint.index,
                "amount_sat": coin.sats,
                "height": coin.born_height,
                "blockhash": block_hashes.get(coin.born_height),
            }
            for coin in held
        ],
        "total_sat": sum(coin.sats for coin in held),
        "signature": proof.proof,
        "variant": _SIMPLE,
    }


def _bad(problem: str) -> ProofFormatError:
    return ProofFormatError(what=_WHAT, problem=problem)
