"""``bitcoin-office people``: who may log in to the ministry's pages, as what, and what they did."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.adapters.factor_seal import FactorSeal
from bitcoin_office.app.people import (
    COMMAND_LINE,
    ActsTold,
    Made,
    PeopleTold,
    add_person,
    all_acts,
    change_role,
    check_new_password,
    disable,
    enable,
    known,
    list_people,
    people_of,
    reset_person,
)
from bitcoin_office.app.second_factor import seal_anew
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import load_office, office_option
from bitcoin_office.cli.output import json_option, print_findings, printable, show
from bitcoin_office.people.person import Role, person_name
from bitcoin_office.playbook.toml_text import toml_text

if TYPE_CHECKING:
    from rich.console import Console

_ROLES = [each.value for each in Role]
totp_option = click.option("--totp", is_flag=True, help="With a second factor: codes of an app on a phone.")
own_option = click.option(
    "--own", is_flag=True, help="They type it themselves; else they have to choose another at the first login."
)


@click.group(no_args_is_help=True)
def command() -> None:
    """Who may log in to the ministry's pages: add, list, role, disable, enable, reset, reseal; what they did: log."""


@command.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="What they may do.")
@totp_option
@own_option
@office_option
@json_option
def add(*, name: str, role: str, totp: bool, own: bool, office_path: Path, json_to: str | None) -> None:
    """Adds a person. The password is asked for; from a pipe it is the first line of standard input.

    It counts for three days and for nothing but choosing another, unless they type it themselves (--own).
    """
    found = person_name(name)
    with people_of(load_office(office_path)) as people:
        made = add_person(people, found, Role(role), _password(found), totp=totp, first=not own)
    show(made, json_to, lambda _: _tell(made))


@command.command("list")
@office_option
@json_option
def list_(office_path: Path, json_to: str | None) -> None:
    """Everybody, with their role."""
    with people_of(load_office(office_path)) as people:
        result = list_people(people)
    show(result, json_to, lambda console: _draw_people(result, console))


@command.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@office_option
@json_option
def role(*, name: str, role: str, office_path: Path, json_to: str | None) -> None:
    """Gives a person another role. Whatever they have open ends; they log in anew."""
    with people_of(load_office(office_path)) as people:
        made = Made(person=change_role(people, name, Role(role)))
    show(made, json_to, lambda _: _tell(made))


@command.command("disable")
@click.argument("name")
@office_option
@json_option
def disable_(name: str, office_path: Path, json_to: str | None) -> None:
    """Lets a person in no more. Nobody is deleted: their acts name them."""
    with people_of(load_office(office_path)) as people:
        made = Made(person=disable(people, name))
    show(made, json_to, lambda _: _tell(made))


@command.command("enable")
@click.argument("name")
@office_option
@json_option
def enable_(name: str, office_path: Path, json_to: str | None) -> None:
    """Lets a person in again."""
    with people_of(load_office(office_path)) as people:
        made = Made(person=enable(people, name))
    show(made, json_to, lambda _: _tell(made))


@command.command()
@click.argument("name")
@totp_option
@own_option
@office_option
@json_option
def reset(*, name: str, totp: bool, own: bool, office_path: Path, json_to: str | None) -> None:
    """Gives a person a new password, and a new second factor with --totp, none without."""
    with people_of(load_office(office_path)) as people:
        found = known(people, name).name
        made = reset_person(people, found, _password(found), totp=totp, first=not own)
    show(made, json_to, lambda _: _tell(made))


@command.command()
@click.option(
    "--key", required=True, metavar="REFERENCE", help="The new key: file:PATH, made where it is not, or env:NAME."
)
@office_option
@json_option
def reseal(*, key: str, office_path: Path, json_to: str | None) -> None:
    """Seals every second factor under another key. The office's settings have to name it afterwards."""
    office = load_office(office_path)
    with people_of(office) as people:
        count = seal_anew(people, FactorSeal(key, office.path), COMMAND_LINE)
        result = list_people(people)
    show(result, json_to, lambda _: _tell_sealed(count, key))


@command.command()
@office_option
@json_option
def log(office_path: Path, json_to: str | None) -> None:
    """Everything that people did. Ends with code 1 where the log was changed."""
    with people_of(load_office(office_path)) as people:
        result = all_acts(people)
    show(result, json_to, lambda console: _draw_acts(result, console))
    print_findings(result.findings)
    if result.findings:
        sys.exit(EXIT_FINDINGS)


def _password(name: str) -> str:
    """The password, asked for twice on a terminal; never an argument, which other users of a machine could read."""
    if sys.stdin.isatty():
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        password = sys.stdin.readline().rstrip("\n")
    check_new_password(password, name)
    return password


def _tell(made: Made) -> None:
    person = made.person
    factor = " with a second factor" if person.second_factor else ""
    click.echo(f"{printable(person.name)}: {person.role}{factor}{', disabled' if person.disabled else ''}.")
    if person.first_password:
        click.echo("The password counts for three days; they choose their own when they log in.")
    if made.second_factor:
        click.echo("The second factor, shown this once; give it to their phone as an address or QR code:")
        click.echo(made.second_factor)


def _tell_sealed(count: int, key: str) -> None:
    click.echo(f"Sealed anew: {count}. Now set under [people] in office.toml, and start the server again:")
    click.echo(toml_text({"key": key}).rstrip())


def _draw_people(result: PeopleTold, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    if not result.people:
        console.print("Nobody yet. Add the first: bitcoin-office people add NAME --role admin", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Name", "Role", "Second factor", "Stands"):
        table.add_column(header, overflow="fold")
    for each in result.people:
        factor = "yes" if each.second_factor else "no"
        stands = "disabled" if each.disabled else "has a first password" if each.first_password else "active"
        table.add_row(printable(each.name), each.role, factor, stands)
    console.print(table)


def _draw_acts(result: ActsTold, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("#", "When (UTC)", "Who", "Did", "About", "Note"):
        table.add_column(header, justify="right" if header == "#" else "left", overflow="fold")
    for entry in result.entries:
        record = entry.record
        when = dt.datetime.fromtimestamp(record.at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
        words = (record.by, record.act, record.about, record.note)
        table.add_row(str(entry.seq), when, *map(printable, words))
    console.print(table)
