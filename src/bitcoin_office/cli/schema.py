"""``bitcoin-office schema``: the published form of what ``--json`` writes."""

from __future__ import annotations

import click
import msgspec

from bitcoin_office.app.schemas import SCHEMAS, json_schema


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Prints the JSON Schema NAME, or the list of all names."""
    if name is None:
        width = max(map(len, SCHEMAS))
        for known, (_, _, is_list, commands) in SCHEMAS.items():
            click.echo(f"{known:<{width}}  {'list' if is_list else 'object':<6}  written by: {commands}")
        return
    click.echo(msgspec.json.format(msgspec.json.encode(json_schema(name)), indent=2).decode())
