"""The command ``bitcoin-office``: every subcommand is loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from bitcoin_office import __version__
from bitcoin_office.cli import streams
from bitcoin_office.terms.errors import MissingComponentError, OfficeError, UsageError

# Command: (module that holds it as ``command``, one line for --help). Listed here so that --help imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "El Salvador's statement from nothing; then a training office that proves its coins."),
    "init": ("init", "Make an office for a country in a folder."),
    "statement": ("statement", "A reserve on any day: announced, disclosed, proved, cost, value, what is open."),
    "claims": ("claims", "What news texts say is held, against the record and the market: check."),
    "books": ("books", "Double-entry books: balance, journal, lots, statement, verify, import, export."),
    "vault": ("vault", "What the office watches: add, list, show. Public keys and addresses only."),
    "sync": ("sync", "Read what is new on the chain about the vaults, and let the books follow."),
    "holdings": ("holdings", "Every coin of the vaults at a height, and the life of every coin."),
    "movements": ("movements", "Every transaction that touched the vaults: what it was, and why."),
    "voucher": ("voucher", "Documents, by their hash, that say what a transaction was."),
    "today": ("today", "What the programme's rules ask for today, why, and what it would break."),
    "proposal": ("proposal", "What the rules asked for: list, show, approve, reject, executed."),
    "reserve": ("reserve", "Declared purchases held against books and chain (reconcile); book the record."),
    "proof": ("proof", "Proofs of control by a vault's signers: request, add, list, export."),
    "disclose": ("disclose", "The next signed disclosure of the office's coins, verified before it is written."),
    "verify": ("verify", "What a disclosure of coins proves, what it cannot, and what is wrong with it."),
    "check-page": (
        "check_page",
        "Write the one page that checks a disclosure in anybody's browser, without a network.",
    ),
    "training": (
        "training",
        "An office on a made-up chain: it buys, moves, proves, discloses, and finds a flipped byte.",
    ),
    "countries": ("countries", "The shipped countries, what each declares, and the overlays made for it."),
    "check": ("check", "Everything that is wrong with a country's folder or one of its files."),
    "diff": ("diff", "What one country's playbook would change in another's, with sources."),
    "adopt": ("adopt", "One country's section as an overlay over another's programme."),
    "plan": ("plan", "What a programme would hold, cost and be worth on many futures, and how bad it can get."),
    "compare": ("compare", "Two programmes on the same futures: what one holds, costs and gains beyond the other."),
    "backtest": ("backtest", "A programme's rules over the recorded past, held against its record."),
    "sensitivity": ("sensitivity", "Which assumption of a plan matters most to a figure, and how sure that is."),
    "reverse-stress": ("reverse_stress", "What breaks a figure of a plan, and whether it ever happened."),
    "optimise": ("optimise", "The best of one or two numbers of a policy, with the honest figure on fresh futures."),
    "convergence": ("convergence", "How sure a plan's figures are, and how many futures an accuracy takes."),
    "stress": ("stress", "Great falls and devaluations of the past, and worse, laid on a programme."),
    "hindsight": ("hindsight", "A plan as it was on an earlier day, held against what then happened."),
    "replay": ("replay", "One future by its number, or the worst: day by day, with what each rule did and why."),
    "power": ("power", "A year of mining on surplus power: three subsidy yardsticks, plants, CO2, coins, break-even."),
    "market": ("market", "Price, exchange rate, difficulty, hash rate: show, gaps, check, update."),
    "serve": ("serve", "The public pages, the ministry's behind a login, and the API."),
    "people": ("people", "Who may log in to the ministry's pages, as what, and what they did."),
    "schema": ("schema", "The published form of what --json writes."),
}

EXIT_FINDINGS, EXIT_USAGE, EXIT_OPERATIONAL = 1, 2, 3


class LazyGroup(click.Group):
    """A group whose commands are imported when they run, so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command's module; ``None`` for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bitcoin_office.cli.{COMMANDS[cmd_name][0]}")
        return module.command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest known command named when there is none of this name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib  # noqa: PLC0415 - only on this path

            near = difflib.get_close_matches(args[0], list(COMMANDS), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"No command {args[0]!r}.{hint} See: bitcoin-office --help", ctx=error.ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing them."""
        del ctx
        if not COMMANDS:
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="bitcoin-office")
def cli() -> None:
    """Plans, runs and proves a country's Bitcoin programme.

    Exit codes: 0 fine, 1 findings, 2 usage, 3 operational.
    """


def main() -> None:
    """Runs the command line; an error that the office foresaw becomes its message and exit code, never a traceback."""
    streams.make_usable()
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        streams.leave_unread()
        code = EXIT_OPERATIONAL
    except OSError as error:
        # No adapter has put it into words; the system's own are better than a traceback.
        where = "" if error.filename is None else f" {str(error.filename)!r}"
        told = f"The system refused{where}: {error.strerror or error}."
        click.echo(f"bitcoin-office: {told} Check the name, the permissions and the disk. [system]", err=True)
        streams.leave_unread()
        code = EXIT_OPERATIONAL
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    """The exit code of the command that the arguments name, its error shown."""
    # Not click's own main(): it would end with 1, our code for findings, where a reader has gone or Ctrl-C was pressed.
    try:
        with cli.make_context("bitcoin-office", arguments) as context:
            cli.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except click.UsageError as error:
        error.show()
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nbitcoin-office: Stopped. What was not finished was not written. [stopped]", err=True)
        return EXIT_OPERATIONAL
    except OfficeError as error:
        if isinstance(error, MissingComponentError):
            from bitcoin_office.cli.bring import bring_and_restart  # noqa: PLC0415 - only on this path

            bring_and_restart(error)
        click.echo(f"bitcoin-office: {error} [{error.code}]", err=True)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_OPERATIONAL
    return 0
