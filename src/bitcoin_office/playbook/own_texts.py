"""The texts of rules of one's own, put into the programme that names their files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from bitcoin_office.playbook.document import Document
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reserve_rules import AnyReserveRule, Own, OwnText
from bitcoin_office.terms.finding import Finding

RULES = "rules"
"""The folder of rules, beside the file that names them."""


def with_own_texts(
    programme: Programme, document: Document, texts: Mapping[str, str]
) -> tuple[Programme, tuple[Finding, ...]]:
    """The programme whose own rules have the texts of their files, by path; a file that is not there is a finding.

    So is one whose hash is not the one that stands in the playbook. Every own rule then has its hash.
    """
    reserve = programme.reserve
    if reserve is None or not any(isinstance(rule, Own) for rule in reserve.rules):
        return programme, ()
    known = {_plain(path): OwnText(path=path, text=text) for path, text in texts.items()}
    findings: list[Finding] = []
    rules: list[AnyReserveRule] = []
    for index, rule in enumerate(reserve.rules):
        if isinstance(rule, Own):
            place = document.place(("reserve", "rules", index, "file"))
            found = known.get(path_of(place.file, rule.file))
            if found is None:
                message = f"There is no file {path_of(place.file, rule.file)}."
                remedy = f"Put the rule into it, as a function {rule.function}(observation, numbers)."
                findings.append(Finding(code="missing-file", place=place, message=message, remedy=remedy))
            else:
                digest = hashlib.sha256(found.text.encode()).hexdigest()
                if rule.sha256 not in {"", digest}:
                    message = f"{found.path} is not the text that is meant: its SHA-256 is {digest}."
                    remedy = "Restore the file; or, if the change is meant, write the new hash or none."
                    place = document.place(("reserve", "rules", index, "sha256"))
                    findings.append(Finding(code="rule-changed", place=place, message=message, remedy=remedy))
                rule = msgspec.structs.replace(rule, read=found, sha256=digest)  # noqa: PLW2901 - the same rule, read
        rules.append(rule)
    whole = msgspec.structs.replace(reserve, rules=tuple(rules))
    return msgspec.structs.replace(programme, reserve=whole), tuple(findings)


def path_of(beside: str, file: str) -> str:
    """Where the file of a rule lies that a playbook's file at ``beside`` names."""
    folder, slash, _ = _plain(beside).rpartition("/")
    return f"{folder}{slash}{RULES}/{file}"


def _plain(path: str) -> str:
    return path.replace("\\", "/")
