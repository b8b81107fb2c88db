"""Pages that stand alone: one file, no script, nothing fetched, readable on a phone, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bitcoin_office.terms.errors import MissingComponentError

TEMPLATE = "result.html"


def rendered(page: Mapping[str, Any]) -> bytes:
    """A page's values in the template; texts are escaped, drawings (``svg_wide``, ``svg_narrow``) are not.

    Raises ``MissingComponentError`` without the extra.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingComponentError(extra="charts", needed_for="A page") from error
    loader = PackageLoader("bitcoin_office.adapters.pages", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(TEMPLATE).render(page=page).encode()
