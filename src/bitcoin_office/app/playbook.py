"""Wires the playbook to the country folders: loads programmes with their overlays, compares them, adopts sections."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from bitcoin_office.adapters.country_files import (
    OVERLAYS,
    PARAMETERS,
    PROGRAMME,
    country_folder,
    overlay_file,
    read_text,
    read_texts,
    shipped_countries,
    shipped_folder,
)
from bitcoin_office.app.countries import CountryDataError, SettingError
from bitcoin_office.playbook.adopt import Adoption, adopt
from bitcoin_office.playbook.diff import COMPARED, PlaybookDiff, diff
from bitcoin_office.playbook.own_texts import RULES, path_of
from bitcoin_office.playbook.programme import SECTIONS, section_named
from bitcoin_office.playbook.reading import Playbook, PlaybookFiles, TextFile, read_playbook
from bitcoin_office.playbook.setting import SET_BY_HAND
from bitcoin_office.reserve.rules_own import own_rules_findings
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.terms.finding import Finding, Severity

# Between a country and the overlays and settings that are laid over it.
LAID_OVER = "+"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as somebody asks for it: a country's code or folder, overlays, and settings ``key.path=value``."""

    country: str
    overlays: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


def asked(argument: str | Asked) -> Asked:
    """What a text such as ``pk+sv-reserve+mining.power=1000`` asks for: a part with ``=`` that is no file is a setting.

    >>> asked("pk+sv-reserve+mining.power=1000").settings
    ('mining.power=1000',)
    """
    if isinstance(argument, Asked):
        return argument
    country, *parts = argument.split(LAID_OVER)
    settings = tuple(part for part in parts if "=" in part and not Path(part).is_file())
    overlays = tuple(part for part in parts if part not in settings)
    return Asked(country=country, overlays=overlays, settings=settings)


