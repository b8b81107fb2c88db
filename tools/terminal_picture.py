"""Draws docs/images/statement.svg: El Salvador's statement as a terminal shows it. Run it when the form changes.

Usage: .venv/bin/python tools/terminal_picture.py
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.terminal_theme import MONOKAI

from bitcoin_office.app.reserve import init_office, office_statement
from bitcoin_office.cli.statement_view import draw
from bitcoin_office.reserve.statement import ReserveStatement

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "statement.svg"
THE_DAY = dt.date(2025, 7, 17)
COLUMNS = 112


def main() -> None:
    """Makes an office, draws its statement, and keeps the picture without the fonts it would fetch from elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        office, _ = init_office(Path(folder) / "office", "sv")
        statement = office_statement(office, THE_DAY)
    screen = Console(
        record=True, width=COLUMNS, force_terminal=True, color_system="truecolor", file=io.StringIO(), highlight=False
    )
    screen.print("$ ./office demo", style="bold green")
    draw(without_sources(statement), screen)
    svg = screen.export_svg(title="Bitcoin Office", theme=MONOKAI)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    PICTURE.write_text(svg + "\n", encoding="utf-8")
    print(f"{PICTURE}: {len(svg):,} characters")


def without_sources(statement: ReserveStatement) -> ReserveStatement:
    """The statement as far as a picture needs it: the list of sources would make it a wall of text."""
    unexplained = tuple(msgspec.structs.replace(item, sources=()) for item in statement.unexplained)
    return msgspec.structs.replace(statement, figures=(), unexplained=unexplained)


if __name__ == "__main__":
    main()
