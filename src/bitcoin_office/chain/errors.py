"""What can be wrong with bytes and texts that claim to be Bitcoin's."""

from __future__ import annotations

from bitcoin_office.terms.errors import OfficeError, UsageError


class ChainFormatError(OfficeError):
    """Bytes that are not what they claim to be. ``offset`` is where reading stopped, counted from zero."""

    code = "chain-format"

    def __init__(self, *, what: str, problem: str, offset: int) -> None:
        message = f"Not a valid {what}: {problem} (at byte {offset})."
        super().__init__(message, remedy="Fetch it again from another node.")
        self.what = what
        self.problem = problem
        self.offset = offset


class ChainRuleError(OfficeError):
    """Well-formed data that breaks a rule of the chain. ``rule`` is a stable word for it."""

    code = "chain-rule"

    def __init__(self, *, rule: str, problem: str) -> None:
        super().__init__(f"{problem} (rule: {rule}).", remedy="Do not rely on it; ask another node.")
        self.rule = rule
        self.problem = problem


class AddressError(UsageError):
    """A text that is no address of the network. ``places`` are the likely wrong characters, counted from zero."""

    code = "address"

    def __init__(self, *, text: str, problem: str, places: tuple[int, ...] = ()) -> None:
        marked = ", ".join(f"character {place + 1} ({text[place]!r})" for place in places if place < len(text))
        remedy = f"Look at {marked}." if marked else "Compare it with where it was copied from."
        super().__init__(f"Cannot use the address {text[:100]!r}: {problem}.", remedy=remedy)
        self.text = text
        self.problem = problem
        self.places = places


class DescriptorError(UsageError):
    """A text that is no descriptor the office can watch."""

    code = "descriptor"

    def __init__(self, *, text: str, problem: str, remedy: str = "") -> None:
        shown = text if len(text) <= 60 else f"{text[:40]}...{text[-12:]}"
        super().__init__(f"Cannot use the descriptor {shown!r}: {problem}.", remedy=remedy)
        self.problem = problem
