"""What is proved held against the books, and kept proofs of control against the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bitcoin_office.books.ledger import Balance
from bitcoin_office.reserve.judged_proof import JudgedProof, WhyNot
from bitcoin_office.reserve.movements_accounts import observed, unexplained
from bitcoin_office.reserve.proved import ProvedReserve
from bitcoin_office.reserve.purchases import PROVED
from bitcoin_office.reserve.reconcile import Break, BreakCode
from bitcoin_office.terms.amount import sats

_BROKEN = {
    WhyNot.BROKEN: (BreakCode.PROOF_BROKEN, "Put its file back as it was, or let the signers sign once more."),
    WhyNot.BLOCK_ORPHANED: (BreakCode.PROOF_ORPHANED, "Ask the signers anew: bitcoin-office proof request VAULT."),
}


def breaks_of_proved(proved: ProvedReserve, balances: Iterable[Balance], parts: Mapping[str, str]) -> Iterator[Break]:
    """Coins that the books call proved, which they cannot know; and proved coins that the books do not have.

    ``parts`` has the vaults' names in accounts.
    """
    booked = {balance.account: balance.quantity for balance in balances if balance.unit == "sat"}
    for account, quantity in sorted(booked.items()):
        if quantity and (account == PROVED or account.startswith(f"{PROVED}:")):
            yield Break(
                code=BreakCode.PROVED_IN_BOOKS,
                reason=f"The books hold {sats(quantity)} in {account}. Only proofs of control say what is proved, and "
                "the statement takes nothing from that account.",
                remedy="Reverse what was booked there: bitcoin-office books reverse.",
                sats=quantity,
                names=(account,),
            )
    for vault in proved.vaults:
        accounts = (observed(parts[vault.name]), unexplained(parts[vault.name]))
        held = sum(booked.get(account, 0) for account in accounts)
        if held < vault.proved_sats:
            yield Break(
                code=BreakCode.PROVED_NOT_IN_BOOKS,
                reason=f"Of the vault {vault.name} {sats(vault.proved_sats)} are proved; the books say that it holds "
                f"{sats(held)}.",
                remedy="Run bitcoin-office sync; if it stays, see who else posts to these accounts: books journal.",
                sats=held - vault.proved_sats,
                names=accounts,
            )


def breaks_of_proofs(judged: Sequence[JudgedProof]) -> Iterator[Break]:
    """Kept proofs that do not verify any more, and those for blocks that were taken back; one break a request."""
    found: dict[tuple[WhyNot, str], list[JudgedProof]] = defaultdict(list)
    for proof in judged:
        if proof.why_not is not None and proof.why_not in _BROKEN:
            found[proof.why_not, proof.request].append(proof)
    for (why_not, request), proofs in sorted(found.items()):
        code, remedy = _BROKEN[why_not]
        yield Break(
            code=code,
            reason=f"Proofs of control of {request}: {proofs[0].sentence}",
            remedy=remedy,
            count=len(proofs),
            names=(request,),
        )
