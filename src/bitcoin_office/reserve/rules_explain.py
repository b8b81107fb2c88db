"""Runs one rule again in plain Python and says why it answered so: every condition that it met, with its values."""

from __future__ import annotations

import ast
import functools
import math
from collections import namedtuple
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

import msgspec

from bitcoin_office.reserve import rules


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that the rule met: its text, whether it held, and the values that stand in it."""

    line: int
    condition: str
    holds: bool
    values: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        """One line: ``yes: observation.due > 0.0 (due 1)``."""
        shown = ", ".join(f"{name} {value:,.10g}" for name, value in self.values)
        return f"{'yes' if self.holds else 'no'}: {self.condition}{f' ({shown})' if shown else ''}"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule answered, in its own words and with its reasons, in the order in which they came up."""

    function: str
    says: str
    answer: float
    reasons: tuple[Reason, ...]


def explain(text: str, function: str, observation: rules.Observation, numbers: NamedTuple) -> Explanation:
    """Reruns ``function`` of a source text that ``rules_check`` allows, or that is shipped.

    The answer is the one that the function gives without being watched: conditions are only looked at on their way.
    """
    watched, says = _prepared(text, function)
    reasons: list[Reason] = []

    def seen(line: int, condition: str, holds: Any, names: tuple[str, ...], *values: float) -> Any:
        pairs = tuple((name, float(value)) for name, value in zip(names, values, strict=True))
        reasons.append(Reason(line=line, condition=condition, holds=bool(holds), values=pairs))
        return holds

    names: dict[str, Any] = {"math": math, "_seen": seen}
    exec(watched, names)  # noqa: S102 - checked by rules_check where a user wrote it
    answer = float(names[function](observation, numbers))
    return Explanation(function=function, says=says, answer=answer, reasons=tuple(reasons))


@functools.lru_cache(maxsize=64)
def fields_seen(text: str, functions: tuple[str, ...]) -> frozenset[str]:
    """Which fields of the observation some functions of a text look at, and the functions that they call.

    A number of the rule may have the name of a field: what is asked of the second argument is none.
    """
    tree = ast.parse(text)
    wanted = {name for function in functions for name in _used(tree, function)}
    nodes = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in wanted]
    numbers = {node.args.args[1].arg for node in nodes if node.name in functions and len(node.args.args) > 1}
    inner = (each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Attribute))
    looked = {each.attr for each in inner if not (isinstance(each.value, ast.Name) and each.value.id in numbers)}
    return frozenset(looked & set(rules.Observation._fields))


def numbers_tuple(numbers: tuple[tuple[str, float], ...]) -> NamedTuple:
    """A rule's numbers in the form in which its function takes them."""
    names = tuple(name for name, _ in numbers)
    return _numbers_type(names)(*(value for _, value in numbers))


@functools.lru_cache(maxsize=64)
def _numbers_type(names: tuple[str, ...]) -> Callable[..., NamedTuple]:
    make: Any = namedtuple  # noqa: PYI024 - a user's rule brings the names
    return make("Numbers", names)


@functools.lru_cache(maxsize=64)
def _prepared(text: str, function: str) -> tuple[CodeType, str]:
    """The function and what it calls, watched; and its docstring."""
    tree = ast.parse(text)
    wanted = _used(tree, function)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in wanted]
    says = next((ast.get_docstring(node) or "" for node in functions if node.name == function), "")
    tree.body = list(functions)
    return compile(ast.fix_missing_locations(_Watch().visit(_bare(tree))), "<rule>", "exec"), says


class _Watch(ast.NodeTransformer):
    """Lets every condition of an if report itself, its value and the values in it."""

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        node.test = self._watched(node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        node.test = self._watched(node.test)
        return node

    def _watched(self, test: ast.expr) -> ast.expr:
        leaves = _values(test)
        names = ast.Tuple([ast.Constant(name.rpartition(".")[2]) for name in leaves], ast.Load())
        values = [ast.parse(name, mode="eval").body for name in leaves]
        known = [ast.Constant(test.lineno), ast.Constant(ast.unparse(test)), test, names]
        return ast.Call(ast.Name("_seen", ast.Load()), [*known, *values], [])


def _values(test: ast.expr) -> tuple[str, ...]:
    """Fields of what the rule sees, and names that it gave itself: not what is called, nor whose field it is."""
    nodes = list(ast.walk(test))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    owners = [node.value for node in nodes if isinstance(node, ast.Attribute)]
    leaves = [node for node in nodes if isinstance(node, ast.Name | ast.Attribute)]
    return tuple(dict.fromkeys(ast.unparse(node) for node in leaves if node not in calls and node not in owners))


def _bare(tree: ast.Module) -> ast.Module:
    """Without annotations, which need names that are not there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in node.args.args:
                argument.annotation = None
    return tree


def _used(tree: ast.Module, function: str) -> set[str]:
    """A function and all functions of the text that it calls."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        found.add(name)
        used = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
        waiting += sorted((used & functions.keys()) - found)
    return found
