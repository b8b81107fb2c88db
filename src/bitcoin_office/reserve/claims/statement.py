"""Reads a news text: every statement of what somebody holds, in bitcoin and dollars, and every figure that is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from bitcoin_office.reserve.claims.coin import coin_role, unitless_role
from bitcoin_office.reserve.claims.day import Dated, dates
from bitcoin_office.reserve.claims.money import is_side_by_side, money_role
from bitcoin_office.reserve.claims.name import Holder, Mention, mentions
from bitcoin_office.reserve.claims.pattern import compiled
from bitcoin_office.reserve.claims.plain import plain
from bitcoin_office.reserve.claims.quantity import Quantity, Unit
from bitcoin_office.reserve.claims.scene import NOT_UNDERSTOOD, SET_ASIDE, Role, Scene, scene
from bitcoin_office.reserve.claims.sentence import Sentence, sentences
from bitcoin_office.reserve.claims.subject import Memory, subject
from bitcoin_office.terms.period import Period

# How far before a figure its verb stands.
_VERB_REACH = 24
_PRESENT = compiled(r"\b(?:holds|owns|has|have|keeps|stands|is|are|sits|contains|possesses|remains|now|currently)\b")
_GOES_ON = compiled(r"""
    (?:that|this|these|those|they|it|at (?:current|today)|(?:(?:current|market) )?value
    |the (?:stash|reserve|holdings?|coins|bitcoins?|stockpile|hoard|trove|amount|sum))\b
""")
_TOGETHER = compiled(r"\b(?:together|combined|collectively|between them|jointly|in aggregate)\b")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is said to hold ``btc`` worth ``usd``, one of them at least, in ``text[start:end]``.

    ``days`` are those that the sentence itself dates the figures to, where it does.
    """

    subject: str
    start: int
    end: int
    btc: Quantity | None = None
    usd: Quantity | None = None
    days: Period | None = None


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in ``text[start:end]`` that makes no claim, its sentence, and what it is instead or what is wrong."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    role: Role
    why: str

    @property
    def is_understood(self) -> bool:
        """Whether the figure was read and set aside, rather than not understood."""
        return self.role in SET_ASIDE


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a text: each figure with bitcoin or a currency beside it stands in exactly one of the two."""

    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one sentence told."""

    statements: list[Statement]
    passages: list[Passage]
    found: tuple[Mention, ...]


def read(text: str, *, holders: tuple[Holder, ...], default: str, published: dt.date) -> Reading:
    """Reads ``text``. ``default`` is whom a text is about that names nobody; offsets are those of ``text``."""
    statements: list[Statement] = []
    passages: list[Passage] = []
    for sentence, told in _told(text, holders, default, published):
        last = statements[-1] if statements else None
        joined = _continued(sentence, last, told) if last is not None else None
        if joined is not None:
            statements[-1] = joined
        else:
            statements += told.statements
        passages += told.passages
    return Reading(statements=tuple(statements), passages=tuple(passages))


def _told(text: str, holders: tuple[Holder, ...], default: str, published: dt.date) -> Iterator[tuple[Sentence, Told]]:
    """Every sentence with what it tells, in the light of those before it."""
    memory, is_told = Memory(country=default), False
    for sentence in sentences(plain(text)):
        now = scene(sentence.text, is_told=is_told)
        is_told = now.is_told
        found = mentions(now, holders)
        yield sentence, _sentence_told(sentence, now, found, memory, published)
        for item in found:
            memory = memory.told(item)


def _sentence_told(
    sentence: Sentence, now: Scene, found: tuple[Mention, ...], memory: Memory, published: dt.date
) -> Told:
    """The statements of a sentence and its other figures, each in the order of the text."""
    subjects = [subject(now, found, memory, item.start) for item in now.quantities]
    roles = _roles(now, found)
    pairs = _pairs(now, roles, subjects)
    told = Told(statements=[], passages=[], found=found)
    dated = tuple(dates(now.text, published))
    for place, (quantity, role) in enumerate(zip(now.quantities, roles, strict=True)):
        if role is Role.HELD or (role is Role.VALUE and place not in pairs.values()):
            is_held = role is Role.HELD
            value = now.quantities[pairs[place]] if place in pairs else None
            told.statements.append(
                Statement(
                    subject=subjects[place],
                    start=sentence.start,
                    end=sentence.end,
                    btc=quantity if is_held else None,
                    usd=value if is_held else quantity,
                    days=_days(now, quantity, dated),
                )
            )
        elif role in SET_ASIDE or role in NOT_UNDERSTOOD:
            told.passages.append(_passage(sentence, quantity, role))
    return told


