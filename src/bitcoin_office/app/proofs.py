"""Wires proofs of control to one office."""

from __future__ import annotations

import msgspec

from bitcoin_office.adapters.proof_files import PROOFS_FILE, read_request_file, request_names
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.terms.errors import OfficeError


def kept_proofs(office: OfficeDir) -> tuple[KeptProof, ...]:
    """All proofs that came of the office's requests. Raises ``OfficeError`` for a file that cannot be read."""
    found: list[KeptProof] = []
    for name in request_names(office.path):
        data = read_request_file(office.path, name, PROOFS_FILE)
        if data is None:
            continue
        try:
            found += msgspec.json.decode(data, type=tuple[KeptProof, ...])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise OfficeError(
                f"The proofs of {name} cannot be read: {error}.",
                remedy=f"Add them again: bitcoin-office proof add {name}",
            ) from error
    return tuple(found)
