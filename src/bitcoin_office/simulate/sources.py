"""Picks functions out of source texts, with all that they use, in the plainest form: what the engine compiles.

Comments, docstrings and annotations are left out, so that a better wording does not compile anything anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import msgspec

from bitcoin_office.terms.errors import OfficeError


class SourceTextError(OfficeError):
    """A source text that cannot be put together with the others; a desk's mistake, named for whoever writes one."""

    code = "source-text"


_OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.If)


class SourceTexts(msgspec.Struct, frozen=True):
    """Top-level functions, classes and constants of several texts, by name: each name once in all of them."""

    nodes: dict[str, ast.stmt]

    def pick(self, wanted: Iterable[str]) -> str:
        """The text of these names and of all that they use, what is used first."""
        order: dict[str, None] = {}
        for name in wanted:
            self._visit(name, order, ())
        return "\n\n".join(ast.unparse(_plain(self.nodes[name])) for name in order)

    def arguments(self, function: str) -> tuple[str, ...]:
        """The names of a function's arguments. Raises ``SourceTextError`` for a name that is no function."""
        node = self.nodes.get(function)
        if not isinstance(node, ast.FunctionDef):
            raise SourceTextError(f"No function {function!r} in the texts of this plan.")
        return tuple(argument.arg for argument in node.args.args)

    def operations(self, function: str) -> int:
        """How many operations a function is, with those of the functions that it calls; 0 for what is not of ours."""
        node = self.nodes.get(function)
        if not isinstance(node, ast.FunctionDef):
            return 0
        count = 0
        for inner in ast.walk(node):
            count += isinstance(inner, _OPERATIONS)
            if isinstance(inner, ast.Call):
                count += self.operations(inner.func.id) if isinstance(inner.func, ast.Name) else 1
        return count

    def _visit(self, name: str, order: dict[str, None], path: tuple[str, ...]) -> None:
        if name in order or name in path:
            return
        if name not in self.nodes:
            raise SourceTextError(f"No function or constant {name!r} in the texts of this plan.")
        for used in sorted(_names(self.nodes[name]) & self.nodes.keys() - {name}):
            self._visit(used, order, (*path, name))
        order[name] = None


def source_texts(texts: Iterable[str]) -> SourceTexts:
    """Reads texts of Python; the same name in two of them must mean the same. Raises ``SourceTextError``."""
    nodes: dict[str, ast.stmt] = {}
    for text in texts:
        for name, node in _top_level(ast.parse(text)):
            if name in nodes and ast.unparse(nodes[name]) != ast.unparse(node):
                raise SourceTextError(f"Two texts of this plan define {name!r} differently.")
            nodes[name] = node
    return SourceTexts(nodes)


def prefixed(text: str, prefix: str) -> str:
    """A text whose top-level names all begin with ``prefix``, so that two authors may use the same ones."""
    tree = ast.parse(text)
    names = {name for name, _ in _top_level(tree)}
    return ast.unparse(_Prefix(names, prefix).visit(tree))


class _Prefix(ast.NodeTransformer):
    """Renames a text's own top-level names wherever they stand."""

    def __init__(self, names: set[str], prefix: str) -> None:
        self.names, self.prefix = names, prefix

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.copy_location(ast.Name(self._named(node.id), node.ctx), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._named(node.name)
        return self.generic_visit(node)

    def _named(self, name: str) -> str:
        return f"{self.prefix}{name}" if name in self.names else name


def _top_level(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node


def _names(node: ast.stmt) -> set[str]:
    """All names that the code of a node uses; annotations are not code, except the fields of a named tuple."""
    return {inner.id for inner in ast.walk(_plain(node)) if isinstance(inner, ast.Name)}


def _plain(node: ast.stmt) -> ast.stmt:
    """A copy without docstring, decorators and a function's annotations."""
    copy = ast.parse(ast.unparse(node)).body[0]
    if isinstance(copy, ast.FunctionDef | ast.ClassDef):
        copy.decorator_list = []
        if ast.get_docstring(copy) is not None:
            copy.body = copy.body[1:] or [ast.Pass()]
    if isinstance(copy, ast.FunctionDef):
        copy.returns = None
        for argument in copy.args.args:
            argument.annotation = None
    return copy
