"""Wires the rules of today to one office: its programme, market, books, chain, observations and proposals."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Final

from bitcoin_office.adapters.compiled_engine import shipped_rules_text
from bitcoin_office.adapters.country_files import read_text
from bitcoin_office.adapters.store import open_proposals
from bitcoin_office.app.market import market_for
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.today_holding import OfficeHolding, office_holding
from bitcoin_office.office.observations import ObservationsFile, Observed, ObservedKind, flows_of, stock_of
from bitcoin_office.office.proposals import keep_look
from bitcoin_office.office.stated_figures import RESERVES, reserves_on, surplus_on
from bitcoin_office.office.today import Look, look
from bitcoin_office.office.today_facts import DayFacts, OnItsWay, RuleText
from bitcoin_office.office.today_observation import StaleMarketError, close_of
from bitcoin_office.office.today_result import Shown, Today
from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.parameters import Parameters
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reading import Playbook
from bitcoin_office.playbook.reserve_rules import AnyReserveRule, Own
from bitcoin_office.reserve.proposal import PayTo, Proposal, Terms
from bitcoin_office.reserve.proposal_log import Logged
from bitcoin_office.reserve.proposal_pending import pending_on, signed_cents, signed_sats, spent_between
from bitcoin_office.reserve.proposal_state import Case, Now, cases_of, looks_of, state_of
from bitcoin_office.reserve.rules_kinds import AT_WORK, RuleAtWork
from bitcoin_office.simulate.own_rules import at_work_of
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError, OfficeError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.units import USD

OBSERVATIONS: Final = "observations.toml"
# Where the country states none: one person, until the evening of the next day, as long as the price stays this near.
_APPROVALS, _DAYS, _TOLERANCE_PERCENT = 1, 1, Decimal(2)
# A rule that is due once a year was last due at most two years ago, where nobody ran it on its day.
_LONGEST_INTERVAL_DAYS = 731


class ObservationsError(OfficeError):
    """``observations.toml`` cannot be read."""

    code = "observations"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        lines = "\n".join(str(finding) for finding in findings)
        super().__init__(f"The observations cannot be used:\n{lines}\n", remedy="Mend the file.")
        self.findings = findings


def today_of(office: OfficeDir, day: dt.date, *, keep: bool = True) -> Today:
    """Runs the rules of the office's programme for a day, and keeps what is proposed unless told not to.

    Raises ``StaleMarketError``, ``IncompleteDataError``, ``ObservationsError``, and what reading the programme, the
    vaults and the store raises.
    """
    playbook = programme_of(office)
    with open_proposals(office.books_url()) as log:
        entries = log.entries()
        facts = _facts(office, day, playbook, entries)
        found = look(facts)
        kept = keep_look(log, facts, found, int(time.time())) if keep else ()
    return _told(facts, found, kept)


def asked_on(office: OfficeDir, day: dt.date) -> tuple[Proposal, ...]:
    """What the rules ask for on a day; nothing is kept of it. Raises as ``today_of``."""
    with open_proposals(office.books_url()) as log:
        return look(_facts(office, day, programme_of(office), log.entries())).proposals


def programme_of(office: OfficeDir) -> Playbook:
    """The programme that the office runs: the one that its settings name, or its country's own."""
    return load_playbook(office.settings.programme or office.settings.country)


def now_of(office: OfficeDir, day: dt.date) -> Now:
    """What proposals are held against on a day; without a price where no close of the last days is known."""
    try:
        price = close_of(market_for(office.path).btc_usd, day)[0].value
    except StaleMarketError:
        price = None
    return Now(day=day, programme_hash=programme_of(office).digest, usd_per_btc=price)


def _facts(office: OfficeDir, day: dt.date, playbook: Playbook, entries: tuple[Logged, ...]) -> DayFacts:
    held = office_holding(office)
    observed = _observed(office)
    rules, left_out = _rules(playbook.programme, day)
    flows = flows_of(observed, day)
    if held.mined is not None:
        flows.setdefault("mined_coins", tuple(pair for pair in held.mined if pair[0] <= day))
    reserves, cash, sources = _stocks(observed, playbook.programme, day)
    cases = tuple(cases_of(entries).values())
    pending = tuple(pending_on(cases, day, held.days))
    spent_cents = 0 if cash is None else spent_between(cases, cash.on, day, pending)
    if surplus_on(playbook.programme, day) is not None:
        flows.setdefault("surplus_usd", _surplus(playbook.programme, day))
    declared = playbook.programme.reserve.rules if playbook.programme.reserve else ()
    first = min((rule.effective_from for rule in declared if rule.standing in AT_WORK), default=day)
    return DayFacts(
        day=day,
        first=min(first, day),
        training=office.settings.kind is OfficeKind.TRAINING,
        programme=playbook.programme,
        label=playbook.label,
        digest=playbook.digest,
        rules=rules,
        left_out=left_out,
        market=market_for(office.path),
        holding=held.holding,
        flows=flows,
        reserves_usd=reserves,
        cash_usd=None if cash is None else float(cash.value) - spent_cents / USD.per_whole,
        looks=looks_of(entries),
        sources=sources,
        on_its_way=tuple(_on_its_way(case) for case in pending),
        approved={
            case.proposal.rule.id: case.id
            for case in cases
            if case.proposal.day == day and case.is_approved and not case.executed
        },
        pay_to=_free(held, entries),
        terms=_terms(playbook.programme.dated, day),
        warnings=held.warnings,
    )