def _passage(sentence: Sentence, quantity: Quantity, role: Role) -> Passage:
    """A figure without a claim, at its place in the original."""
    return Passage(
        start=sentence.origin(quantity.start),
        end=sentence.origin(quantity.end - 1) + 1,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        role=role,
        why=quantity.problem or role,
    )


def _roles(now: Scene, found: tuple[Mention, ...]) -> list[Role]:
    """What each figure is; dollars beside an amount of bitcoin share its fate."""
    roles: list[Role] = []
    names = tuple(item.end for item in found if item.name)
    for quantity in now.quantities:
        if quantity.unit is Unit.BTC:
            role = coin_role(now, quantity)
            is_bracketed = any(now.text[end : quantity.start] == " (" for end in names)
            roles.append(Role.HELD if role is Role.UNTIED and is_bracketed else role)
        elif quantity.unit is Unit.NONE:
            roles.append(unitless_role(now, quantity, names, after_held=Role.HELD in roles))
        else:
            roles.append(money_role(now, quantity))
    for place, role in enumerate(roles):
        if role is Role.VALUE:
            _share_fate(now, roles, place)
    return roles


def _share_fate(now: Scene, roles: list[Role], place: int) -> None:
    """An amount of bitcoin with its value beside it is held; the value of coins that were bought or planned is not."""
    for other in (place - 1, place + 1):
        if not is_side_by_side(now, place, other):
            continue
        if roles[other] is Role.UNTIED:
            roles[other] = Role.HELD
        elif roles[other] in SET_ASIDE:
            roles[place] = Role.COST if roles[other] is Role.FLOW else roles[other]
        return


def _pairs(now: Scene, roles: list[Role], subjects: list[str]) -> dict[int, int]:
    """Which value belongs to which holding: the one beside it, else the nearest before or behind of the same holder.

    A value of several holdings together belongs to none of them and becomes untied.
    """
    pairs: dict[int, int] = {}
    held = [place for place, role in enumerate(roles) if role is Role.HELD]
    for place, role in enumerate(roles):
        if role is not Role.VALUE:
            continue
        before = [other for other in held if other < place]
        if len(before) > 1 and _TOGETHER.search(now.text):
            roles[place] = Role.UNTIED
            continue
        beside = [other for other in (place - 1, place + 1) if other in held and is_side_by_side(now, place, other)]
        near = before[-1:] + [other for other in held if other > place][:1]
        same = [other for other in near if subjects[other] == subjects[place]]
        free = [other for other in (*beside, *same) if other not in pairs]
        if free:
            pairs[free[0]] = place
    return pairs


def _days(now: Scene, quantity: Quantity, dated: tuple[Dated, ...]) -> Period | None:
    """The days the sentence dates a figure to: by "as of", or in the past tense by a date at its start or behind it."""
    window = max(0, quantity.start - _VERB_REACH)
    is_present = _PRESENT.search(now.text, window, quantity.start) is not None
    for item in dated:
        is_first = len(now.text[: item.start].split()) <= 1
        others = (other for other in now.quantities if other.unit is quantity.unit)
        is_own = quantity.end <= item.start and not any(quantity.end < other.start < item.start for other in others)
        is_near = is_own and "," not in now.text[quantity.end : item.start]
        if item.is_as_of or (not is_present and (is_first or is_near)):
            return item.days
    return None


def _continued(sentence: Sentence, last: Statement, told: Told) -> Statement | None:
    """The two as one where a sentence gives only the value of what the one before counted: "That is $740 million."."""
    if len(told.statements) != 1 or any(item.name for item in told.found) or not _GOES_ON.match(sentence.text):
        return None
    value = told.statements[0]
    if value.btc is not None or last.btc is None or last.usd is not None or value.subject != last.subject:
        return None
    return msgspec.structs.replace(last, end=value.end, usd=value.usd)
