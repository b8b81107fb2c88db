"""People of an earlier program: brought up to date, their second factors sealed, their acts untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bitcoin_office.adapters.factor_seal import FactorSeal, is_sealed
from bitcoin_office.adapters.store import open_people
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.adapters.store.connection import make_engine, transaction
from bitcoin_office.adapters.store.opening import MIGRATIONS
from bitcoin_office.people.acts import Act, Record, log_findings
from bitcoin_office.terms.sealed_line import sealed

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = 1_752_710_400
SEALED = Record(act=Act.FACTORS_SEALED, by="command line", at=NOW)


@pytest.fixture
def earlier(address: str) -> str:
    """A database of step 0004: Ana with a second factor that stands as it is, Bilal without, both logged in."""
    engine = make_engine(parse_address(address))
    (entry,) = sealed(None, [Record(act=Act.ADDED, by="command line", about="Ana", at=NOW)])
    with transaction(engine, address, writes=True) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for key, totp in (("ana", SECRET), ("bilal", "")):
            people = "INSERT INTO people VALUES (:key, :key, 'viewer', 'hash', :totp, 7, 0)"
            connection.execute(sa.text(people), {"key": key, "totp": totp})
            session = {"token": key.encode() * 8, "person": key, "now": NOW}
            connection.execute(sa.text("INSERT INTO people_sessions VALUES (:token, :person, :now, :now)"), session)
        act = {"act": "added", "who": "command line", "now": NOW, "hash": bytes.fromhex(entry.hash), "no": bytes(32)}
        acts = "INSERT INTO people_acts VALUES (1, :act, :who, 'Ana', :now, '', :no, :hash)"
        connection.execute(sa.text(acts), act)
    engine.dispose()
    return address


def test_second_factors_that_stood_as_they_are_get_sealed(earlier: str, tmp_path: Path) -> None:
    """Once, with an act; they open with the key; sessions end, of which nobody knows when the password was given."""
    seal = FactorSeal("file:people.key", tmp_path)
    with open_people(earlier, seal) as people:
        assert people.change_factors(people.seal.sealed, SEALED) == 1
        assert people.change_factors(people.seal.sealed, SEALED) == 0
        ana, bilal = people.people()
        assert is_sealed(ana.totp)
        assert (bilal.totp, ana.totp_step, ana.first_until) == ("", 7, 0)
        assert seal.open(ana.totp, "ana") == SECRET
        assert people.sessions(ana, NOW) == ()
        assert [entry.record.act for entry in people.acts()] == [Act.ADDED, Act.FACTORS_SEALED]
        assert log_findings(people.acts()) == ()
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert all(SECRET.encode() not in file.read_bytes() for file in files)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_nothing_of_a_sealed_secret_stays_in_the_file(earlier: str, tmp_path: Path) -> None:
    """Neither in a page that was freed nor in the log beside the file, even while the database is open."""
    file = Path(earlier)
    assert SECRET.encode() in file.read_bytes()
    with open_people(earlier, FactorSeal("file:people.key", tmp_path)) as people:
        people.change_factors(people.seal.sealed, SEALED)
        kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert SECRET.encode() not in kept
