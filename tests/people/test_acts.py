"""The log of acts is one line of hashes."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.people.acts import Act, Record, log_findings
from bitcoin_office.terms.sealed_line import NO_HASH, sealed

RECORDS = [Record(act=Act.LOGGED_IN, by="Ana", about="", at=1_752_710_400 + n, note=str(n)) for n in range(6)]


def test_each_is_sealed_to_the_one_before() -> None:
    """Sealed at once or one by one, the hashes are the same."""
    entries = sealed(None, RECORDS)
    assert entries[0].previous_hash == NO_HASH
    assert log_findings(entries) == ()
    assert sealed((entries[2].seq, entries[2].hash), RECORDS[3:]) == entries[3:]


@given(
    place=st.integers(0, 4),
    change=st.sampled_from(["by", "about", "note", "at", "act", "hash", "previous_hash", "gone", "twice"]),
)
def test_a_changed_line_is_found(place: int, change: str) -> None:
    """Whichever entry is changed in whichever part, taken out or doubled, the line of hashes says so."""
    entries = list(sealed(None, RECORDS))
    if change == "gone":
        del entries[place]
    elif change == "twice":
        entries.insert(place, entries[place])
    elif change in {"hash", "previous_hash"}:
        entries[place] = msgspec.structs.replace(entries[place], **{change: "ab" * 32})
    else:
        new = {"at": 5, "act": Act.APPROVED}.get(change, "other")
        record = msgspec.structs.replace(entries[place].record, **{change: new})
        entries[place] = msgspec.structs.replace(entries[place], record=record)
    assert log_findings(entries) != ()
