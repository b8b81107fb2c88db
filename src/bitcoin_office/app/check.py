"""Checks what people wrote for a country: every file of a folder, or one file of any kind."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bitcoin_office.adapters.country_files import (
    ACCOUNTS,
    OVERLAYS,
    PARAMETERS,
    PROGRAMME,
    RECORD,
    TRAINING_COUNTRY,
    NotTextError,
    country_folder,
    overlay_file,
    read_text,
    shipped_countries,
    shipped_folder,
)
from bitcoin_office.app.countries import AccountsFile
from bitcoin_office.books.account import ACCOUNT_NAME
from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.document import parse
from bitcoin_office.playbook.overlay import is_overlay, overlay_head
from bitcoin_office.playbook.own_texts import RULES
from bitcoin_office.playbook.problem import meant
from bitcoin_office.playbook.reading import Playbook, PlaybookFiles, TextFile, read_parameters, read_playbook
from bitcoin_office.reserve.record_files import check_record
from bitcoin_office.reserve.rules_own import own_rules_findings
from bitcoin_office.terms.errors import NotFoundError, UsageError
from bitcoin_office.terms.finding import Finding, Place, Severity

CASES, EXPECTED = "cases", "expected"
KNOWN_PARTS = (PROGRAMME, ACCOUNTS, PARAMETERS, OVERLAYS, RECORD, CASES, EXPECTED, RULES)

Findings = tuple[Finding, ...]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a check: which files were read, and everything that is wrong with them, by file and line."""

    schema: str = "bitcoin-office/check/1"
    path: str
    files: tuple[str, ...]
    errors: int
    warnings: int
    findings: Findings


class _Texts:
    """Reads files once, and keeps a finding for each that is no text."""

    def __init__(self) -> None:
        self.read: dict[str, str] = {}
        self.findings: list[Finding] = []

    def text(self, path: Path) -> TextFile | None:
        """The file as text, or ``None`` with a finding."""
        try:
            self.read[str(path)] = read_text(path)
        except NotTextError as error:
            place = Place(file=str(path))
            self.findings.append(Finding(code=error.code, place=place, message=error.message, remedy=error.remedy))
            return None
        return TextFile(str(path), self.read[str(path)])

    def texts(self, folder: Path, pattern: str = "*.toml") -> tuple[TextFile, ...]:
        """All files of a folder, TOML unless another pattern is given, that are texts."""
        return tuple(file for path in sorted(folder.glob(pattern)) if (file := self.text(path)) is not None)


