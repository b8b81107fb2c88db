"""A QR code as the path of an SVG: drawn by our own template, so that nothing is put into a page unescaped."""

from __future__ import annotations

import msgspec
import segno

# ISO/IEC 18004: four modules of quiet around it.
_QUIET = 4


class CodePicture(msgspec.Struct, frozen=True, kw_only=True):
    """``path`` draws the dark modules in a square of ``size`` by ``size``."""

    size: int
    path: str


def code_picture(text: str) -> CodePicture:
    """The QR code of a text, of the error correction M."""
    code = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=0)]
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    path = "".join(f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for x, y in dark)
    return CodePicture(size=len(rows) + 2 * _QUIET, path=path)