def asked_with(argument: str, overlays: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> Asked:
    """As ``asked``, with more laid over it."""
    first = asked(argument)
    return Asked(country=first.country, overlays=(*first.overlays, *overlays), settings=(*first.settings, *settings))


class ShippedCountry(msgspec.Struct, frozen=True, kw_only=True):
    """A country that comes with the programme, the sections it declares, and the overlays made for it."""

    code: str
    name: str
    currency: str
    languages: tuple[str, ...]
    sections: tuple[str, ...]
    overlays: tuple[str, ...]


class ShippedCountries(msgspec.Struct, frozen=True, kw_only=True):
    """All shipped countries."""

    schema: str = "bitcoin-office/countries/1"
    folder: str
    countries: tuple[ShippedCountry, ...]


class AdoptedRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the other country's own, which lies in ``rules/`` beside the overlay: its file and its text."""

    file: str
    text: str


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """An adoption that can be laid over its base: the overlay, what it changes there, and what to look at first."""

    schema: str = "bitcoin-office/adoption/1"
    section: str
    from_country: str
    into_country: str
    overlay_id: str
    file: str
    changes: int
    findings: tuple[Finding, ...]
    overlay: str
    rules: tuple[AdoptedRule, ...] = ()


def playbook_files(argument: str | Asked) -> PlaybookFiles:
    """The texts of a programme argument: a code, the path of a folder or ``programme.toml``, with ``+overlay``.

    Raises ``NotFoundError`` for a country, programme or overlay that is not there.
    """
    wanted = asked(argument)
    folder = country_folder(wanted.country)
    files = files_in(folder, tuple(overlay_file(name, folder) for name in wanted.overlays))
    return msgspec.structs.replace(files, settings=wanted.settings)


def files_in(folder: Path, overlays: tuple[Path, ...] = ()) -> PlaybookFiles:
    """The texts of a country's folder. Raises ``NotFoundError`` where it has no programme."""
    programme = folder / PROGRAMME
    if not programme.is_file():
        raise NotFoundError(kind="programme in", name=str(folder), remedy=f"A country's folder has a {PROGRAMME}.")
    return PlaybookFiles(
        programme=TextFile(str(programme), read_text(programme)),
        parameters=tuple(TextFile(name, text) for name, text in read_texts(folder / PARAMETERS).items()),
        overlays=tuple(TextFile(str(path), read_text(path)) for path in overlays),
        rules=rules_beside(programme, *overlays),
    )


def rules_beside(*files: Path) -> tuple[TextFile, ...]:
    """The Python files of rules in ``rules/`` beside these files."""
    folders = dict.fromkeys(file.parent / RULES for file in files)
    return tuple(TextFile(name, text) for folder in folders for name, text in read_texts(folder, "*.py").items())


def load_playbook(argument: str | Asked) -> Playbook:
    """The playbook of a programme argument. Raises ``NotFoundError``, or ``CountryDataError`` with all findings."""
    playbook, findings = read_playbook(playbook_files(argument))
    own = own_rules_findings(playbook.programme) if playbook is not None else ()
    if playbook is None or own:
        wanted, findings = asked(argument), findings + own
        label = LAID_OVER.join([wanted.country, *wanted.overlays, *wanted.settings])
        wrong = [finding for finding in findings if finding.severity is Severity.ERROR]
        in_files = any(finding.place.file != SET_BY_HAND for finding in wrong)
        raise CountryDataError(label, findings) if in_files else SettingError(label, findings)
    return playbook


def compare(a: str, b: str, section: str | None = None) -> PlaybookDiff:
    """What two programmes declare differently, in one section or in all."""
    sections = COMPARED if section is None else (section_named(section, COMPARED),)
    return diff(load_playbook(a), load_playbook(b), sections)


def adopt_section(
    section: str, origin: str, into: str, *, effective_from: dt.date | None = None, file: Path | None = None
) -> Adopted:
    """The overlay by which ``into`` takes over a section of ``origin``; nothing is written yet.

    Raises ``CountryDataError`` where the section does not fit into the other programme as it stands.
    """
    ours = load_playbook(into)
    adoption = adopt(section, load_playbook(origin), ours, effective_from=effective_from)
    target = file or Path(OVERLAYS) / f"{adoption.id}.toml"
    changed = _laid_over(into, adoption, target)
    return Adopted(
        section=section,
        from_country=origin,
        into_country=into,
        overlay_id=adoption.id,
        file=str(target),
        changes=diff(ours, changed).changes,
        findings=adoption.findings,
        overlay=adoption.text,
        rules=tuple(AdoptedRule(file=path_of(str(target), rule.name), text=rule.text) for rule in adoption.rules),
    )


def _laid_over(into: str, adoption: Adoption, target: Path) -> Playbook:
    files = playbook_files(into)
    overlays = (*files.overlays, TextFile(str(target), adoption.text))
    rules = tuple(TextFile(path_of(str(target), rule.name), rule.text) for rule in adoption.rules)
    others = tuple(rule for rule in files.rules if rule.name not in {each.name for each in rules})
    changed, findings = read_playbook(msgspec.structs.replace(files, overlays=overlays, rules=(*others, *rules)))
    if changed is None:
        raise CountryDataError(f"{into}{LAID_OVER}{adoption.id}", findings)
    return changed


def list_countries() -> ShippedCountries:
    """The shipped countries."""
    return ShippedCountries(
        folder=str(shipped_folder()), countries=tuple(_shipped(code) for code in shipped_countries())
    )


def _shipped(code: str) -> ShippedCountry:
    programme = load_playbook(code).programme
    return ShippedCountry(
        code=code,
        name=programme.country.name,
        currency=programme.country.currency,
        languages=programme.country.languages,
        sections=tuple(section for section in SECTIONS if getattr(programme, section)),
        overlays=tuple(path.stem for path in sorted((shipped_folder() / code / OVERLAYS).glob("*.toml"))),
    )
