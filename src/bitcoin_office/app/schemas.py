"""The published forms of everything that ``--json`` writes: a name and version, and the struct that it is."""

from __future__ import annotations

import importlib
from typing import Any, cast

import msgspec

from bitcoin_office.terms.errors import NotFoundError

# Name of the schema: (module of the struct, its name, whether the result is a list of it, the commands that write it).
# A result that changes in a way its readers can notice gets a new version here; the old name stays while it is written.
SCHEMAS: dict[str, tuple[str, str, bool, str]] = {
    "reserve-statement/1": ("reserve.statement", "ReserveStatement", False, "statement, demo"),
    "market-show/1": ("market.report", "Shown", False, "market show"),
    "market-gaps/1": ("market.report", "Gaps", False, "market gaps"),
    "market-check/1": ("market.report", "Checked", False, "market check"),
    "market-update/1": ("market.report", "Updated", False, "market update"),
    "fitted-weather/1": ("simulate.weather.fitted", "FittedWeather", False, "market fit"),
    "countries/1": ("app.playbook", "ShippedCountries", False, "countries"),
    "check/1": ("app.check", "Checked", False, "check"),
    "playbook-diff/1": ("playbook.diff", "PlaybookDiff", False, "diff"),
    "adoption/1": ("app.playbook", "Adopted", False, "adopt"),
    "booked-record/1": ("office.book_record", "BookedRecord", False, "init, reserve book"),
    "books-balance/1": ("books.extracts", "Balances", False, "books balance"),
    "books-journal/1": ("books.extracts", "Journal", False, "books journal"),
    "books-lots/1": ("books.extracts", "Lots", False, "books lots"),
    "books-statement/1": ("books.statement", "BooksStatement", False, "books statement"),
    "books-verification/1": ("books.ledger", "Verification", False, "books verify"),
    "books-posting/1": ("books.posting_report", "PostingReport", False, "books import, books post, books reverse"),
    "books-export/1": ("app.books", "Export", False, "books export"),
    "vaults/1": ("app.vaults", "WatchedVaults", False, "vault list, vault show"),
    "vault-added/1": ("app.vaults", "VaultAdded", False, "vault add"),
    "vouchers/1": ("app.vouchers", "VoucherList", False, "voucher list"),
    "voucher-added/1": ("app.vouchers", "VoucherAdded", False, "voucher add"),
    "today/1": ("office.today_result", "Today", False, "today"),
    "proposals/1": ("app.proposals", "ProposalList", False, "proposal list"),
    "proposal-decided/1": (
        "app.proposals",
        "ProposalDecided",
        False,
        "proposal show, proposal approve, proposal reject, proposal executed",
    ),
    "person/1": (
        "app.people",
        "Made",
        False,
        "people add, people role, people disable, people enable, people reset",
    ),
    "people/1": ("app.people", "PeopleTold", False, "people list, people reseal"),
    "people-log/1": ("app.people", "ActsTold", False, "people log"),
    "sync/1": ("app.chain_sync", "Synced", False, "sync"),
    "holdings/1": ("reserve.holdings", "Holdings", False, "holdings"),
    "coin-history/1": ("reserve.holdings", "CoinHistory", False, "holdings --coin, holdings --history"),
    "movement/1": ("reserve.movements", "Movement", True, "movements"),
    "reconciliation/1": ("reserve.reconcile", "Reconciliation", False, "reserve reconcile"),
    "proof-request/1": ("app.proofs", "ProofRequested", False, "proof request"),
    "proof-add/1": ("app.proofs", "ProofsAdded", False, "proof add, proof list"),
    "disclosed/1": ("app.disclosing", "Disclosed", False, "disclose"),
    "signing-key/1": ("app.disclosing", "KeyMade", False, "disclose --init-key"),
    "power/1": ("office.power_result", "PowerYear", False, "power"),
    "plan/1": ("office.plan_result", "PlanResult", False, "plan"),
    "training/1": ("app.training", "TrainingTold", False, "training"),
    "comparison/1": ("office.compare", "Comparison", False, "compare"),
    "reverse-stress/1": ("office.reverse_stress", "ReverseStress", False, "reverse-stress"),
    "optimum/1": ("office.optimise", "Optimum", False, "optimise"),
    "convergence/1": ("office.convergence", "Convergence", False, "convergence"),
    "stress/1": ("office.stress", "StressResult", False, "stress"),
    "sensitivity/1": ("office.sensitivity", "Sensitivity", False, "sensitivity"),
    "hindsight/1": ("office.hindsight_result", "Hindsight", False, "hindsight"),
    "why/1": ("office.why", "Why", False, "plan --why"),
    "replay/1": ("office.replay_result", "Replay", False, "replay"),
    "backtest/1": ("office.backtest", "Backtest", False, "backtest"),
    "verify/1": ("reserve.disclosure.result", "Verification", False, "verify"),
    "claims/1": ("reserve.claims.claim", "Claim", True, "claims check"),
}

# Results whose decimals are written as JSON numbers rather than texts.
DECIMALS_AS_NUMBERS = frozenset({"claims/1"})


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a result. Raises ``NotFoundError`` with the nearest known name."""
    if name not in SCHEMAS:
        raise NotFoundError(kind="schema", name=name, known=tuple(SCHEMAS))
    module, struct, is_list, _ = SCHEMAS[name]
    kind = getattr(importlib.import_module(f"bitcoin_office.{module}"), struct)
    schema = msgspec.json.schema(list[kind] if is_list else kind)
    if name in DECIMALS_AS_NUMBERS:
        schema = _with_numbers(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"bitcoin-office/{name}",
        **schema,
    }


def _with_numbers(schema: Any) -> Any:
    """The schema with every decimal a number, which msgspec describes as a text."""
    if schema == {"type": "string", "format": "decimal"}:
        return {"type": "number"}
    if isinstance(schema, dict):
        parts = cast("dict[str, Any]", schema)
        return {key: _with_numbers(part) for key, part in parts.items()}
    return [_with_numbers(part) for part in cast("list[Any]", schema)] if isinstance(schema, list) else schema
