"""Templates to pages: everything escaped, and a name that a template lacks is an error, never a blank."""

from __future__ import annotations

import functools
from typing import Any, Final, cast

from jinja2 import Environment, PackageLoader, StrictUndefined

from bitcoin_office import __version__
from bitcoin_office.web import figures
from bitcoin_office.web.assets import assets
from bitcoin_office.web.languages import LANGUAGES

_TEMPLATES: Final = "templates"


@functools.cache
def environment() -> Environment:
    """The templates, compiled once."""
    made = Environment(
        loader=PackageLoader("bitcoin_office.web", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    cast("dict[str, Any]", made.globals).update(
        f=figures, languages=LANGUAGES, version=__version__, asset=_address_of_asset
    )
    return made


def _address_of_asset(name: str) -> str:
    return assets()[name].address


def rendered(template: str, **context: Any) -> bytes:
    """The page that a template makes, as UTF-8."""
    return environment().get_template(template).render(**context).encode()
