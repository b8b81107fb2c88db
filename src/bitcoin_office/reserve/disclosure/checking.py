"""Verifies one disclosure: everything that a file can show, and by name everything that it cannot."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.note import NoteKey
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.disclosure.building import disclosure_hash
from bitcoin_office.reserve.disclosure.check_blocks import check_blocks, check_run, check_sidecar
from bitcoin_office.reserve.disclosure.check_coins import check_coins
from bitcoin_office.reserve.disclosure.check_control import check_control
from bitcoin_office.reserve.disclosure.check_movements import Content, check_movements, coins_of
from bitcoin_office.reserve.disclosure.check_node import NodeView, check_unspent, look
from bitcoin_office.reserve.disclosure.check_signature import check_signature
from bitcoin_office.reserve.disclosure.check_value import check_value
from bitcoin_office.reserve.disclosure.document import AuditorFile, Disclosure, Kind, Scope
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.form import read_auditor_file, read_disclosure
from bitcoin_office.reserve.disclosure.result import FileSummary, Said, Signer, SignerStatus, Tally
from bitcoin_office.terms.finding import Finding


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one disclosure: its bytes, and where they are at hand its headers and what the auditor has."""

    name: str
    data: bytes
    sidecar: bytes | None = None
    auditor: bytes | None = None


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who verifies: the keys that the reader trusts, the day, and what judges scripts without template."""

    trusted: tuple[NoteKey, ...]
    today: dt.date
    engine: ScriptEngine | None = None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one file; ``disclosure`` and ``summary`` are ``None`` where its form is wrong."""

    summary: FileSummary | None
    signer: Signer
    proved: tuple[Said, ...]
    not_proved: tuple[Said, ...]
    findings: tuple[Finding, ...]
    disclosure: Disclosure | None = None


class Opened:
    """A disclosure's files with its form checked: ``signed`` is ``None`` where that is wrong."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.tally = Tally(given.name)
        self.signed = read_disclosure(given.data, self.tally)


def check(opened: Opened, reader: Reader, *, basis: Disclosure | None = None, chain: Chain | None = None) -> Checked:
    """Verifies one disclosure. ``basis`` is the one that it goes on from, where that is at hand and holds.

    Nothing about the contents of the files raises; what ``chain`` cannot answer does.
    """
    given, tally, signed = opened.given, opened.tally, opened.signed
    if signed is None:
        return _without_form(tally)
    disclosure = signed.disclosure
    if disclosure.kind is Kind.TRAINING:
        tally.leave("training", "Anything about real coins: this is a training chain, and all of it is made up.")
    signer = check_signature(signed, reader.trusted, tally)
    evidence = Evidence(disclosure)
    check_blocks(evidence, tally)
    node = None if chain is None else look(evidence, chain, tally)
    run = _linked(evidence, given, node, tally)
    check_coins(evidence, tally)
    check_movements(evidence, _opening(disclosure, basis), tally)
    auditor = _auditor_file(given, disclosure, tally)
    check_control(evidence, run, auditor, engine=reader.engine, today=reader.today, tally=tally)
    check_value(disclosure, tally)
    asked = chain is not None and node is not None and node.run is not None
    if asked and chain is not None:
        check_unspent(evidence, chain, tally)
    _leave_what_no_file_shows(disclosure, tally, asked=asked)
    return Checked(
        summary=_summary(given, disclosure, signer, tally),
        signer=signer,
        proved=tuple(tally.proved),
        not_proved=tuple(tally.not_proved),
        findings=tuple(tally.findings),
        disclosure=disclosure,
    )


def _without_form(tally: Tally) -> Checked:
    return Checked(
        summary=None,
        signer=Signer(status=SignerStatus.INVALID),
        proved=(),
        not_proved=(Said(code="form", text="Anything: the file is no disclosure in its one form."),),
        findings=tuple(tally.findings),
    )


def _linked(evidence: Evidence, given: Given, node: NodeView | None, tally: Tally) -> HeaderRun | None:
    """The headers that link the blocks: of the sidecar, else of the node."""
    run = check_sidecar(evidence, given.sidecar, tally)
    if run is None and given.sidecar is not None:
        return None
    if run is None and node is not None and node.run is not None:
        check_run(evidence, node.run, tally, source="that the node gave")
        return node.run
    check_run(evidence, run, tally)
    return run


def _opening(disclosure: Disclosure, basis: Disclosure | None) -> dict[str, Content] | None:
    if disclosure.basis is None:
        return {}
    return coins_of(basis) if basis is not None and disclosure_hash(basis) == disclosure.basis.sha256 else None


def _auditor_file(given: Given, disclosure: Disclosure, tally: Tally) -> AuditorFile | None:
    if given.auditor is None:
        return None
    found = read_auditor_file(given.auditor, tally)
    if found is not None and found.disclosure != disclosure_hash(disclosure):
        message = "The auditor's file belongs to another disclosure."
        tally.wrong("auditor-other", "disclosure", message, "Ask the office for the auditor's file of this one.")
        return None
    return found


def _leave_what_no_file_shows(disclosure: Disclosure, tally: Tally, *, asked: bool) -> None:
    if not asked:
        tally.leave("unspent", "That the coins were unspent: only the chain can say it; ask a node with --node.")
        tally.leave("most-work", "That these headers are of the chain with the most work: a node can say it.")
    whole = "says that it has no others" if disclosure.scope is Scope.ALL else "says that it may have others"
    tally.leave("completeness", f"That these are all its coins: the office {whole}.")
    tally.leave("title", "That whoever holds the keys owns the coins: a key shows control, not title.")


def _summary(given: Given, disclosure: Disclosure, signer: Signer, tally: Tally) -> FileSummary:
    return FileSummary(
        name=given.name,
        ok=not tally.findings,
        signer=signer,
        kind=disclosure.kind,
        country=disclosure.country,
        network=disclosure.network,
        number=disclosure.number,
        sha256=disclosure_hash(disclosure),
        height=disclosure.stamp.height,
        block=disclosure.stamp.hash,
        made_on=disclosure.made_on,
        coins=len(disclosure.coins),
        sats=disclosure.sats,
        scope=disclosure.scope,
        broken_coins=tuple(tally.broken_coins),
    )