def _rules(programme: Programme, day: dt.date) -> tuple[tuple[RuleText, ...], tuple[str, ...]]:
    """The rules that hold on the day, those that stop purchases first; and why others are left out."""
    text = shipped_rules_text()
    used: list[RuleText] = []
    left_out: list[str] = []
    for rule in programme.reserve.rules if programme.reserve else ():
        at_work = at_work_of(rule)
        if rule.standing not in AT_WORK:
            left_out.append(f"Rule {rule.id} is left out: it is {rule.standing}.")
        elif not (rule.effective_from <= day and (rule.effective_to is None or day <= rule.effective_to)):
            left_out.append(f"Rule {rule.id} is left out: it does not hold on {day}.")
        else:
            used.append(_with_text(rule, at_work, text))
    return tuple(sorted(used, key=_stops_first)), tuple(left_out)


def _with_text(rule: AnyReserveRule, at_work: RuleAtWork, shipped: str) -> RuleText:
    """The rule with the text that people know: of one's own rule its file, under the names that stand there."""
    if not isinstance(rule, Own) or rule.read is None:
        return RuleText(at_work=at_work, text=shipped, function=at_work.function, memory=at_work.memory)
    memory = f"{rule.function}_memory" if at_work.memory else ""
    return RuleText(at_work=at_work, text=rule.read.text, function=rule.function, memory=memory)


def _stops_first(rule: RuleText) -> bool:
    return not rule.at_work.stops


def _observed(office: OfficeDir) -> tuple[Observed, ...]:
    file = office.path / OBSERVATIONS
    if not file.is_file():
        return ()
    read, findings = decode(read_text(file), ObservationsFile, file=str(file))
    if read is None:
        raise ObservationsError(findings)
    return read.observation


def _stocks(
    observed: tuple[Observed, ...], programme: Programme, day: dt.date
) -> tuple[float | None, Observed | None, tuple[str, ...]]:
    """The country's other reserves in dollars, the cash that was granted, and who says so."""
    reserves = stock_of(observed, ObservedKind.RESERVES_USD, day)
    cash = stock_of(observed, ObservedKind.CASH_USD, day)
    sources = [f"{each.kind} of {each.on}: {each.source}" for each in (reserves, cash) if each is not None]
    value = reserves_on(programme, day) if reserves is None else float(reserves.value)
    if reserves is None and value is not None:
        dated = programme.dated.get(RESERVES, day)
        sources.append(f"reserves_usd: {RESERVES} from {dated.effective_from}, {dated.source}")
    return value, cash, tuple(sources)


def _on_its_way(case: Case) -> OnItsWay:
    stated = case.executed[-1].usd_cents if case.executed else None
    return OnItsWay(proposal=case.id, sats=signed_sats(case.proposal), usd_cents=signed_cents(case.proposal, stated))


def _surplus(programme: Programme, day: dt.date) -> tuple[tuple[dt.date, float], ...]:
    """Each day's part of the stated surplus, as far back as any interval reaches."""
    days = (day - dt.timedelta(days=back) for back in range(_LONGEST_INTERVAL_DAYS, -1, -1))
    return tuple((each, surplus_on(programme, each) or 0.0) for each in days)


def _terms(parameters: Parameters, day: dt.date) -> Terms:
    names: list[str] = []

    def number(name: str, usual: Decimal) -> Decimal:
        try:
            found = parameters.get(name, day)
        except (NotFoundError, IncompleteDataError):
            return usual
        names.append(f"{name}, {found.source.title}")
        return usual if found.value is None else found.value

    return Terms(
        approvals=int(number("reserve_approvals", Decimal(_APPROVALS))),
        last_day=day + dt.timedelta(days=int(number("reserve_approval_days", Decimal(_DAYS)))),
        tolerance_percent=number("reserve_price_tolerance", _TOLERANCE_PERCENT),
        source="; ".join(names) or "the office's own; the country states none",
    )


def _free(held: OfficeHolding, entries: tuple[Logged, ...]) -> tuple[PayTo, ...]:
    """Addresses that no proposal was ever given."""
    promised = {case.proposal.pay_to.script for case in cases_of(entries).values() if case.proposal.pay_to is not None}
    return tuple(each for each in held.pay_to if each.script not in promised)


def _told(facts: DayFacts, found: Look, kept: tuple[Case, ...]) -> Today:
    now = Now(day=facts.day, programme_hash=facts.digest, usd_per_btc=found.price.usd_per_btc)
    return Today(
        finding=_finding(facts, kept, found),
        training=facts.training,
        country=facts.programme.country.code,
        programme=facts.label,
        programme_hash=facts.digest,
        day=facts.day,
        price=found.price,
        held_sats=found.held.sats,
        held_cost_usd_cents=found.held.cost_cents,
        held_basis=facts.holding.basis,
        rules=found.answers,
        proposals=tuple(shown_of(case, now) for case in kept),
        left_out=facts.left_out,
        warnings=found.warnings,
    )


def shown_of(case: Case, now: Now) -> Shown:
    """A proposal as it is shown on a day."""
    state, says = state_of(case, now)
    return Shown(id=case.id, hash=case.hash, state=state, says=says, proposal=case.proposal)


def _finding(facts: DayFacts, kept: tuple[Case, ...], found: Look) -> str:
    """The answer in a sentence."""
    if not facts.rules:
        return f"No rule of {facts.label} holds on {facts.day}: nothing is proposed."
    proposals = [case.proposal for case in kept] or list(found.proposals)
    if not proposals:
        return f"The rules of {facts.label} ask for nothing on {facts.day}."
    parts = [
        f"{each.side} {sats(each.sats).short()} for {Amount(each.usd_cents, USD).short()} ({each.rule.id})"
        for each in proposals
    ]
    return f"On {facts.day} the rules of {facts.label} ask to {' and to '.join(parts)}."
