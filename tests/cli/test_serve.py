"""The command that serves: what it refuses before it begins, and how the demo leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.cli import demo, serve
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    """One without the other is a slip, told before anything listens."""
    certificate = tmp_path / "certificate.pem"
    certificate.write_text("")
    with pytest.raises(UsageError, match="needs its key"):
        CliRunner().invoke(cli, ["serve", "--certificate", str(certificate)], catch_exceptions=False)


def test_the_current_folder_is_shown_where_it_is_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, the office in the current folder; else the shipped records alone."""
    shown: list[tuple[Path, ...]] = []
    monkeypatch.setattr(serve, "serve_offices", lambda offices, **_: shown.append(offices))
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, ["serve"], catch_exceptions=False)
    (tmp_path / "office.toml").write_text('country = "sv"\n')
    CliRunner().invoke(cli, ["serve"], catch_exceptions=False)
    assert shown == [(), (Path(),)]


@pytest.mark.parametrize(("more", "served"), [(["--serve"], 1), ([], 0), (["--serve", "--once"], 0)])
def test_the_demo_serves_only_where_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], served: int
) -> None:
    """With ``--serve`` and without ``--once``; the offices are those that it made."""
    shown: list[tuple[Path, ...]] = []
    monkeypatch.setattr(demo, "serve_offices", lambda offices, **_: shown.append(offices))
    monkeypatch.setattr(demo, "show_training", lambda _: None)
    office = tmp_path / "office"
    arguments = ["demo", "--dir", str(office), "--training", str(tmp_path / "training"), *more]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert "serve --office" in done.output
    assert shown == [(office,)] * served
