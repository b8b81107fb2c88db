"""The published forms of everything that ``--json`` writes: a name and version, and the struct that it is."""

from __future__ import annotations

import importlib
from typing import Any

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
    "booked-record/1": ("office.book_record", "BookedRecord", False, "init"),
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a result. Raises ``NotFoundError`` with the nearest known name."""
    if name not in SCHEMAS:
        raise NotFoundError(kind="schema", name=name, known=tuple(SCHEMAS))
    module, struct, is_list, _ = SCHEMAS[name]
    kind = getattr(importlib.import_module(f"bitcoin_office.{module}"), struct)
    schema = msgspec.json.schema(list[kind] if is_list else kind)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"bitcoin-office/{name}",
        **schema,
    }