def check(target: str, overlays: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> Checked:
    """Checks a shipped country by its code, a country's folder, or a single file. Raises ``NotFoundError``.

    Overlays and settings are laid over a country, which is then checked with them.
    """
    path = country_folder(target) if target in (*shipped_countries(), TRAINING_COUNTRY) else Path(target)
    texts = _Texts()
    if path.is_dir():
        findings = _folder(path, texts) + _laid_over(path, texts, overlays, settings)
    elif overlays or settings:
        raise UsageError(f"Nothing can be laid over {target}.", remedy="Give a country's code or its folder.")
    elif path.is_file():
        findings = _file(path, texts)
    else:
        remedy = "Give the path of a country's folder or of one of its files, or a shipped country's code."
        raise NotFoundError(kind="file or folder", name=target, known=shipped_countries(), remedy=remedy)
    # The same file can be reached by two ways; what is wrong with it is still wrong once.
    found = tuple(dict.fromkeys((*texts.findings, *findings)))
    ordered = tuple(sorted(found, key=lambda finding: (finding.place.file, finding.place.line or 0)))
    errors = sum(finding.severity is Severity.ERROR for finding in ordered)
    return Checked(
        path=target, files=tuple(texts.read), errors=errors, warnings=len(ordered) - errors, findings=ordered
    )


def _folder(folder: Path, texts: _Texts) -> Findings:
    findings = _parts(folder)
    programme = texts.text(folder / PROGRAMME) if (folder / PROGRAMME).is_file() else None
    parameters = texts.texts(folder / PARAMETERS)
    if programme is not None:
        base = PlaybookFiles(programme=programme, parameters=parameters)
        playbook, more = _read(base, texts)
        findings += more
        for overlay in texts.texts(folder / OVERLAYS):
            over = msgspec.structs.replace(base, overlays=(overlay,))
            findings += _read(over, texts)[1] if playbook is not None else _head(overlay)
    else:
        findings += tuple(finding for file in parameters for finding in read_parameters(file)[1])
    if (folder / ACCOUNTS).is_file() and (accounts := texts.text(folder / ACCOUNTS)) is not None:
        findings += _accounts(accounts)
    if (folder / RECORD).is_dir():
        findings += _record(folder / RECORD, texts)
    for case in texts.texts(folder / CASES):
        findings += parse(case.text, file=case.name)[1]
    return findings


def _laid_over(folder: Path, texts: _Texts, overlays: tuple[str, ...], settings: tuple[str, ...]) -> Findings:
    """What is wrong with a country once these are laid over it."""
    programme = texts.text(folder / PROGRAMME) if overlays or settings else None
    laid = tuple(file for name in overlays if (file := texts.text(overlay_file(name, folder))) is not None)
    if programme is None:
        return ()
    parameters = texts.texts(folder / PARAMETERS)
    files = PlaybookFiles(programme=programme, parameters=parameters, overlays=laid, settings=settings)
    return _read(files, texts)[1]


def _read(files: PlaybookFiles, texts: _Texts) -> tuple[Playbook | None, Findings]:
    """The playbook with the files of its own rules, which lie beside those that name them, and all that is wrong."""
    folders = dict.fromkeys(Path(file.name).parent / RULES for file in (files.programme, *files.overlays))
    rules = tuple(rule for folder in folders for rule in texts.texts(folder, "*.py"))
    playbook, findings = read_playbook(msgspec.structs.replace(files, rules=rules))
    return playbook, findings + (own_rules_findings(playbook.programme) if playbook is not None else ())


def _parts(folder: Path) -> Findings:
    """Parts that a country's folder needs and lacks, and parts that nothing reads."""
    findings: Findings = ()
    for part, severity in ((PROGRAMME, Severity.ERROR), (ACCOUNTS, Severity.WARNING), (RECORD, Severity.WARNING)):
        if not (folder / part).exists():
            message, remedy = f"The country has no {part}.", "See the page on playbooks: write your own country."
            place = Place(file=str(folder / part))
            findings += (Finding(code="missing-file", place=place, message=message, remedy=remedy, severity=severity),)
    for path in sorted(folder.iterdir()):
        if path.name not in KNOWN_PARTS and not path.name.startswith("."):
            place, remedy = Place(file=str(path)), meant(path.name, KNOWN_PARTS)
            message = "Nothing reads this."
            findings += (
                Finding(code="unknown-file", place=place, message=message, remedy=remedy, severity=Severity.WARNING),
            )
    return findings


def _accounts(file: TextFile) -> Findings:
    accounts, findings = decode(file.text, AccountsFile, file=file.name)
    names = [account.name for account in accounts.account] if accounts else []
    for index, name in enumerate(names):
        place = Place(file=file.name, key=f"account[{index}].name")
        if not ACCOUNT_NAME.fullmatch(name):
            remedy = "Write a class and parts with capital letters, such as Assets:Reserve:Cold."
            message = f"{name!r} is no account name."
            findings += (Finding(code="account-name", place=place, message=message, remedy=remedy),)
        if name in names[:index]:
            findings += (Finding(code="duplicate-id", place=place, message=f"The account {name} stands twice."),)
    return findings


def _record(folder: Path, texts: _Texts) -> Findings:
    return check_record(folder.parent.name, {file.name: file.text for file in texts.texts(folder)})[1]


def _file(path: Path, texts: _Texts) -> Findings:
    """One file, by what it says it is."""
    if path.parent.name == RECORD:
        return _record(path.parent, texts)
    file = texts.text(path)
    if file is None:
        return ()
    document, findings = parse(file.text, file=file.name)
    if document is None:
        return findings
    if is_overlay(document):
        return _overlay(path, file, texts)
    if path.name == ACCOUNTS or "account" in document.tree:
        return _accounts(file)
    if path.name == PROGRAMME or "country" in document.tree:
        return _read(PlaybookFiles(programme=file, parameters=texts.texts(path.parent / PARAMETERS)), texts)[1]
    return read_parameters(file)[1]


def _head(overlay: TextFile) -> Findings:
    """What is wrong with an overlay by itself, where its base has to be mended first."""
    document, findings = parse(overlay.text, file=overlay.name)
    return findings + overlay_head(document)[1] if document else findings


def _overlay(path: Path, file: TextFile, texts: _Texts) -> Findings:
    """An overlay over its base: the country whose folder it is in, else the shipped one that it names."""
    document, findings = parse(file.text, file=file.name)
    head, more = overlay_head(document) if document else (None, ())
    own = path.resolve().parent.parent
    shipped = shipped_folder() / head.base if head and head.base in shipped_countries() else None
    folder = own if (own / PROGRAMME).is_file() else shipped
    programme = texts.text(folder / PROGRAMME) if folder else None
    if programme is None or folder is None:
        return findings + more
    base = PlaybookFiles(programme=programme, parameters=texts.texts(folder / PARAMETERS), overlays=(file,))
    return _read(base, texts)[1]
